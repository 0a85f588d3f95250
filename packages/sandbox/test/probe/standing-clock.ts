// A clock that moves only when it is told to, so that a probe finds a limit to the second.
import type { WorldClock } from '../../src/index.ts';

export function standingClock(): WorldClock {
  const startedAt = Math.floor(Date.now() / 1000) * 1000 + 500;
  let skipped = 0;
  return {
    now: () => startedAt + skipped,
    monotonic: () => skipped,
    advance(ms) {
      skipped += ms;
    },
    skippedMs: () => skipped,
  };
}
