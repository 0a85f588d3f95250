// Cookie -> Session: the first step of every flow for a signed-in viewer.
import { GatewayError } from '../base/errors.ts';
import { cookieValues } from '../session/cookie.ts';
import { readSessionCookie, sessionHash, sessionState } from '../session/session.ts';
import type { SessionRow } from '../store/store.ts';
import { findSession } from './find-session.ts';
import { renewBinding } from './bound-cookie.ts';
import { fitsHost } from './host-binding.ts';
import { dropSession } from './drop-session.ts';
import type { Rooms, Visit } from './rooms.ts';
import type { Workspace } from './workspace.ts';
import { unlessStoreIsAway } from './unless-store-is-away.ts';
import { findWorkspace } from './workspaces.ts';

/** Activity is written at most this often, so that a busy page costs one write a minute (SE-09). */
const TOUCH_EVERY_MS = 60_000;

/**
 * The session of this browser at a workspace. A session of another workspace counts as none, whatever cookie it comes in.
 * @throws GatewayError `not_signed_in`, `cookie_duplicate`, `idle_limit`, `absolute_limit`, `session_unreadable`, `app_unknown`,
 *   `store_unavailable`; where a host's identity is bound, `host_not_signed_in`, `host_identity_failed` and `wrong_account`, which ends the session.
 */
export async function liveSession(rooms: Rooms, visit: Visit, workspace: Workspace): Promise<SessionRow> {
  const { clock, config } = rooms;
  const values = cookieValues(visit.cookies, workspace.cookie);
  if (values.length > 1) throw new GatewayError('cookie_duplicate');
  if (visit.host !== undefined) await visit.host.user();
  const cookie = values[0] === undefined ? undefined : readSessionCookie(values[0]);
  if (cookie === undefined) throw new GatewayError('not_signed_in');
  const row = await findSession(rooms, visit, sessionHash(cookie.id));
  if (row === undefined) throw new GatewayError('not_signed_in');
  if (row === 'unreadable') throw new GatewayError('session_unreadable');
  const home = findWorkspace(rooms, { issuer: row.viewer.issuer, clientId: row.grant.clientId });
  // It stays: replicas get a new configuration one by one, and the one before may come back (AV-04).
  if (home === undefined) throw new GatewayError('app_unknown');
  if (home !== workspace) throw new GatewayError('not_signed_in');
  const state = sessionState(row, config.session, clock.now());
  // Only of a live session: the cookie of one that is over may be sealed under a key that is gone by now.
  if (state === 'live' && (await fitsHost(rooms, visit, cookie))) {
    await renewBinding(rooms, visit, { workspace, cookie });
    return row;
  }
  const end = state === 'live' ? 'wrong_account' : state;
  await dropSession(rooms, visit, { row, reason: end });
  throw new GatewayError(end);
}

/**
 * Counts this visit as activity; a store that takes no writes does not hear of it. Returns when the viewer was last active as far as the
 * store knows, epoch milliseconds.
 */
export async function touch(rooms: Rooms, row: SessionRow): Promise<number> {
  const now = rooms.clock.now();
  const interval = Math.min(TOUCH_EVERY_MS, rooms.config.session.idleMs / 10);
  if (now - row.lastActiveAt < interval) return row.lastActiveAt;
  const touched = rooms.store.touchSession(row.hash, now).then(() => now);
  return (await touched.catch(unlessStoreIsAway)) ?? row.lastActiveAt;
}
