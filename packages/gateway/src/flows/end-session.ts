// End session: Session -> rows dropped -> best-effort revoke -> expired cookie.
import { clearCookie, cookieValues } from '../session/cookie.ts';
import { sessionHash, sessionId } from '../session/session.ts';
import { revokeEnded } from './revoke-ended.ts';
import type { Rooms, Visit } from './rooms.ts';

/** The Set-Cookie that removes the session cookie. */
export function expiredCookie(rooms: Rooms): string {
  return clearCookie(rooms.cookies.session);
}

/** Ends the session of this browser, if there is one. The answer is the Set-Cookie that removes its cookie. */
export async function signOut(rooms: Rooms, visit: Visit): Promise<string> {
  const { cookies, detach, store, trail } = rooms;
  const { requestId } = visit;
  for (const value of cookieValues(visit.cookies, cookies.session)) {
    const id = sessionId(value);
    const ended = id === undefined ? undefined : await store.removeSession(sessionHash(id));
    if (ended === undefined) continue;
    const { hash: session, viewer } = ended;
    await trail.record({ event: 'session_ended', requestId, viewer, session, reason: 'signed_out' });
    detach(revokeEnded(rooms, visit, ended));
  }
  return expiredCookie(rooms);
}
