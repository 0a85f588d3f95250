// The embedded store: one SQLite file through Node's own driver. Statements are prepared once.
import type { DatabaseSync } from 'node:sqlite';
import { GatewayError } from '../base/errors.ts';
import { openFile } from './open-file.ts';
import type { StoreOptions } from './open.ts';
import { readIntent, readSessionRow, SESSION_COLUMNS } from './session-row.ts';
import type { Claim, GrantRow, Sealed, SealedTokens, SessionRow, Store } from './store.ts';

type Cells = (string | number | null)[];

/**
 * Opens the store in `path`.
 * @throws GatewayError `store_unusable`; see `openFile`.
 */
export function openSqlite(path: string, { clock, keyChecks }: StoreOptions): Store {
  const db = openFile(path, keyChecks);
  const sql = statements(db);
  const atomic = <T>(work: () => T): T => {
    sql.begin.run();
    try {
      const result = work();
      sql.commit.run();
      return result;
    } catch (error) {
      if (db.isTransaction) sql.rollback.run();
      throw error;
    }
  };

  const claim = (hash: string, wish: Parameters<Store['claimRefresh']>[1]): Claim => {
    const cells = sql.grantForClaim.get(hash) as unknown as Cells | undefined;
    if (cells === undefined) return { outcome: 'gone' };
    const [version, sealedAccess, sealedRefresh, owner, attemptId, startedAt, leaseUntil] = cells;
    if (version !== wish.version) return { outcome: 'moved' };
    const previous = readIntent({ owner, attemptId, startedAt, leaseUntil });
    const now = clock.now();
    if (previous !== undefined && previous.leaseUntil > now) return { outcome: 'held', intent: previous };
    sql.writeIntent.run(wish.owner, wish.attemptId, now, now + wish.leaseMs, hash);
    return { outcome: 'claimed', tokens: sealedTokens(wish.version, sealedAccess, sealedRefresh), previous };
  };

  return {
    spendAttempt: (attempt, keepUntil) => ask(() => sql.spend.run(attempt, keepUntil).changes === 1),
    insertSession: ({ createdAt, grant, hash, replaces, viewer }) =>
      ask(() =>
        atomic(() => {
          if (replaces !== undefined) sql.remove.run(replaces);
          const groups = JSON.stringify(viewer.groups.map(({ id, name }) => [id, name]));
          const { displayName, id, issuer, userName } = viewer;
          sql.insert.run(hash, issuer, id, userName, displayName, groups, createdAt, createdAt, ...grantCells(grant));
        }),
      ),
    findSession: (hash) =>
      ask((): SessionRow | undefined => {
        const cells = sql.find.get(hash) as unknown as Cells | undefined;
        return cells && readSessionRow(hash, cells);
      }),
    findTokens: (hash) =>
      ask((): SealedTokens | undefined => {
        const cells = sql.tokens.get(hash) as unknown as Cells | undefined;
        return cells && sealedTokens(Number(cells[0]), cells[1], cells[2]);
      }),
    touchSession: (hash, at) => ask(() => void sql.touch.run(at, hash, at)),
    removeSession: (hash) => ask(() => sql.remove.run(hash).changes === 1),
    claimRefresh: (hash, wish) => ask(() => atomic(() => claim(hash, wish))),
    replaceTokens: (hash, spentVersion, grant) =>
      ask(() => {
        if (sql.replace.run(...grantCells(grant), hash, spentVersion).changes === 1) return 'written';
        return sql.tokens.get(hash) === undefined ? 'gone' : 'moved';
      }),
    releaseRefresh: (hash, attemptId, outcomeKnown) =>
      ask(() => void (outcomeKnown ? sql.dropIntent : sql.endLease).run(hash, attemptId)),
    appendAudit: (events) =>
      ask(() =>
        atomic(() => {
          for (const { at, body, event } of events) sql.audit.run(at, event, body);
        }),
      ),
    recentAudit: (limit) =>
      ask(() =>
        (sql.recentAudit.all(limit) as unknown as [number, string, string][]).map(([at, event, body]) => ({
          at,
          event,
          body,
        })),
      ),
    purge: ({ activeBefore, createdBefore }, limit) =>
      ask(() =>
        atomic(() => {
          const attempts = Number(sql.purgeAttempts.run(clock.now(), limit).changes);
          return attempts + Number(sql.purgeSessions.run(createdBefore, activeBefore, limit - attempts).changes);
        }),
      ),
    check: () => ask(() => void sql.mark.run(clock.now())),
    close: () => ask(() => db.close()),
  };
}

