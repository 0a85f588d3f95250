// The session cookie as it is set: at the sign-in, and again when the key that bound it to the host's user is not the one that seals now.
import { sealedUnder } from '../base/sealed.ts';
import { setCookie } from '../session/cookie.ts';
import { sessionHash, writeSessionCookie, type SessionCookie, type SessionId } from '../session/session.ts';
import { bindToHost } from './host-binding.ts';
import type { Rooms, Visit } from './rooms.ts';
import type { Workspace } from './workspace.ts';

interface Place {
  readonly workspace: Workspace;
  readonly id: SessionId;
}

/** The Set-Cookie of a session. */
export async function boundCookie(rooms: Rooms, visit: Visit, { id, workspace }: Place): Promise<string> {
  const value = writeSessionCookie({ id, binding: await bindToHost(rooms, visit, sessionHash(id)) });
  const sameSite = rooms.config.session.cookieMode === 'strict' ? 'Strict' : 'Lax';
  return setCookie({ name: workspace.cookie, value, sameSite });
}

/** Keys change without signing anybody out (ST-04): the seal in a cookie is made anew before its key can go. */
export async function renewBinding(
  rooms: Rooms,
  visit: Visit,
  { cookie, workspace }: { readonly workspace: Workspace; readonly cookie: SessionCookie },
): Promise<void> {
  if (cookie.binding === undefined || sealedUnder(cookie.binding) === rooms.vault.activeKey) return;
  visit.alsoSet?.(await boundCookie(rooms, visit, { workspace, id: cookie.id }));
}
