// A session that is over: its row goes, and the trail says why.
import type { SessionRow } from '../store/store.ts';
import type { Rooms, Visit } from './rooms.ts';

/** Removes a session and writes why. */
export async function dropSession(
  rooms: Rooms,
  visit: Visit,
  end: { readonly row: SessionRow; readonly reason: string },
): Promise<void> {
  const { row, reason } = end;
  rooms.desk.embeds.forget(row.hash);
  rooms.opened.forget(row.hash);
  if ((await rooms.store.removeSession(row.hash)) === undefined) return;
  const { hash: session, viewer } = row;
  await rooms.trail.record({ event: 'session_ended', requestId: visit.requestId, viewer, session, reason });
}
