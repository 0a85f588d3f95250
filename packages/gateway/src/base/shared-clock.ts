// One time for all processes over one database: the machine's clock, set by that of the database server.
import type { Clock } from './clock.ts';

export interface SharedClock extends Clock {
  /**
   * Asks the server again. An answer sets the clock to at most half of the time that it took.
   * @throws what asking throws; the clock then goes on as it was set.
   */
  learn(): Promise<void>;
}

export interface SharedClockOptions {
  /** Measures between two answers; does not jump. */
  readonly steady: Clock;
  /** The machine's clock as it is. */
  readonly machine: Clock;
  /** Epoch milliseconds at the server. Absent: there is no server, and `steady` is the time. */
  readonly ask: (() => Promise<number>) | undefined;
  /** Hears by how many milliseconds the machine is ahead of the server when that is much, and when it has changed much. */
  readonly onApart?: (ms: number) => void;
}

/** An answer that took longer says too little about now. */
const SLOW_MS = 5000;
/** What others tolerate who compare their time with the machine's. */
const APART_MS = 60_000;

/** Follows `steady` until `learn` has answered. */
export function createSharedClock({ ask, machine, onApart, steady }: SharedClockOptions): SharedClock {
  let ahead = 0;
  let isLearned = false;
  let told = 0;
  const now = (): number => steady.now() + ahead;
  return {
    now,
    monotonic: () => steady.monotonic(),
    async learn() {
      if (ask === undefined) return;
      const askedAt = steady.now();
      const theirs = await ask();
      const tookMs = steady.now() - askedAt;
      if (isLearned && tookMs > SLOW_MS) return;
      ahead = Math.round(theirs - askedAt - tookMs / 2);
      isLearned = true;
      const apart = machine.now() - now();
      if (Math.abs(apart - told) <= APART_MS) return;
      told = apart;
      onApart?.(apart);
    },
  };
}
