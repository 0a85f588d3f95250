// The one place that reads the time.
import { uptime } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** A source of time. Tests and the sandbox hand in one that can be moved. */
export interface Clock {
  /** Wall time in epoch milliseconds. */
  now(): number;
  /** Milliseconds from an arbitrary start that never run backwards; for measuring durations. */
  monotonic(): number;
  /** Milliseconds since the machine started, its sleep included. Absent: it never sleeps. */
  sinceBoot?(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sinceBoot: () => uptime() * 1000,
};

/**
 * Waits. A limit for other work does not keep the process alive. A pause in the work itself says `hold`: the process ends no sooner
 * than the pause, even when nothing else is left to do.
 */
export type Wait = (ms: number, hold?: 'hold') => Promise<void>;

/** Waits in real time. */
export const systemWait: Wait = (ms, hold) => sleep(ms, undefined, { ref: hold !== undefined });

/** Waits for work, `ms` at most, and keeps the process alive for it. */
export async function waitWithin(ms: number, work: Promise<unknown>): Promise<void> {
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, ms);
  await Promise.race([work, over.promise]).finally(() => clearTimeout(timer));
}
