// Knows how long an access token is of use, and when a better one is due.
import type { Secret } from '../base/secret.ts';
import type { SessionRow } from '../store/store.ts';

/** An access token that may be used now. */
export interface FreshAccess {
  readonly accessToken: Secret;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly version: number;
  /** The session as it stood where the token was opened or sealed: its seal proves viewer and client of this row, and of no other. */
  readonly row: SessionRow;
  /** Whether it was not read from the store. Whoever has waited for anything besides looks at the session again. */
  readonly isFromMemory: boolean;
}

/** A token is refreshed before a mint when less than this would remain. */
const REFRESH_BELOW_MS = 15 * 60_000;
/** The embed ends this long before its token. */
export const TOKEN_MARGIN_MS = 60_000;
/** A token with less life than margin plus this is of no use for an embed. */
const LEAST_USE_MS = 30_000;

/** What a token must have left to carry an embed. */
const NEEDED_MS = TOKEN_MARGIN_MS + LEAST_USE_MS;

/** Whether a token can still carry an embed at `now`. */
export function isUsable(expiresAt: number, now: number): boolean {
  return expiresAt - NEEDED_MS >= now;
}

/** A token dated further ahead than this was dated by a clock that was wrong; clocks of two machines may differ by less. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/**
 * Short-lived tokens are refreshed in their last third, or every mint would refresh; earlier where an embed needs more than that third.
 * Where even a new token would be of no use, the third it is.
 */
export function isDue(row: Pick<SessionRow, 'grant'>, now: number): boolean {
  const isFromTheFuture = row.grant.obtainedAt > now + CLOCK_TOLERANCE_MS;
  return isFromTheFuture || now > dueAfter(row);
}

/** The last moment at which a token with credible times is not due, epoch milliseconds. */
export function dueAfter({ grant }: Pick<SessionRow, 'grant'>): number {
  const life = grant.accessExpiresAt - grant.obtainedAt;
  const least = life > NEEDED_MS ? NEEDED_MS : 0;
  return grant.accessExpiresAt - Math.max(least, Math.min(REFRESH_BELOW_MS, life / 3));
}
