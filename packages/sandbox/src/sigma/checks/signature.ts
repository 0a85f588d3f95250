// Checks 3 and 4: HS256, a known `kid`, and an HMAC that holds. Returns the payload unread.
import { compactVerify, decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose';
import type { World } from '../../world.ts';
import { INVALID, NO_ACCESS, refuse } from '../refusal.ts';

/** The payload as parsed JSON object. The key is the secret's UTF-8 bytes, as all of Sigma's samples have it. */
export async function verifySignature(world: World, jwt: string): Promise<Readonly<Record<string, unknown>>> {
  const header = readHeader(jwt);
  if (header.alg !== 'HS256') refuse('wrong_algorithm', 'EACCES', NO_ACCESS);
  if (header.kid !== world.credential.clientId) refuse('unknown_kid', 'EACCES', NO_ACCESS);
  const key = new TextEncoder().encode(world.credential.secret);
  const verified = await compactVerify(jwt, key, { algorithms: ['HS256'] }).catch(() =>
    refuse('bad_signature', 'EACCES', NO_ACCESS),
  );
  return parseObject(new TextDecoder().decode(verified.payload));
}

function readHeader(jwt: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(jwt);
  } catch {
    return refuse('malformed_jwt', 'EINVAL', INVALID);
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Falls through to the one refusal.
  }
  return refuse('malformed_jwt', 'EINVAL', INVALID);
}
