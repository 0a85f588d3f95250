// Databricks says that the refresh token is no good. Only an unmoved version is dead, and its access token serves to its end.
import { GatewayError } from '../../base/errors.ts';
import type { SessionRow } from '../../store/store.ts';
import { dropSession } from '../drop-session.ts';
import { isUsable } from '../fresh-access.ts';
import { openAccess, reread } from '../open-access.ts';
import type { Rooms, Visit } from '../rooms.ts';
import type { GrantEnd } from './ended-grants.ts';
import type { Tried, Turn } from './turn.ts';

/** @throws GatewayError `grant_ended`, `refresh_lost` when nothing is left to serve; `not_signed_in`. */
export async function handleDeadGrant(rooms: Rooms, visit: Visit, turn: Turn): Promise<Tried> {
  const now = await reread(rooms, turn.row.hash);
  // Another process may have refreshed between our read and Databricks' answer (RF-08).
  if (now.grant.version !== turn.spentVersion) return { outcome: 'moved' };
  const end = turn.doubt === undefined ? 'grant_ended' : 'refresh_lost';
  return { outcome: 'fresh', access: await useUpOrEnd(rooms, visit, { row: now, end }) };
}

/** The rest of a dead grant: its access token while it is usable, then the end of the session, unless it has moved on by then (RF-08). */
export async function useUpOrEnd(
  rooms: Rooms,
  visit: Visit,
  { end, row }: { readonly row: SessionRow; readonly end: GrantEnd },
): ReturnType<typeof openAccess> {
  const { clock, desk, trail } = rooms;
  const { hash: session, viewer } = row;
  if (!isUsable(row.grant.accessExpiresAt, clock.now())) {
    if (await dropSession(rooms, visit, { row, reason: end, ifVersion: row.grant.version }))
      throw new GatewayError(end);
    return await openAccess(rooms, visit, await reread(rooms, session));
  }
  if (desk.ended.endOf(session, row.grant.version) === undefined) {
    desk.ended.put(session, row.grant.version, end);
    await trail.record({ event: 'refresh_failed', requestId: visit.requestId, viewer, session, code: end });
  }
  return await openAccess(rooms, visit, row);
}
