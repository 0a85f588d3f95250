// End sessions: SessionFilter -> rows dropped in batches -> audit -> best-effort revoke. For an operator.
import type { EndedSession, SessionFilter } from '../store/store.ts';
import { revokeEnded } from './revoke-ended.ts';
import type { Rooms } from './rooms.ts';

/** What was ended, and what of it goes on in browsers. Times are epoch milliseconds. */
export interface SessionsEnded {
  readonly count: number;
  /**
   * A frame that was loaded before works until its embed URL ends, here at the latest: Sigma holds the access token.
   * `undefined` when nothing was ended.
   */
  readonly openFramesEndBy: number | undefined;
}

const BATCH = 500;

/**
 * Ends every session of a filter, on every replica at once: a request reads the store before anything else.
 * A sign-in that finishes meanwhile makes a new session, which stays.
 * @throws GatewayError `store_unavailable`; what was ended until then stays ended, and calling again goes on.
 */
export async function endSessions(rooms: Rooms, filter: SessionFilter, requestId: string): Promise<SessionsEnded> {
  const { clock, config, store, trail } = rooms;
  let count = 0;
  for (;;) {
    const ended: readonly EndedSession[] = await store.removeSessions(filter, BATCH);
    for (const { hash: session, viewer } of ended) {
      await trail.record({ event: 'session_ended', requestId, viewer, session, reason: 'ended_by_operator' });
    }
    for (const gone of ended) await revokeEnded(rooms, { requestId }, gone);
    count += ended.length;
    if (ended.length < BATCH) break;
  }
  return { count, openFramesEndBy: count === 0 ? undefined : clock.now() + config.sigma.sessionLengthSeconds * 1000 };
}
