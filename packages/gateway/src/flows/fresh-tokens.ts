// Session -> fresh TokenSet: opens the stored access token, and refreshes it first where too little life is left.
import { GatewayError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { SessionHash } from '../session/session.ts';
import type { SessionRow } from '../store/store.ts';
import { useUpOrEnd } from './refresh/dead-grant.ts';
import { refreshGrant } from './refresh/refresh-grant.ts';
import type { Rooms, Visit } from './rooms.ts';
import { tokenPlace } from './seal-grant.ts';

/** An access token that may be used now. */
export interface FreshAccess {
  readonly accessToken: Secret;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly version: number;
  /** Whether it was at hand: nothing was waited for since the session was read. */
  readonly isFromMemory: boolean;
}

/** A token is refreshed before a mint when less than this would remain. */
const REFRESH_BELOW_MS = 15 * 60_000;
/** The embed ends this long before its token. */
export const TOKEN_MARGIN_MS = 60_000;
/** A token with less life than margin plus this is of no use for an embed. */
const LEAST_USE_MS = 30_000;
/** Whoever has a usable token waits this long for a better one. */
const PATIENCE_MS = 2_000;

/** Whether a token can still carry an embed at `now`. */
export function isUsable(expiresAt: number, now: number): boolean {
  return expiresAt - TOKEN_MARGIN_MS - LEAST_USE_MS >= now;
}

/** A token dated further ahead than this was dated by a clock that was wrong; clocks of two machines may differ by less. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/** Short-lived tokens are refreshed in their last third, or every mint would refresh. */
export function isDue({ grant }: Pick<SessionRow, 'grant'>, now: number): boolean {
  const life = grant.accessExpiresAt - grant.obtainedAt;
  const isFromTheFuture = grant.obtainedAt > now + CLOCK_TOLERANCE_MS;
  return isFromTheFuture || grant.accessExpiresAt - now < Math.min(REFRESH_BELOW_MS, life / 3);
}

/**
 * The viewer's access token, with enough life for an embed (RF-01). Callers of one session share one refresh, which goes on when
 * they hang up. While there is no new token, one that is still usable is used.
 * @throws GatewayError `grant_ended`, `refresh_lost`, `not_signed_in`, `databricks_unavailable`, `client_refused`,
 *   `databricks_forbidden`, `refresh_outcome_unknown`, `session_unreadable`, `key_unknown`, `store_unavailable`.
 */
export async function freshAccess(rooms: Rooms, visit: Visit, row: SessionRow): Promise<FreshAccess> {
  const { clock, desk, refreshes, wait } = rooms;
  if (!isDue(row, clock.now())) return await openAccess(rooms, visit, row);
  const end = desk.ended.endOf(row.hash, row.grant.version);
  if (end !== undefined) return await useUpOrEnd(rooms, visit, { row, end });
  const flight = refreshes.run(row.hash, () => refreshGrant(rooms, visit, row));
  if (!isUsable(row.grant.accessExpiresAt, clock.now())) return await flight;
  const first = await Promise.race([flight, wait(PATIENCE_MS)]);
  return first ?? (await openAccess(rooms, visit, row));
}

/** Opens the access token of the version that `row` names, or of a newer one that has come since. */
export async function openAccess(rooms: Rooms, visit: Visit, row: SessionRow): Promise<FreshAccess> {
  const { opened, store, vault } = rooms;
  const { version, accessExpiresAt: expiresAt } = row.grant;
  const parts = tokenPlace(rooms, row, version);
  const known = opened.get(row.hash, parts);
  if (known !== undefined) return { accessToken: known, expiresAt, version, isFromMemory: true };
  const tokens = await store.findTokens(row.hash);
  if (tokens === undefined) throw new GatewayError('not_signed_in');
  if (tokens.version !== version) return await openAccess(rooms, visit, await reread(rooms, row.hash));
  try {
    const accessToken = vault.open(tokens.sealedAccess, { purpose: 'access_token', parts });
    opened.put(row.hash, parts, accessToken);
    return { accessToken, expiresAt, version, isFromMemory: false };
  } catch (error) {
    throw await endUnreadable(rooms, visit, { row, error });
  }
}

/**
 * The session as the store has it now.
 * @throws GatewayError `not_signed_in` when it is gone.
 */
export async function reread(rooms: Rooms, hash: SessionHash): Promise<SessionRow> {
  const row = await rooms.store.findSession(hash);
  if (row === undefined) throw new GatewayError('not_signed_in');
  return row;
}

/** A record that fails its integrity check ends its own session and no other (ST-08). A missing key ends nothing. */
export async function endUnreadable(
  rooms: Rooms,
  visit: Visit,
  failure: { readonly row: SessionRow; readonly error: unknown },
): Promise<unknown> {
  const { error, row } = failure;
  if (error instanceof GatewayError && error.code === 'session_unreadable') {
    await endSession(rooms, visit, { row, reason: 'session_unreadable' });
  }
  return error;
}

/** Removes a session and writes why. */
export async function endSession(
  rooms: Rooms,
  visit: Visit,
  end: { readonly row: SessionRow; readonly reason: string },
): Promise<void> {
  const { row, reason } = end;
  rooms.desk.embeds.forget(row.hash);
  if ((await rooms.store.removeSession(row.hash)) === undefined) return;
  const { hash: session, viewer } = row;
  await rooms.trail.record({ event: 'session_ended', requestId: visit.requestId, viewer, session, reason });
}
