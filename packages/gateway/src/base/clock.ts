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

/** Waits in real time without keeping the process alive. */
export type Wait = (ms: number) => Promise<void>;

export const systemWait: Wait = (ms) => sleep(ms, undefined, { ref: false });