/** Runs a synchronous piece of work as a promise; what the database throws becomes `store_unavailable`. */
async function ask<T>(work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const code = (error as { errcode?: number }).errcode;
    throw new GatewayError('store_unavailable', { detail: `SQLite error ${code ?? 'unknown'}`, cause: error });
  }
}

function sealedTokens(version: number, access: unknown, refresh: unknown): SealedTokens {
  if (typeof access !== 'string' || typeof refresh !== 'string') throw new GatewayError('session_unreadable');
  return { version, sealedAccess: access as Sealed, sealedRefresh: refresh as Sealed };
}

function grantCells(grant: GrantRow): [number, string, string, number, number, string, string] {
  const { accessExpiresAt, clientId, obtainedAt, scopes, sealedAccess, sealedRefresh, version } = grant;
  return [version, clientId, scopes.join(' '), obtainedAt, accessExpiresAt, sealedAccess, sealedRefresh];
}

const GRANT_COLUMNS = 'grant_version, client_id, scopes, obtained_at, access_expires_at, sealed_access, sealed_refresh';
const INTENT_COLUMNS = 'intent_owner, intent_attempt, intent_started_at, lease_until';
const NO_INTENT = 'intent_owner = NULL, intent_attempt = NULL, intent_started_at = NULL, lease_until = NULL';

function statements(db: DatabaseSync) {
  const rows = (text: string) => {
    const statement = db.prepare(text);
    statement.setReturnArrays(true);
    return statement;
  };
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    rollback: db.prepare('ROLLBACK'),
    spend: db.prepare('INSERT INTO spent_attempts (attempt, keep_until) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    insert: db.prepare(
      `INSERT INTO sessions (hash, issuer, viewer_id, user_name, display_name, groups, created_at, last_active_at, ${GRANT_COLUMNS})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    find: rows(`SELECT ${SESSION_COLUMNS} FROM sessions WHERE hash = ?`),
    tokens: rows('SELECT grant_version, sealed_access, sealed_refresh FROM sessions WHERE hash = ?'),
    touch: db.prepare('UPDATE sessions SET last_active_at = ? WHERE hash = ? AND last_active_at < ?'),
    remove: db.prepare('DELETE FROM sessions WHERE hash = ?'),
    grantForClaim: rows(
      `SELECT grant_version, sealed_access, sealed_refresh, ${INTENT_COLUMNS} FROM sessions WHERE hash = ?`,
    ),
    writeIntent: db.prepare(
      'UPDATE sessions SET intent_owner = ?, intent_attempt = ?, intent_started_at = ?, lease_until = ? WHERE hash = ?',
    ),
    replace: db.prepare(
      `UPDATE sessions SET (${GRANT_COLUMNS}) = (?, ?, ?, ?, ?, ?, ?), ${NO_INTENT} WHERE hash = ? AND grant_version = ?`,
    ),
    dropIntent: db.prepare(`UPDATE sessions SET ${NO_INTENT} WHERE hash = ? AND intent_attempt = ?`),
    endLease: db.prepare('UPDATE sessions SET lease_until = 0 WHERE hash = ? AND intent_attempt = ?'),
    audit: db.prepare('INSERT INTO audit (at, event, body) VALUES (?, ?, ?)'),
    recentAudit: rows('SELECT at, event, body FROM audit ORDER BY seq DESC LIMIT ?'),
    purgeAttempts: db.prepare(
      'DELETE FROM spent_attempts WHERE attempt IN (SELECT attempt FROM spent_attempts WHERE keep_until <= ? LIMIT ?)',
    ),
    purgeSessions: db.prepare(
      'DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions WHERE created_at <= ? OR last_active_at <= ? LIMIT ?)',
    ),
    mark: db.prepare(
      "INSERT INTO marks (name, at) VALUES ('checked', ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
    ),
  };
}
