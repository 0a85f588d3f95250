// Turns sessions into the columns of a table and back; the SQL stores share it. Trusts nothing it reads: files can be edited.
import { GatewayError } from '../base/errors.ts';
import { sealedUnder } from '../base/sealed.ts';
import type { Rotation } from '../databricks/rotation.ts';
import type { Viewer } from '../databricks/viewer.ts';
import type { SessionHash } from '../session/session.ts';
import type {
  EndedSession,
  GrantRow,
  RefreshIntent,
  Sealed,
  SealedTokens,
  SessionRow,
  StoredSession,
} from './store.ts';

const VIEWER = 'issuer, viewer_id, user_name, display_name, groups';
const INTENT = 'intent_owner, intent_attempt, intent_started_at, lease_until, intent_probe';

/** What `readSessionRow` expects, in order. */
export const SESSION_COLUMNS =
  `${VIEWER}, created_at, last_active_at, grant_version, client_id, scopes, obtained_at, access_expires_at, rotation, ` +
  INTENT;

/** What `readStored` expects, in order. */
export const STORED_COLUMNS = `${SESSION_COLUMNS}, sealed_access, sealed_refresh, copied_from`;

/** What `readEnded` expects, in order. */
export const ENDED_COLUMNS = `hash, ${VIEWER}, client_id, grant_version, sealed_refresh, access_expires_at, created_at`;

/** What `readIntent` expects, in order. */
export const INTENT_COLUMNS = INTENT;

/** What `grantCells` gives, in order. */
export const GRANT_COLUMNS =
  'grant_version, client_id, scopes, obtained_at, access_expires_at, rotation, sealed_access, sealed_refresh, ' +
  'access_key, refresh_key';

/** What `identityCells` gives, in order. */
export const IDENTITY_COLUMNS = `hash, ${VIEWER}, user_key, created_at, last_active_at`;

export type Cell = string | number | bigint | null | Uint8Array;

/** @throws GatewayError `session_unreadable` when a cell is not what it should be, `session_newer` when only a newer version knows it. */
export function readSessionRow(hash: SessionHash, cells: readonly Cell[]): SessionRow {
  return {
    hash,
    viewer: {
      issuer: text(cells[0]),
      id: text(cells[1]),
      userName: text(cells[2]),
      displayName: text(cells[3]),
      groups: readGroups(text(cells[4])),
    },
    createdAt: whole(cells[5]),
    lastActiveAt: whole(cells[6]),
    grant: {
      version: whole(cells[7]),
      clientId: text(cells[8]),
      scopes: text(cells[9]).split(' '),
      obtainedAt: whole(cells[10]),
      accessExpiresAt: whole(cells[11]),
      rotation: readRotation(cells[12]),
    },
    intent: readIntent(cells, 13),
  };
}

/** @throws GatewayError `session_unreadable`, `session_newer`. */
export function readStored(hash: SessionHash, cells: readonly Cell[]): StoredSession {
  const row = readSessionRow(hash, cells);
  const { sealedAccess, sealedRefresh } = sealedTokens(row.grant.version, cells[18], cells[19]);
  return {
    ...row,
    grant: { ...row.grant, sealedAccess, sealedRefresh },
    copiedFrom: typeof cells[20] === 'string' ? cells[20] : undefined,
  };
}

/** Never throws: the row is gone already, and what can be read of it is what can still be done. */
export function readEnded(cells: readonly Cell[]): EndedSession {
  const readable = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell : '');
  return {
    hash: readable(cells[0]) as SessionHash,
    viewer: {
      issuer: readable(cells[1]),
      id: readable(cells[2]),
      userName: readable(cells[3]),
      displayName: readable(cells[4]),
      groups: groupsOf(readable(cells[5])) ?? [],
    },
    clientId: readable(cells[6]),
    version: Number.isSafeInteger(cells[7]) ? Number(cells[7]) : 0,
    sealedRefresh: readable(cells[8]) as Sealed,
    accessExpiresAt: Number.isSafeInteger(cells[9]) ? Number(cells[9]) : undefined,
    createdAt: Number.isSafeInteger(cells[10]) ? Number(cells[10]) : 0,
  };
}

/**
 * Reads the intent that begins at cell `at`: all of it or none.
 * @throws GatewayError `session_unreadable`.
 */
