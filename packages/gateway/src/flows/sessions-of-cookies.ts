// The sessions that the cookies of a request name at a workspace: as a rule one or none. Whether they live is not asked.
import { cookieValues } from '../session/cookie.ts';
import { sessionHash, sessionId, type SessionHash } from '../session/session.ts';
import type { Visit } from './rooms.ts';
import type { Workspace } from './workspace.ts';

/** In the order of the Cookie header. */
export function sessionsOfCookies(visit: Visit, { cookie }: Workspace): readonly SessionHash[] {
  const ids = cookieValues(visit.cookies, cookie).map(sessionId);
  return ids.filter((id) => id !== undefined).map(sessionHash);
}
