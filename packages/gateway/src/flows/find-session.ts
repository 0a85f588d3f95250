// Session hash -> row. A row that cannot be read ends its own session and no other (ST-08).
import { GatewayError } from '../base/errors.ts';
import type { SessionHash } from '../session/session.ts';
import type { SessionRow } from '../store/store.ts';
import type { Rooms, Visit } from './rooms.ts';

/** The session; `undefined` when there is none, `unreadable` when its row was damaged and has just been removed. */
export async function findSession(
  { store, trail }: Rooms,
  visit: Visit,
  session: SessionHash,
): Promise<SessionRow | 'unreadable' | undefined> {
  try {
    return await store.findSession(session);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'session_unreadable') throw error;
    await store.removeSession(session);
    const { requestId } = visit;
    await trail.record({ event: 'session_ended', requestId, session, reason: 'session_unreadable' });
    return 'unreadable';
  }
}
