// End session: Session -> rows dropped -> best-effort revoke -> expired cookie.
import { clearCookie } from '../session/cookie.ts';
import { revokeEnded } from './revoke-ended.ts';
import type { Rooms, Visit } from './rooms.ts';
import { sessionsOfCookies } from './sessions-of-cookies.ts';

/** Ends the sessions of this browser, at every workspace. The answers are the Set-Cookies that remove their cookies. */
export async function signOut(rooms: Rooms, visit: Visit): Promise<readonly string[]> {
  const { detach, opened, store, trail, workspaces } = rooms;
  const { requestId } = visit;
  for (const hash of workspaces.flatMap((workspace) => sessionsOfCookies(visit, workspace))) {
    const ended = await store.removeSession(hash);
    opened.forget(hash);
    if (ended === undefined) continue;
    const { viewer } = ended;
    await trail.record({ event: 'session_ended', requestId, viewer, session: hash, reason: 'signed_out' });
    detach(revokeEnded(rooms, visit, ended));
  }
  return workspaces.map(({ cookie }) => clearCookie(cookie));
}
