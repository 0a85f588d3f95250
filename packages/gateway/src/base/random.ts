// The one place that reads the operating system's random source.
import { randomBytes } from 'node:crypto';
import { toBase64url } from './bytes.ts';

/** Returns `length` random bytes. */
export type Random = (length: number) => Uint8Array;

/** Random bytes from the operating system. */
export const systemRandom: Random = (length) => randomBytes(length);

/** A random base64url string that carries `bytes` bytes of entropy. */
export function randomToken(random: Random, bytes: number): string {
  return toBase64url(random(bytes));
}
