// Knows when a page should ask for its next URL, and when its session ends. By the machine's clock, as the URL's own times.
import { sessionEndsAt, type SessionLimits, type SessionTimes } from '../session/session.ts';
import type { EmbedUrl } from '../sigma/mint.ts';

/** Epoch milliseconds. A page counts by differences to `serverTime`. */
export interface RenewalTimes {
  readonly serverTime: number;
  /** With the times of the URL, and so that the session of an active viewer does not idle out before. */
  readonly renewAt: number;
  /** When the session ends if nothing more happens. */
  readonly sessionEndsAt: number;
}

/** What `renewalTimes` goes by. */
export interface RenewalFacts extends SessionTimes {
  /** Epoch milliseconds. */
  readonly serverTime: number;
  /** By how many milliseconds that is ahead of the time of what is stored. */
  readonly aheadMs: number;
}

/** Asked this long before the session would idle out, at most a tenth of the idle limit. */
const IDLE_LEAD_MS = 5 * 60_000;
/** The end of a URL is in whole seconds. */
const SECOND_MS = 1000;

/** A URL that ends with the session cannot be followed by one that lives longer: `renewAt` is its end then. */
export function renewalTimes(
  limits: SessionLimits,
  facts: RenewalFacts,
  { expiresAt, renewAt }: EmbedUrl,
): RenewalTimes {
  const { aheadMs, createdAt, serverTime } = facts;
  const endsAt = sessionEndsAt(facts, limits) + aheadMs;
  const isLast = expiresAt + SECOND_MS > createdAt + limits.absoluteMs + aheadMs;
  const beforeIdle = endsAt - Math.min(IDLE_LEAD_MS, limits.idleMs / 10);
  return { serverTime, renewAt: isLast ? expiresAt : Math.min(renewAt, beforeIdle), sessionEndsAt: endsAt };
}
