// Knows how much time has passed. Knows no date.

/** Milliseconds by two clocks of this machine, each used only for differences. */
export interface LocalClocks {
  readonly steady: number;
  readonly wall: number;
}

/**
 * Starts a clock at 0, in milliseconds, that never runs back. The steady clock stops on some machines while they sleep,
 * the wall clock may be set by hand: since the last look the larger difference counts, so that nothing is believed to
 * live longer than it does.
 */
export function startClock(read: () => LocalClocks = localClocks): () => number {
  let last = read();
  let total = 0;
  return () => {
    const now = read();
    total += Math.max(now.steady - last.steady, now.wall - last.wall);
    last = now;
    return total;
  };
}

function localClocks(): LocalClocks {
  return { steady: performance.now(), wall: Date.now() };
}
