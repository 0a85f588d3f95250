// A clock that stands still until it is moved, and bytes that look random and repeat from run to run.
import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';

export interface MovableClock extends Clock {
  /** Moves both readings by `ms`; negative steps move only the wall time, as a corrected machine clock would. */
  advance(ms: number): void;
}

/** Starts at `at` (epoch ms). */
export function movableClock(at = Date.UTC(2026, 0, 15, 9)): MovableClock {
  let wall = at;
  let run = 0;
  return {
    now: () => wall,
    monotonic: () => run,
    advance(ms) {
      wall += ms;
      run += Math.max(0, ms);
    },
  };
}

/** Bytes from a counter and a seed: unique, and the same in every run. Never for anything but tests. */
export function repeatableRandom(seed = 'seed'): Random {
  let count = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      blocks.push(createHash('sha256').update(`${seed}:${count++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  };
}
