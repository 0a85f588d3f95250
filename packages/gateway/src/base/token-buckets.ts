// A bucket of tokens per key: so many at once, and then one in so many milliseconds. Knows neither who asks nor what for.
import type { Clock } from './clock.ts';

export interface TokenBuckets {
  /** Takes a token from the bucket of this key. Answers 0, or the milliseconds until there is one. */
  take(key: string): number;
  /** Buckets that are not known to be full. */
  size(): number;
}

export interface TokenBucketOptions {
  readonly clock: Clock;
  /** Tokens in a full bucket. */
  readonly burst: number;
  /** Milliseconds in which one token comes back. */
  readonly everyMs: number;
  /** Keys that are remembered. Default 10,000, a megabyte or two; of more, the oldest begins anew. */
  readonly max?: number;
}

export function createTokenBuckets({ burst, clock, everyMs, max = 10_000 }: TokenBucketOptions): TokenBuckets {
  // When a bucket is full again says all about it, and a full one need not be kept.
  const buckets = new Map<string, { fullAt: number }>();

  const makeRoom = (now: number): void => {
    if (buckets.size < max) return;
    for (const [key, { fullAt }] of buckets) if (fullAt <= now) buckets.delete(key);
    const oldest = buckets.size < max ? undefined : buckets.keys().next();
    if (oldest?.done === false) buckets.delete(oldest.value);
  };

  return {
    take(key) {
      const now = clock.monotonic();
      const bucket = buckets.get(key);
      if (bucket === undefined) {
        makeRoom(now);
        buckets.set(key, { fullAt: now + everyMs });
        return 0;
      }
      const fullAt = Math.max(bucket.fullAt, now) + everyMs;
      const missingMs = fullAt - now - burst * everyMs;
      // Less than a millisecond is what a sum of fractions is off by.
      if (missingMs >= 1) return missingMs;
      bucket.fullAt = fullAt;
      return 0;
    },
    size: () => buckets.size,
  };
}
