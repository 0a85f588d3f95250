// Waits that end when a movable clock says so, and a driver that moves the clock a little whenever nothing else happens.
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock, Wait } from '../../src/base/clock.ts';

interface MovableClock extends Clock {
  advance(ms: number): void;
}

const STEP_MS = 25;

/** Ends when `clock` has moved so far. */
export function waitOn(clock: MovableClock): Wait {
  return async (ms) => {
    const until = clock.monotonic() + ms;
    while (clock.monotonic() < until) await turn();
  };
}

/** Lets time pass until the work is done. */
export async function drive<T>(clock: MovableClock, work: PromiseLike<T>): Promise<T> {
  const state = { isDone: false };
  const settled = Promise.resolve(work).finally(() => {
    state.isDone = true;
  });
  void settled.catch(() => undefined);
  while (!state.isDone) {
    for (let n = 0; n < 10 && !state.isDone; n += 1) await turn();
    if (!state.isDone) clock.advance(STEP_MS);
  }
  return await settled;
}
