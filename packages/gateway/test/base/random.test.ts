// The pool of random bytes: every request gets bytes that nobody had before.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemRandom } from '../../src/base/random.ts';

it('no bytes are given out twice, whatever the lengths [SE-01] [EM-07]', () => {
  const seen = new Set<string>();
  let count = 0;
  for (let n = 0; n < 60_000; n += 1) {
    const length = [12, 16, 32][n % 3] ?? 12;
    const bytes = systemRandom(length);
    assert.equal(bytes.length, length);
    // 96 bits of a run name it: two runs that share them came from the same place of the pool.
    for (let at = 0; at + 12 <= length; at += 1, count += 1)
      seen.add(Buffer.from(bytes.slice(at, at + 12)).toString('latin1'));
  }
  assert.equal(seen.size, count);
});

it('what was given out is its own memory', () => {
  const first = systemRandom(16);
  const copy = Uint8Array.from(first);
  for (let n = 0; n < 1000; n += 1) systemRandom(16).fill(0);
  assert.deepEqual(Uint8Array.from(first), copy);
});

it('a request larger than the pool is met in full', () => {
  const bytes = systemRandom(100_000);
  assert.equal(bytes.length, 100_000);
  assert.ok(new Set(bytes).size > 200);
});
