// The one place that reads the time.
import { setTimeout as sleep } from 'node:timers/promises';

/** A source of time. Tests and the sandbox hand in one that can be moved. */
export interface Clock {
  /** Wall time in epoch milliseconds. */
  now(): number;
  /** Milliseconds from an arbitrary start that never run backwards; for measuring durations. */
  monotonic(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** Waits in real time without keeping the process alive. */
export type Wait = (ms: number) => Promise<void>;

export const systemWait: Wait = (ms) => sleep(ms, undefined, { ref: false });
