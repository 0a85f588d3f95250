// A wall clock that does not jump: what was measured before a step of the machine's clock stays right after it (RF-14).
import type { Clock } from './clock.ts';

/** A larger difference than this between two readings is a step; a smaller one is the clock being kept in time. */
const STEP_MS = 10_000;

/**
 * Follows `clock`, save for its steps: they are held back for the life of the process and announced. Time that the machine
 * slept through is no step. Between two readings the monotonic clock says how much time has passed.
 */
export function steadyClock(clock: Clock, onStep: (ms: number) => void = () => undefined): Clock {
  let heldBack = 0;
  let wall = clock.now();
  let run = clock.monotonic();
  let slept = sleepOf(clock);

  const now = (): number => {
    const [before, ranTo] = [wall, run];
    wall = clock.now();
    run = clock.monotonic();
    const step = wall - before - (run - ranTo);
    if (Math.abs(step) <= STEP_MS) return wall - heldBack;
    const sleptNow = sleepOf(clock);
    const awakeStep = step - (sleptNow - slept);
    slept = sleptNow;
    if (Math.abs(awakeStep) > STEP_MS) {
      heldBack += Math.round(awakeStep);
      onStep(awakeStep);
    }
    return wall - heldBack;
  };
  return { now, monotonic: () => clock.monotonic() };
}

function sleepOf(clock: Clock): number {
  return clock.sinceBoot === undefined ? 0 : clock.sinceBoot() - clock.monotonic();
}
