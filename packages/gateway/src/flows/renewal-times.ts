// Knows when a page should ask for its next URL, and when its session ends. By the machine's clock, as the URL's own times.
import { sessionEndsAt, type SessionTimes } from '../session/session.ts';
import type { EmbedUrl } from '../sigma/mint.ts';
import type { Rooms } from './rooms.ts';

/** Epoch milliseconds. A page counts by differences to `serverTime`. */
export interface RenewalTimes {
  readonly serverTime: number;
  /** With the times of the URL, and so that the session of an active viewer does not idle out before. */
  readonly renewAt: number;
  /** When the session ends if nothing more happens. */
  readonly sessionEndsAt: number;
  /** By how many milliseconds the machine's clock is ahead of the time of what is stored. */
  readonly aheadMs: number;
}

/** Asked this long before the session would idle out, at most a tenth of the idle limit. */
const IDLE_LEAD_MS = 5 * 60_000;
/** The end of a URL is in whole seconds. */
const SECOND_MS = 1000;

/** A URL that ends with the session cannot be followed by one that lives longer: `renewAt` is its end then. */
export function renewalTimes(
  { clock, config, wallClock }: Rooms,
  session: SessionTimes,
  { expiresAt, renewAt }: EmbedUrl,
): RenewalTimes {
  const { absoluteMs, idleMs } = config.session;
  const serverTime = wallClock.now();
  const aheadMs = serverTime - clock.now();
  const endsAt = sessionEndsAt(session, config.session) + aheadMs;
  const isLast = expiresAt + SECOND_MS > session.createdAt + absoluteMs + aheadMs;
  const beforeIdle = endsAt - Math.min(IDLE_LEAD_MS, idleMs / 10);
  return { serverTime, renewAt: isLast ? expiresAt : Math.min(renewAt, beforeIdle), sessionEndsAt: endsAt, aheadMs };
}
