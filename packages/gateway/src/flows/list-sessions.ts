// List sessions: SessionFilter -> SessionSummary, for an operator. Never a token, never a session id.
import { sessionEndsAt, sessionState, type SessionHash } from '../session/session.ts';
import type { SessionFilter, SessionRow } from '../store/store.ts';
import type { Rooms } from './rooms.ts';

/** One live session as an operator may see it. Times are epoch milliseconds. */
export interface SessionSummary {
  /** First 12 characters of the session hash; the audit trail names the session by them too. */
  readonly session: string;
  readonly viewer: { readonly issuer: string; readonly id: string; readonly userName: string };
  readonly signedInAt: number;
  readonly lastActiveAt: number;
  /** When it ends if nothing more happens. */
  readonly endsAt: number;
  readonly accessExpiresAt: number;
  /** How often Databricks gave tokens for it. */
  readonly grantVersion: number;
  /** What Databricks' answers have shown about its refresh tokens. */
  readonly rotation: SessionRow['grant']['rotation'];
  /** Whether a refresh was begun whose outcome is not known. */
  readonly isUnfinished: boolean;
}

const PAGE = 500;

/** Every live session of a filter, in no order that means anything; read page by page. */
export async function* listSessions(rooms: Rooms, filter: SessionFilter): AsyncGenerator<SessionSummary> {
  const { clock, config, store } = rooms;
  let after: SessionHash | undefined;
  for (;;) {
    const rows = await store.listSessions(filter, { after, limit: PAGE });
    for (const row of rows) {
      if (sessionState(row, config.session, clock.now()) === 'live') yield summaryOf(rooms, row);
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.hash;
  }
}

/** How an operator's list and the audit trail name a session. */
export function shortHash(hash: SessionHash): string {
  return hash.slice(0, 12);
}

function summaryOf({ clock, config }: Rooms, row: SessionRow): SessionSummary {
  const { createdAt, grant, hash, intent, lastActiveAt, viewer } = row;
  const { id, issuer, userName } = viewer;
  return {
    session: shortHash(hash),
    viewer: { issuer, id, userName },
    signedInAt: createdAt,
    lastActiveAt,
    endsAt: sessionEndsAt(row, config.session),
    accessExpiresAt: grant.accessExpiresAt,
    grantVersion: grant.version,
    rotation: grant.rotation,
    isUnfinished: intent !== undefined && intent.leaseUntil <= clock.now(),
  };
}
