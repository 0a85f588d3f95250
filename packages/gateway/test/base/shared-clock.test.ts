// The clock that is set by a server's.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createSharedClock } from '../../src/base/shared-clock.ts';
import { movableClock } from '../../src/testing/fixed-world.ts';

const HOUR = 3_600_000;

it('goes on as it was set while the server does not answer, and by an answer that was slow only the first time [RF-14]', async () => {
  const machine = movableClock();
  let answer = async (): Promise<number> => machine.now() + HOUR;
  const shared = createSharedClock({ steady: machine, machine, ask: () => answer() });
  const begun = machine.now();
  assert.equal(shared.now() - begun, 0);
  const slow = async (): Promise<number> => {
    machine.advance(10_000);
    return machine.now() + 2 * HOUR;
  };
  answer = slow;
  await shared.learn();
  assert.equal(shared.now() - begun, 2 * HOUR + 15_000, 'half of ten seconds further than it was');
  answer = async () => machine.now() + HOUR;
  await shared.learn();
  assert.equal(shared.now() - begun, HOUR + 10_000);
  answer = slow;
  await shared.learn();
  assert.equal(shared.now() - begun, HOUR + 20_000);
  answer = () => Promise.reject(new Error('away'));
  await assert.rejects(shared.learn(), /away/);
  machine.advance(1000);
  assert.equal(shared.now() - begun, HOUR + 21_000);
  assert.equal(shared.monotonic(), machine.monotonic());
});
