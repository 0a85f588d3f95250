// The one place that reads the operating system's random source.
import { randomBytes } from 'node:crypto';
import { toBase64url } from './bytes.ts';

/** Returns `length` random bytes. */
export type Random = (length: number) => Uint8Array;

/** One call to the operating system costs as much as an encryption; a pool of bytes serves many requests. */
const POOL_BYTES = 4096;
let pool = Buffer.alloc(0);
let used = 0;

/** Random bytes from the operating system. Every byte is given out once and wiped from the pool. */
export const systemRandom: Random = (length) => {
  if (length > POOL_BYTES / 8) return randomBytes(length);
  if (used + length > pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  const bytes = Buffer.allocUnsafe(length);
  pool.copy(bytes, 0, used, used + length);
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
};

/** A random base64url string that carries `bytes` bytes of entropy. */
export function randomToken(random: Random, bytes: number): string {
  return toBase64url(random(bytes));
}
