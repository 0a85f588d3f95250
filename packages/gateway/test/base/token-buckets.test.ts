import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { createTokenBuckets, type TokenBuckets } from '../../src/base/token-buckets.ts';
import { movableClock, type MovableClock } from '../../src/testing/index.ts';

function world(burst: number, everyMs: number, max?: number): { buckets: TokenBuckets; clock: MovableClock } {
  const clock = movableClock();
  return { clock, buckets: createTokenBuckets({ clock, burst, everyMs, ...(max !== undefined && { max }) }) };
}

/** How many of so many are given. */
function given(buckets: TokenBuckets, key: string, asked: number): number {
  return Array.from({ length: asked }, () => buckets.take(key)).filter((waitMs) => waitMs === 0).length;
}

it('gives a full bucket at once and then one token in its time, and says how long that is', () => {
  const { buckets, clock } = world(120, 500);
  assert.equal(given(buckets, 'a', 1000), 120);
  assert.equal(buckets.take('a'), 500);
  clock.advance(499);
  assert.equal(buckets.take('a'), 1);
  clock.advance(1);
  assert.deepEqual([buckets.take('a'), buckets.take('a')], [0, 500], 'who asks too often does not wait longer for it');
  clock.advance(10_000);
  assert.equal(given(buckets, 'a', 1000), 20);
  clock.advance(86_400_000);
  assert.equal(given(buckets, 'a', 1000), 120, 'no more than a full one, however long it was left alone');
});

it('what one takes nobody else misses', () => {
  const { buckets } = world(3, 1000);
  assert.deepEqual([given(buckets, 'a', 9), given(buckets, 'b', 9)], [3, 3]);
});

it('a clock that was set changes nothing', () => {
  const { buckets, clock } = world(3, 1000);
  assert.equal(given(buckets, 'a', 9), 3);
  clock.advance(-3_600_000);
  assert.equal(buckets.take('a'), 1000);
});

it('remembers so many keys at most: full buckets make room, then the oldest', () => {
  const { buckets, clock } = world(2, 1000, 10);
  for (let n = 0; n < 10; n += 1) given(buckets, `idle${n}`, 2);
  clock.advance(2000);
  given(buckets, 'busy', 2);
  assert.equal(buckets.size(), 1, 'full ones are forgotten');
  for (let n = 0; n < 100_000; n += 1) buckets.take(`new${n}`);
  assert.equal(buckets.size(), 10);
  assert.equal(given(buckets, 'new99999', 9), 1, 'the newest are known');
});

it('never gives more in any time than a full bucket and what came back in it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 600 }).map((perMinute) => 60_000 / perMinute),
      fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 5000 }), asked: fc.integer({ min: 0, max: 60 }) })),
      (burst, everyMs, steps) => {
        const { buckets, clock } = world(burst, everyMs);
        let tokens = burst;
        for (const { afterMs, asked } of steps) {
          clock.advance(afterMs);
          tokens = Math.min(burst, tokens + afterMs / everyMs);
          const got = given(buckets, 'a', asked);
          // The model counts in fractions, and a fraction of a millisecond is forgiven.
          const slack = 2 / everyMs + 1e-6;
          assert.ok(got <= tokens + slack && got >= Math.min(asked, Math.floor(tokens - slack)), `${got} of ${tokens}`);
          tokens = Math.max(0, tokens - got);
        }
      },
    ),
  );
});
