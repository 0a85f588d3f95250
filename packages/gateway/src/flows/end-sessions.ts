// End sessions: SessionFilter -> rows dropped in batches, each told to the trail -> best-effort revoke. For an operator.
import type { EndedSession, SessionFilter } from '../store/store.ts';
import { TOKEN_MARGIN_MS } from './fresh-access.ts';
import { revokeMany } from './revoke-many.ts';
import type { Rooms } from './rooms.ts';

/** What was ended, and what of it goes on. Times are epoch milliseconds. */
export interface SessionsEnded {
  readonly count: number;
  /**
   * A frame that was loaded before works until its embed URL ends, here at the latest: Sigma holds the access token.
   * `undefined` when none can be open any more.
   */
  readonly openFramesEndBy: number | undefined;
  /**
   * Grants that Databricks did not confirm to have revoked; the audit trail names them (`revoke_failed`). 0 where it offers no
   * revocation at all.
   */
  readonly notRevoked: number;
}

/** How far it has come: sessions that are gone, grants that were tried. */
export interface EndProgress {
  readonly ended: number;
  readonly revoked: number;
}

export interface EndOptions {
  readonly requestId: string;
  readonly onProgress?: ((sofar: EndProgress) => void) | undefined;
}

const BATCH = 500;

/**
 * Ends every session of a filter, on every replica at once: a request reads the store before anything else. Databricks is asked
 * when all of them are gone. A sign-in that finishes meanwhile makes a new session, which stays.
 * @throws GatewayError `store_unavailable`; what was ended until then stays ended, and calling again goes on.
 */
export async function endSessions(
  rooms: Rooms,
  filter: SessionFilter,
  { onProgress, requestId }: EndOptions,
): Promise<SessionsEnded> {
  const { clock, trail } = rooms;
  const gone: EndedSession[] = [];
  let revoked = 0;
  let failed: readonly EndedSession[] = [];
  const tell = (): void => onProgress?.({ ended: gone.length, revoked });
  try {
    for await (const batch of removed(rooms, filter)) {
      gone.push(...batch);
      await trail.recordAll(
        batch.map(({ hash: session, viewer }) => {
          return { event: 'session_ended', requestId, viewer, session, reason: 'ended_by_operator' };
        }),
      );
      tell();
    }
  } finally {
    failed = await revokeMany(rooms, gone, () => {
      revoked += 1;
      tell();
    });
    for (let from = 0; from < failed.length; from += BATCH) {
      await trail.recordAll(
        failed.slice(from, from + BATCH).map(({ hash: session, viewer }) => {
          return { event: 'revoke_failed', requestId, viewer, session };
        }),
      );
    }
  }
  return { count: gone.length, openFramesEndBy: framesEndBy(rooms, gone, clock.now()), notRevoked: failed.length };
}

async function* removed({ store }: Rooms, filter: SessionFilter): AsyncIterable<readonly EndedSession[]> {
  for (;;) {
    const batch = await store.removeSessions(filter, BATCH);
    if (batch.length > 0) yield batch;
    if (batch.length < BATCH) return;
  }
}

/** No URL lives longer than the session length or its access token, less the margin. */
function framesEndBy({ config }: Rooms, gone: readonly EndedSession[], now: number): number | undefined {
  const longest = now + config.sigma.sessionLengthSeconds * 1000;
  let latest = now;
  for (const { accessExpiresAt = Infinity } of gone) {
    latest = Math.max(latest, Math.min(longest, accessExpiresAt - TOKEN_MARGIN_MS));
  }
  return latest > now ? latest : undefined;
}
