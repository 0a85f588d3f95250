// Knows what the time alone brings about, and when to look at the clock again. Pure.
import { told, type Happening, type State } from './machine.ts';
import type { SigmaEmbedOptions } from './options.ts';

/** Sleep and throttling make timers late, so none is set for longer. */
const LONGEST_MS = 30_000;
/** While a sign-in window is open. */
const POLL_EVERY_MS = 1500;

/** Milliseconds are those left: 0 or less when over, `Infinity` without an end. */
export interface AlarmFacts {
  readonly state: State;
  /** Until the URL of the front frame ends, and until it should be renewed. */
  readonly expiresMs: number;
  readonly renewMs: number;
  readonly renewal: SigmaEmbedOptions['renewal'];
  /** Whether the embed is on a screen, and whether somebody uses it. */
  readonly isSeen: boolean;
  readonly isActive: boolean;
  /** Until a request may go out again. */
  readonly pauseMs: number;
}

/** What happens now, or after how many milliseconds to ask again. */
export function alarm(facts: AlarmFacts): Happening | number {
  const { expiresMs, pauseMs, renewal = 'swap', renewMs, state } = facts;
  // A renewal that was asked for in time still comes.
  if (expiresMs <= 0) return renewal === 'manual' && told(state) !== 'renewing' ? 'refused' : 'expired';
  if (state === 'signing-in') return POLL_EVERY_MS;
  let [happening, ms]: [Happening?, number?] = [];
  if (state === 'ready' && renewal === 'swap') [happening, ms] = ['due', renewMs];
  if (state === 'pausing' || state === 'holding') [happening, ms] = ['again', pauseMs];
  if (state === 'waiting' || state === 'due') [happening, ms] = ['viewer', Math.max(pauseMs, viewerMs(facts))];
  ms = Math.min(ms ?? Infinity, expiresMs, LONGEST_MS);
  return happening && ms <= 0 ? happening : ms;
}

/**
 * An embed that nobody sees waits. One that is seen but not used waits with its renewal for the last third of the time
 * that is left for it: whoever comes back renews it, and if nobody does, one renewal is enough.
 */
function viewerMs({ expiresMs, isActive, isSeen, renewMs }: AlarmFacts): number {
  if (!isSeen) return Infinity;
  return isActive || expiresMs === Infinity ? 0 : expiresMs - Math.max(0, expiresMs - renewMs) / 3;
}
