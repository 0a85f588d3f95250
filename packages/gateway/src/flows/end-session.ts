// End session: Session -> rows dropped -> best-effort revoke -> expired cookie.
import { GatewayError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import { clearCookie, cookieValues } from '../session/cookie.ts';
import { sessionHash, sessionId } from '../session/session.ts';
import type { SessionRow } from '../store/store.ts';
import { findSession } from './find-session.ts';
import { endSession } from './fresh-tokens.ts';
import type { Rooms, Visit } from './rooms.ts';
import { tokenPlace } from './seal-grant.ts';

/** The Set-Cookie that removes the session cookie. */
export function expiredCookie(rooms: Rooms): string {
  return clearCookie(rooms.cookies.session);
}

/** Ends the session of this browser, if there is one. The answer is the Set-Cookie that removes its cookie. */
export async function signOut(rooms: Rooms, visit: Visit): Promise<string> {
  const { cookies, detach } = rooms;
  for (const value of cookieValues(visit.cookies, cookies.session)) {
    const id = sessionId(value);
    const row = id === undefined ? undefined : await findSession(rooms, visit, sessionHash(id));
    if (row === undefined || row === 'unreadable') continue;
    const refreshToken = await readRefreshToken(rooms, row);
    await endSession(rooms, visit, { row, reason: 'signed_out' });
    if (refreshToken !== undefined) detach(revoke(rooms, visit, { row, refreshToken }));
  }
  return expiredCookie(rooms);
}

/** A token that cannot be read cannot be revoked; the session ends all the same. */
async function readRefreshToken(rooms: Rooms, row: SessionRow): Promise<Secret | undefined> {
  const tokens = await rooms.store.findTokens(row.hash);
  if (tokens === undefined) return undefined;
  try {
    const parts = tokenPlace(rooms, row.hash, tokens.version);
    return rooms.vault.open(tokens.sealedRefresh, { purpose: 'refresh_token', parts });
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

async function revoke(
  rooms: Rooms,
  visit: Visit,
  dropped: { readonly row: SessionRow; readonly refreshToken: Secret },
): Promise<void> {
  const { hash: session, viewer } = dropped.row;
  const outcome = await rooms.databricks.revoke(dropped.refreshToken);
  if (outcome === 'failed') {
    await rooms.trail.record({ event: 'revoke_failed', requestId: visit.requestId, viewer, session });
  }
}
