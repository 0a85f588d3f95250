// Checks 3 and 4: HS256, the `kid` of a live embed credential, and an HMAC that holds. Returns the payload unread.
import { compactVerify, decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose';
import { INVALID, NO_ACCESS, refuse } from '../refusal.ts';
import type { Credential, SigmaState } from '../state.ts';

export interface Signed {
  readonly credential: Credential;
  /** A JSON object, its claims not yet looked at. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The key is the secret's UTF-8 bytes, as all of Sigma's samples have it. */
export async function verifySignature({ credentials }: SigmaState, jwt: string): Promise<Signed> {
  const header = readHeader(jwt);
  if (header.alg !== 'HS256') refuse('wrong_algorithm', 'EACCES', NO_ACCESS);
  const credential = credentials.get(String(header.kid)) ?? refuse('unknown_kid', 'EACCES', NO_ACCESS);
  if (!credential.scopes.includes('embed')) refuse('kid_without_embed', 'EACCES', 'Invalid kid parameter');
  const key = new TextEncoder().encode(credential.secret);
  const verified = await compactVerify(jwt, key, { algorithms: ['HS256'] }).catch(() =>
    refuse('bad_signature', 'EACCES', NO_ACCESS),
  );
  return { credential, payload: parseObject(new TextDecoder().decode(verified.payload)) };
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
