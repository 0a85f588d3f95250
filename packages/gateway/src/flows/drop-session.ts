// A session that is over: its row goes, and the trail says why.
import type { SessionRow } from '../store/store.ts';
import type { Rooms, Visit } from './rooms.ts';

/**
 * Removes a session and writes why. Whether it did: with `ifVersion` a session whose grant has moved on stays.
 */
export async function dropSession(
  rooms: Rooms,
  visit: Visit,
  end: { readonly row: SessionRow; readonly reason: string; readonly ifVersion?: number },
): Promise<boolean> {
  const { ifVersion, reason, row } = end;
  rooms.opened.forget(row.hash);
  if ((await rooms.store.removeSession(row.hash, ifVersion)) === undefined) return false;
  rooms.desk.embeds.forget(row.hash);
  const { hash: session, viewer } = row;
  await rooms.trail.record({ event: 'session_ended', requestId: visit.requestId, viewer, session, reason });
  return true;
}
