// Knows the form of the key file and how it is changed. Knows no ring and no option; key material passes through and is never shown.
import { z } from 'zod';
import { fromBase64url } from '../base/bytes.ts';
import { GatewayError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';

const KEY_BYTES = 32;

const entry = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/),
  /** Absent for the key that follows from the session secret: the entry then only gives it its place. */
  key: z
    .string()
    .refine((text) => fromBase64url(text)?.length === KEY_BYTES)
    .optional(),
  /** In place of `key`: the key as its key service wrapped it. */
  wrapped: z.string().min(1).max(10_000).regex(/^\S+$/).optional(),
});
const document = z.strictObject({ keys: z.array(entry).min(1) });

/** One key of the file. The first seals, all open. */
export type KeyEntry = z.infer<typeof entry>;

/** Reads `{ "keys": [{ "id", "key" }] }`, or one such object per line; `undefined` for anything else. */
export function parseKeyFile(text: string): readonly KeyEntry[] | undefined {
  const whole = document.safeParse(parseJson(text));
  if (whole.success) return whole.data.keys;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const keys = z.array(entry).min(1).safeParse(lines.map(parseJson));
  return keys.success ? keys.data : undefined;
}

export function formatKeyFile(keys: readonly KeyEntry[]): string {
  return `${JSON.stringify({ keys }, undefined, 2)}\n`;
}

/** Makes a key: 32 random bytes. */
export function newKeyBytes(random: Random): Uint8Array {
  return random(KEY_BYTES);
}

/** A new key behind the others: it opens, and seals nothing until it is promoted. */
export function addKey(keys: readonly KeyEntry[], added: KeyEntry): readonly KeyEntry[] {
  if (keys.some(({ id }) => id === added.id)) {
    throw refused(`The ring has a key ${added.id} already. Choose another id.`);
  }
  return [...keys, added];
}

/** The key of this id in front: from now on it seals. */
export function promoteKey(keys: readonly KeyEntry[], id: string): readonly KeyEntry[] {
  return [find(keys, id), ...keys.filter((known) => known.id !== id)];
}

/** Without the key of this id. What it sealed can never be opened again. */
export function removeKey(keys: readonly KeyEntry[], id: string): readonly KeyEntry[] {
  find(keys, id);
  const left = keys.filter((known) => known.id !== id);
  if (left.length === 0 || keys[0]?.id === id) {
    throw refused(`The key ${id} seals. Promote another one first: sigma-embed keys promote ID.`);
  }
  return left;
}

function find(keys: readonly KeyEntry[], id: string): KeyEntry {
  const found = keys.find((known) => known.id === id);
  if (found === undefined) throw refused(`The ring has no key ${id}. See: sigma-embed keys list.`);
  return found;
}

/** @returns what a command refuses to do to a key ring, with the next step. */
export function refused(message: string): GatewayError {
  return new GatewayError('keys_refused', { message });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
