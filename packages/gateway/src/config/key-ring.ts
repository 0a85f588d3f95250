// Makes the key ring: from the key file, and from the session secret. Knows key material, not what is sealed with it.
import { hkdfSync } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import { fromBase64url, toBase64url } from '../base/bytes.ts';
import { secret } from '../base/secret.ts';
import type { RingKey } from './config.ts';
import { checkFileMode, readFailure } from './files.ts';
import type { Loading } from './loading.ts';

const KEY_BYTES = 32;
const INFO_KEY = 'sigma-embed-gateway/key-ring/v1/key';
const INFO_ID = 'sigma-embed-gateway/key-ring/v1/id';

/**
 * The key that follows from a session secret: HKDF-SHA256 (RFC 5869) without salt.
 * Its id is `s1-` and 8 hexadecimal digits of a second output, so that the id says nothing about the key.
 */
export function derivedKey(sessionSecret: string): RingKey {
  const key = new Uint8Array(hkdfSync('sha256', sessionSecret, '', INFO_KEY, KEY_BYTES));
  const id = Buffer.from(hkdfSync('sha256', sessionSecret, '', INFO_ID, 4)).toString('hex');
  return { id: `s1-${id}`, key: secret(toBase64url(key)) };
}

const ringKey = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,40}$/),
  key: z.string().refine((text) => fromBase64url(text)?.length === KEY_BYTES),
});
const document = z.strictObject({ keys: z.array(ringKey).min(1) });

/** Reads the key file when one is named. The first key seals. Nothing of the file ever shows in a problem. */
export function readKeyFile({ findings, sources, values }: Loading): RingKey[] {
  const path = values.text('keyFile');
  if (path === undefined) return [];
  const name = values.name('keyFile');
  const file = resolve(sources.cwd, path);
  let text: string;
  try {
    text = sources.readFile(file);
    checkFileMode(name, file, findings);
  } catch (error) {
    findings.problem(name, readFailure(error), 'Correct the path, or the rights of the file.');
    return [];
  }
  const parsed = parseKeys(text);
  if (parsed === undefined) {
    findings.problem(
      name,
      'names a file that is no key ring',
      'Write { "keys": [{ "id": "k1", "key": "…" }] }; a key is 32 bytes: openssl rand 32 | basenc --base64url | tr -d =',
    );
    return [];
  }
  if (new Set(parsed.map(({ id }) => id)).size < parsed.length) {
    findings.problem(name, 'names a file in which two keys have the same id', 'Give every key an id of its own.');
  }
  return parsed.map(({ id, key }) => ({ id, key: secret(key) }));
}

function parseKeys(text: string): z.infer<typeof ringKey>[] | undefined {
  const whole = document.safeParse(parseJson(text));
  if (whole.success) return whole.data.keys;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const keys = z.array(ringKey).min(1).safeParse(lines.map(parseJson));
  return keys.success ? keys.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
