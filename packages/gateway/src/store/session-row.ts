// Turns a stored row into a SessionRow. Trusts nothing it reads: files can be edited.
import { GatewayError } from '../base/errors.ts';
import type { SessionHash } from '../session/session.ts';
import type { RefreshIntent, SessionRow } from './store.ts';

/** The columns that `readSessionRow` expects, in order. */
export const SESSION_COLUMNS =
  'issuer, viewer_id, user_name, display_name, groups, created_at, last_active_at, ' +
  'grant_version, client_id, scopes, obtained_at, access_expires_at, ' +
  'intent_owner, intent_attempt, intent_started_at, lease_until';

type Cell = string | number | bigint | null | Uint8Array;

/** @throws GatewayError `session_unreadable` when a cell is not what it should be. */
export function readSessionRow(hash: SessionHash, cells: readonly Cell[]): SessionRow {
  const [issuer, id, userName, displayName, groups, createdAt, lastActiveAt] = cells;
  const [version, clientId, scopes, obtainedAt, accessExpiresAt, owner, attemptId, startedAt, leaseUntil] =
    cells.slice(7);
  return {
    hash,
    viewer: {
      issuer: text(issuer),
      id: text(id),
      userName: text(userName),
      displayName: text(displayName),
      groups: readGroups(text(groups)),
    },
    createdAt: time(createdAt),
    lastActiveAt: time(lastActiveAt),
    grant: {
      version: time(version),
      clientId: text(clientId),
      scopes: text(scopes).split(' '),
      obtainedAt: time(obtainedAt),
      accessExpiresAt: time(accessExpiresAt),
    },
    intent: readIntent({ owner, attemptId, startedAt, leaseUntil }),
  };
}

export function readIntent(cells: Readonly<Record<keyof RefreshIntent, Cell | undefined>>): RefreshIntent | undefined {
  if (cells.attemptId === null || cells.attemptId === undefined) return undefined;
  return {
    owner: text(cells.owner),
    attemptId: text(cells.attemptId),
    startedAt: time(cells.startedAt),
    leaseUntil: time(cells.leaseUntil),
  };
}

function readGroups(json: string): SessionRow['viewer']['groups'] {
  if (json === '[]') return [];
  let groups: unknown;
  try {
    groups = JSON.parse(json);
  } catch {
    throw unreadable();
  }
  if (!Array.isArray(groups)) throw unreadable();
  return groups.map((group: unknown) => {
    if (!Array.isArray(group) || group.length !== 2) throw unreadable();
    return { id: text(group[0]), name: text(group[1]) };
  });
}

function text(cell: unknown): string {
  if (typeof cell !== 'string') throw unreadable();
  return cell;
}

function time(cell: unknown): number {
  if (typeof cell !== 'number' || !Number.isSafeInteger(cell)) throw unreadable();
  return cell;
}

function unreadable(): GatewayError {
  return new GatewayError('session_unreadable', { detail: 'a stored row has a cell of the wrong type' });
}
