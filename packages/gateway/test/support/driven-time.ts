// A clock that is moved, the waits that end when it is, and a driver that moves it a little whenever nothing else happens.
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock, Wait } from '../../src/base/clock.ts';

/** A clock for hours that cost nothing. */
export interface SleepyClock extends Clock {
  /** Time passes. */
  advance(ms: number): void;
  /** Time passes while the machine sleeps: no derived key grows old, and none has to be derived anew. */
  sleep(ms: number): void;
  /** Ends when time has passed. One that nobody needs any more costs nothing, and keeps no process alive. */
  readonly wait: Wait;
}

export function sleepyClock(): SleepyClock {
  let wall = Date.UTC(2026, 0, 15, 9);
  let run = 0;
  let boot = 0;
  const waiting = new Set<{ readonly until: number; readonly end: () => void }>();
  const sleep = (ms: number): void => {
    wall += ms;
    boot += ms;
  };
  return {
    now: () => wall,
    monotonic: () => run,
    sinceBoot: () => boot,
    sleep,
    advance(ms) {
      sleep(ms);
      run += ms;
      for (const one of waiting) {
        if (one.until > run) continue;
        waiting.delete(one);
        one.end();
      }
    },
    wait(ms) {
      const over = Promise.withResolvers<void>();
      if (ms > 0) waiting.add({ until: run + ms, end: over.resolve });
      else over.resolve();
      return over.promise;
    },
  };
}

const STEP_MS = 25;
/** Of real time; nothing here takes as long. */
const LONGEST_MS = 60_000;

/** Lets time pass until the work is done. */
export async function drive<T>(clock: SleepyClock, work: PromiseLike<T>): Promise<T> {
  const state = { isDone: false };
  const settled = Promise.resolve(work).finally(() => {
    state.isDone = true;
  });
  void settled.catch(() => undefined);
  const until = performance.now() + LONGEST_MS;
  while (!state.isDone) {
    for (let n = 0; n < 10 && !state.isDone; n += 1) await turn();
    if (performance.now() > until) throw new Error('driven for a minute, and the work is not done');
    if (!state.isDone) clock.advance(STEP_MS);
  }
  return await settled;
}
