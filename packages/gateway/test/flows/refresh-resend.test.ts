// When a refresh token may be sent again after an unknown outcome.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { coveredGraceMs } from '../../src/config/read-refresh.ts';
import { learned, leaseOf, takesOverMs } from '../../src/flows/refresh/resend.ts';

const TIMES = { leaseMs: 25_000, persistMs: 5000, listenMs: 30_000 };

it('never where it may be spent: strict, not yet learned, seen to rotate [RF-09]', () => {
  for (const rotation of ['unlearned', 'kept', 'rotated'] as const) {
    assert.equal(takesOverMs({ ...TIMES, mode: 'strict', graceMs: 0 }, rotation), 0);
    assert.equal(takesOverMs({ ...TIMES, mode: 'grace', graceMs: 0 }, rotation), 0, 'a grace that covers nothing');
  }
  assert.equal(takesOverMs({ ...TIMES, mode: 'auto', graceMs: 0 }, 'unlearned'), 0);
  assert.equal(takesOverMs({ ...TIMES, mode: 'auto', graceMs: 0 }, 'rotated'), 0);
});

it("always where it works many times, by the operator's word or by what answers have shown", () => {
  assert.ok(takesOverMs({ ...TIMES, mode: 'multi_use', graceMs: 0 }, 'rotated') > 1e12);
  assert.ok(takesOverMs({ ...TIMES, mode: 'auto', graceMs: 0 }, 'kept') > 1e12);
});

it('a lease covers the time in which a late answer is listened for, only where the token may not be sent again [RF-03] [RF-09]', () => {
  const long = TIMES.leaseMs + TIMES.listenMs;
  for (const rotation of ['unlearned', 'kept', 'rotated'] as const) {
    assert.equal(leaseOf({ ...TIMES, mode: 'strict', graceMs: 0 }, rotation), long);
    assert.equal(leaseOf({ ...TIMES, mode: 'grace', graceMs: 0 }, rotation), long, 'a grace that covers nothing');
    assert.equal(leaseOf({ ...TIMES, mode: 'grace', graceMs: 37_500 }, rotation), TIMES.leaseMs);
    assert.equal(leaseOf({ ...TIMES, mode: 'multi_use', graceMs: 0 }, rotation), TIMES.leaseMs);
  }
  assert.equal(leaseOf({ ...TIMES, mode: 'auto', graceMs: 0 }, 'unlearned'), long);
  assert.equal(leaseOf({ ...TIMES, mode: 'auto', graceMs: 0 }, 'rotated'), long);
  assert.equal(leaseOf({ ...TIMES, mode: 'auto', graceMs: 0 }, 'kept'), TIMES.leaseMs);
});

it('a grant that rotated once is never taken for one that does not [RF-06]', () => {
  assert.equal(learned('unlearned', 'kept'), 'kept');
  assert.equal(learned('kept', 'rotated'), 'rotated');
  assert.equal(learned('rotated', 'kept'), 'rotated');
});

it('a grace covers a take-over only if lease, half a lease before sending and the call fit into it', () => {
  const times = { leaseMs: 25_000, timeoutMs: 10_000 };
  assert.equal(coveredGraceMs(5000, times), 0);
  assert.equal(coveredGraceMs(47_500, times), 0);
  assert.equal(coveredGraceMs(60_000, times), 37_500);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 1000, max: 10_000 }), (graceMs, timeoutMs) => {
      const leaseMs = timeoutMs + 15_000;
      const age = coveredGraceMs(graceMs, { leaseMs, timeoutMs });
      assert.ok(age === 0 || (age > leaseMs && age + leaseMs / 2 + timeoutMs <= graceMs));
    }),
  );
});
