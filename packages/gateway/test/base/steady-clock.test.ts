// The wall clock that does not jump.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { steadyClock } from '../../src/base/steady-clock.ts';

interface Machine {
  wall: number;
  run: number;
  slept: number;
}

function machine() {
  const state: Machine = { wall: 1_800_000_000_000, run: 0, slept: 0 };
  const steps: number[] = [];
  const clock = steadyClock(
    { now: () => state.wall, monotonic: () => state.run, sinceBoot: () => state.run + state.slept },
    (ms) => steps.push(ms),
  );
  const pass = (ms: number): void => {
    state.wall += ms;
    state.run += ms;
  };
  return { clock, pass, state, steps };
}

it('a step of an hour in either direction changes nothing that is measured, and is announced once [RF-14]', () => {
  for (const hour of [3_600_000, -3_600_000]) {
    const { clock, pass, state, steps } = machine();
    const begun = clock.now();
    pass(60_000);
    state.wall += hour;
    assert.equal(clock.now() - begun, 60_000);
    pass(60_000);
    assert.equal(clock.now() - begun, 120_000);
    assert.deepEqual(steps, [hour]);
    state.wall -= hour;
    assert.equal(clock.now() - begun, 120_000, 'and back');
  }
});

it('a clock that is kept in time is followed, and so is one that goes on after a sleep [RF-14]', () => {
  const { clock, pass, state, steps } = machine();
  const begun = clock.now();
  for (let n = 0; n < 100; n += 1) {
    pass(3_600_000);
    state.wall += 500;
    clock.now();
  }
  assert.equal(clock.now() - begun, 100 * 3_600_500);
  state.wall += 7_200_000;
  state.slept += 7_200_000;
  assert.equal(clock.now() - begun, 100 * 3_600_500 + 7_200_000, 'the machine slept for two hours');
  assert.deepEqual(steps, []);
});

it('whatever the wall clock does, whole milliseconds pass as on the monotonic clock, give or take what keeps it in time [RF-14]', () => {
  const event = fc.record({
    pass: fc.integer({ min: 0, max: 600_000 }),
    step: fc.constantFrom(0, 0, 3_600_000.4, -3_600_000.7, 86_400_000),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const { clock, pass, state } = machine();
      const begun = clock.now();
      for (const { pass: ms, step } of events) {
        pass(ms);
        state.wall += step;
        const now = clock.now();
        assert.ok(Number.isInteger(now - begun) || step % 1 !== 0 || state.wall % 1 !== 0);
        assert.ok(Math.abs(now - begun - state.run) <= events.length, `${now - begun} for ${state.run}`);
      }
    }),
    { numRuns: 500 },
  );
});