export function readIntent(cells: readonly Cell[], at: number): RefreshIntent | undefined {
  const [owner, attemptId, startedAt] = [cells[at], cells[at + 1], cells[at + 2]];
  const [leaseUntil, probe] = [cells[at + 3], cells[at + 4]];
  const isNone = attemptId === null && owner === null && startedAt === null && leaseUntil === null && probe === null;
  if (isNone) return undefined;
  if (probe !== 0 && probe !== 1) throw unreadable();
  return {
    owner: text(owner),
    attemptId: text(attemptId),
    startedAt: whole(startedAt),
    leaseUntil: whole(leaseUntil),
    isProbe: probe === 1,
  };
}

/** @throws GatewayError `session_unreadable`. */
export function sealedTokens(version: number, access: unknown, refresh: unknown): SealedTokens {
  return { version, sealedAccess: text(access) as Sealed, sealedRefresh: text(refresh) as Sealed };
}

type Cells = readonly (string | number | null)[];

export function grantCells(grant: GrantRow): Cells {
  const { accessExpiresAt, clientId, obtainedAt, rotation, scopes, sealedAccess, sealedRefresh, version } = grant;
  return [
    version,
    clientId,
    scopes.join(' '),
    obtainedAt,
    accessExpiresAt,
    rotation,
    sealedAccess,
    sealedRefresh,
    ...keyCells(grant),
  ];
}

/** The ids of the keys that seal access and refresh token. */
export function keyCells(tokens: Pick<SealedTokens, 'sealedAccess' | 'sealedRefresh'>): Cells {
  return [sealedUnder(tokens.sealedAccess) ?? '', sealedUnder(tokens.sealedRefresh) ?? ''];
}

export function identityCells(session: {
  readonly hash: SessionHash;
  readonly viewer: Viewer;
  readonly createdAt: number;
  readonly lastActiveAt: number;
}): Cells {
  const { createdAt, hash, lastActiveAt, viewer } = session;
  const { displayName, id, issuer, userName } = viewer;
  const groups = JSON.stringify(viewer.groups.map((group) => [group.id, group.name]));
  return [hash, issuer, id, userName, displayName, groups, userKey(userName), createdAt, lastActiveAt];
}

export function intentCells(intent: RefreshIntent | undefined): Cells {
  if (intent === undefined) return [null, null, null, null, null];
  const { attemptId, isProbe, leaseUntil, owner, startedAt } = intent;
  return [owner, attemptId, startedAt, leaseUntil, isProbe ? 1 : 0];
}

/** A user name as it is looked for: case does not count. */
export function userKey(userName: string): string {
  return userName.toLowerCase();
}

function readRotation(cell: unknown): Rotation {
  if (cell === 'unlearned' || cell === 'kept' || cell === 'rotated') return cell;
  // A word that a newer version may have added: while both share the database, the older one may not end the session for it.
  if (typeof cell === 'string' && /^[a-z_]{2,30}$/.test(cell)) throw new GatewayError('session_newer');
  throw unreadable();
}

function readGroups(json: string): Viewer['groups'] {
  const groups = groupsOf(json);
  if (groups === undefined) throw unreadable();
  return groups;
}

function groupsOf(json: string): Viewer['groups'] | undefined {
  if (json === '[]') return [];
  let groups: unknown;
  try {
    groups = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(groups)) return undefined;
  const found: Viewer['groups'][number][] = [];
  for (const group of groups as unknown[]) {
    if (!Array.isArray(group) || group.length !== 2) return undefined;
    const [id, name] = group as unknown[];
    if (typeof id !== 'string' || typeof name !== 'string') return undefined;
    found.push({ id, name });
  }
  return found;
}

function text(cell: unknown): string {
  if (typeof cell !== 'string') throw unreadable();
  return cell;
}

/** The last moment that a date can name, epoch milliseconds; no version is as high. */
const LAST_MOMENT = 8.64e15;

function whole(cell: unknown): number {
  if (typeof cell !== 'number' || !Number.isSafeInteger(cell) || Math.abs(cell) > LAST_MOMENT) throw unreadable();
  return cell;
}

function unreadable(): GatewayError {
  return new GatewayError('session_unreadable', { detail: 'a stored row has a cell of the wrong type' });
}
