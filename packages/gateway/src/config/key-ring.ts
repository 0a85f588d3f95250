// Makes the key ring: from the key file, and from the session secret. Knows key material, not what is sealed with it.
import { hkdfSync } from 'node:crypto';
import { resolve } from 'node:path';
import { toBase64url } from '../base/bytes.ts';
import { secret } from '../base/secret.ts';
import type { KeyRing, RingKey } from './config.ts';
import { checkFileMode, readFailure } from './files.ts';
import { parseKeyFile, type KeyEntry } from './key-file.ts';
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

/** Reads the key file when one is named. The first key seals. Nothing of the file ever shows in a problem. */
export function readKeyFile({ findings, sources, values }: Loading): readonly KeyEntry[] {
  const path = values.text('keyFile');
  if (path === undefined) return [];
  const name = values.name('keyFile');
  const file = resolve(sources.cwd, path);
  let text: string;
  try {
    text = sources.readFile(file);
    checkFileMode(name, file, findings);
  } catch (error) {
    const failure = readFailure(error);
    const isMissing = failure.endsWith('does not exist');
    findings.problem(
      name,
      failure,
      isMissing
        ? 'Correct the path, or make a first key: sigma-embed keys add.'
        : 'Correct the path, or the rights of the file.',
    );
    return [];
  }
  const parsed = parseKeyFile(text);
  if (parsed === undefined) {
    findings.problem(
      name,
      'names a file that is no key ring',
      'Write { "keys": [{ "id": "k1", "key": "…" }] }; a key is 32 bytes: openssl rand 32 | basenc --base64url | tr -d =',
    );
    return [];
  }
  const { keys, retired } = parsed;
  if (new Set([...keys, ...retired].map(({ id }) => id)).size < keys.length + retired.length) {
    findings.problem(name, 'names a file in which two keys have the same id', 'Give every key an id of its own.');
  }
  return keys;
}

/**
 * The ring: the keys of the file in their order, then the one of the session secret, unless the file gives it a place.
 * An entry without a key that is not the session secret's is a problem.
 */
export function orderRing(
  { findings, values }: Loading,
  entries: readonly KeyEntry[],
  derived: RingKey | undefined,
): KeyRing[number][] {
  const ring: KeyRing[number][] = [];
  for (const { id, key, wrapped } of entries) {
    if (key !== undefined) ring.push({ id, key: secret(key) });
    else if (wrapped !== undefined) ring.push({ id, wrapped });
    else if (id === derived?.id) ring.push(derived);
    else {
      findings.problem(
        values.name('keyFile'),
        `gives a place to the key ${id}, which is not the one of the session secret`,
        'Bring that session secret back, and retire the key before you take the secret away: sigma-embed keys retire.',
      );
    }
  }
  return derived === undefined || ring.includes(derived) ? ring : [...ring, derived];
}
