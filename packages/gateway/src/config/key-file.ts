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
const document = z.strictObject({ keys: z.array(entry).min(1), retired: z.array(entry).default([]) });

/** One key of the file. */
export type KeyEntry = z.infer<typeof entry>;

export interface KeyFile {
  /** The first seals, all open. */
  readonly keys: readonly KeyEntry[];
  /** Open nothing; kept for as long as a backup may need them. */
  readonly retired: readonly KeyEntry[];
}

/** Reads `{ "keys": [{ "id", "key" }] }`, or one such object per line; `undefined` for anything else. */
export function parseKeyFile(text: string): KeyFile | undefined {
  const whole = document.safeParse(parseJson(text));
  if (whole.success) return whole.data;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const keys = z.array(entry).min(1).safeParse(lines.map(parseJson));
  return keys.success ? { keys: keys.data, retired: [] } : undefined;
}

export function formatKeyFile({ keys, retired }: KeyFile): string {
  return `${JSON.stringify(retired.length === 0 ? { keys } : { keys, retired }, undefined, 2)}\n`;
}

/** Makes a key: 32 random bytes. */
export function newKeyBytes(random: Random): Uint8Array {
  return random(KEY_BYTES);
}

/** A new key behind the others: it opens, and seals nothing until it is promoted. */
export function addKey(file: KeyFile, added: KeyEntry): KeyFile {
  if ([...file.keys, ...file.retired].some(({ id }) => id === added.id)) {
    throw refused(`The key file has a key ${added.id} already. Choose another id.`);
  }
  if (added.key !== undefined && [...file.keys, ...file.retired].some(({ wrapped }) => wrapped !== undefined)) {
    throw refused(
      'The keys of the file are wrapped, and a new one would lie in it as it is. Set SIGMA_EMBED_KEY_SERVICE.',
    );
  }
  return { ...file, keys: [...file.keys, added] };
}

/** Takes a key out that nothing was sealed with. */
export function dropKey(file: KeyFile, id: string): KeyFile {
  return { ...file, keys: without(file.keys, id) };
}

/** The key of this id in front: from now on it seals. */
export function promoteKey(file: KeyFile, id: string): KeyFile {
  return { ...file, keys: [find(file, id), ...without(file.keys, id)] };
}

/** The key of this id opens nothing any more and is kept; a place without key material has nothing to keep. */
export function retireKey(file: KeyFile, id: string): KeyFile {
  const key = find(file, id);
  const keys = without(file.keys, id);
  if (keys.length === 0 || file.keys[0] === key) {
    throw refused(`The key ${id} seals. Promote another one first: sigma-embed keys promote ID.`);
  }
  const isPlace = key.key === undefined && key.wrapped === undefined;
  return { keys, retired: isPlace ? file.retired : [...file.retired, key] };
}

/** A retired key behind the others: it opens again. */
export function restoreKey(file: KeyFile, id: string): KeyFile {
  const key = file.retired.find((known) => known.id === id);
  if (key === undefined) throw refused(`No key ${id} is retired. See: sigma-embed keys list.`);
  return { keys: [...file.keys, key], retired: without(file.retired, id) };
}

function without(keys: readonly KeyEntry[], id: string): readonly KeyEntry[] {
  return keys.filter((known) => known.id !== id);
}

function find({ keys, retired }: KeyFile, id: string): KeyEntry {
  const found = keys.find((known) => known.id === id);
  if (found !== undefined) return found;
  if (retired.some((known) => known.id === id)) {
    throw refused(`The key ${id} is retired. Bring it back first: sigma-embed keys restore ${id}.`);
  }
  throw refused(`The key file has no key ${id}. See: sigma-embed keys list.`);
}

/** @returns what a command refuses to do to a key ring, with the next step. */
export function refused(message: string, cause?: unknown): GatewayError {
  return new GatewayError('keys_refused', { message, cause });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
