// The sessions that the cookies of a request name at a workspace: as a rule one or none. Whether they live is not asked.
import { cookieValues } from '../session/cookie.ts';
import { readSessionCookie, sessionHash, type SessionCookie, type SessionHash } from '../session/session.ts';
import type { Visit } from './rooms.ts';
import type { Workspace } from './workspace.ts';

/** In the order of the Cookie header; what does not look like a session cookie is passed over. */
export function sessionCookies(visit: Visit, { cookie }: Workspace): readonly SessionCookie[] {
  return cookieValues(visit.cookies, cookie)
    .map(readSessionCookie)
    .filter((found) => found !== undefined);
}

/** The same, as the store knows them. */
export function sessionsOfCookies(visit: Visit, workspace: Workspace): readonly SessionHash[] {
  return sessionCookies(visit, workspace).map(({ id }) => sessionHash(id));
}
