// The door to Databricks for refreshes of this process: how many at once, and none for a while after a failure. A dead
// Databricks is asked by one caller at a time; the others keep their tokens (RF-07).
import type { Clock } from '../../base/clock.ts';
import { GatewayError, type ErrorCode } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';

export interface Gate {
  /** Milliseconds for which no refresh is begun; 0 when the door is open. */
  pausedMs(): number;
  /** Waits for one of the few places. The answer gives the place back; calling it twice does nothing. */
  enter(): Promise<() => void>;
  /** Whether every place is taken. */
  isFull(): boolean;
  /** Whether the last thing that is known of Databricks is a failure, so that the next call is a trial. */
  isTrial(): boolean;
  /** Databricks answered as it should. */
  succeeded(): void;
  /** It did not. Answers for how many milliseconds refreshes pause. */
  failed(failure: { readonly code: ErrorCode; readonly waitMs?: number | undefined }): number;
  /** Another process said that refreshes pause this long. */
  hear(leftMs: number): void;
  /** What to tell a caller who needs a token during a pause. */
  error(): GatewayError;
}

const PLACES = 32;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A pause that somebody asks for is believed up to here. */
const LONGEST_HEARD_MS = 300_000;

export function createGate({ clock, random }: { readonly clock: Clock; readonly random: Random }): Gate {
  let failures = 0;
  let pausedUntil = 0;
  let code: ErrorCode = 'databricks_unavailable';
  let inside = 0;
  const queue: (() => void)[] = [];

  const pausedMs = (): number => Math.max(0, pausedUntil - clock.monotonic());
  const places = (): number => (failures > 0 ? 1 : PLACES);
  const pause = (ms: number): void => {
    pausedUntil = Math.max(pausedUntil, clock.monotonic() + Math.min(ms, LONGEST_HEARD_MS));
  };
  const admit = (): void => {
    while (inside < places()) {
      const next = queue.shift();
      if (next === undefined) return;
      inside += 1;
      next();
    }
  };
  const leaveOnce = (): (() => void) => {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      inside -= 1;
      admit();
    };
  };

  return {
    pausedMs,
    async enter() {
      await new Promise<void>((resolve) => {
        queue.push(resolve);
        admit();
      });
      return leaveOnce();
    },
    isFull: () => inside >= places(),
    isTrial: () => failures > 0,
    succeeded() {
      failures = 0;
      pausedUntil = 0;
      admit();
    },
    failed(failure) {
      // What was long ago says nothing about now; calls that were under way together tell of one failure, not of many.
      if (clock.monotonic() - pausedUntil > LONGEST_PAUSE_MS) failures = 0;
      if (pausedMs() === 0) failures += 1;
      code = failure.code;
      const backOff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
      const jitter = 0.8 + (0.4 * (random(1)[0] ?? 0)) / 255;
      pause(Math.max(failure.waitMs ?? 0, Math.round(backOff * jitter)));
      return Math.ceil(pausedMs());
    },
    hear(leftMs) {
      if (failures === 0) code = 'databricks_unavailable';
      failures = Math.max(failures, 1);
      pause(leftMs);
    },
    error: () => new GatewayError(code, { retryAfterSeconds: Math.max(1, Math.ceil(pausedMs() / 1000)) }),
  };
}
