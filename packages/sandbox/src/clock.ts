// The sandbox's time: the machine's own plus what the sandbox was told to skip. Knows nobody who reads it.
import type { WorldClock } from './world.ts';

/** A clock that runs like the machine's and can be moved. One per sandbox; starts at the present. */
export function createWorldClock(): WorldClock & { skippedMs(): number } {
  let skipped = 0;
  let skippedForward = 0;
  return {
    now: () => Date.now() + skipped,
    monotonic: () => performance.now() + skippedForward,
    skippedMs: () => skipped,
    advance(ms) {
      if (!Number.isFinite(ms)) throw new TypeError('The clock moves by a finite number of milliseconds.');
      skipped += ms;
      skippedForward += Math.max(0, ms);
    },
  };
}
