// Every statement of the SQLite store, prepared once. Those that answer rows answer them as arrays: half the cost of objects.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  ENDED_COLUMNS,
  GRANT_COLUMNS,
  IDENTITY_COLUMNS,
  INTENT_COLUMNS,
  SESSION_COLUMNS,
  STORED_COLUMNS,
} from '../session-row.ts';

const ALL_COLUMNS = `${IDENTITY_COLUMNS}, ${GRANT_COLUMNS}, ${INTENT_COLUMNS}, copied_from`;
const GRANT_PLACES = places(GRANT_COLUMNS);
const INTENT_PLACES = places(INTENT_COLUMNS);
const NO_INTENT = `(${INTENT_COLUMNS}) = (NULL, NULL, NULL, NULL, NULL)`;
const OF_VIEWER = `hash IN (SELECT hash FROM sessions WHERE viewer_id = ?1 UNION SELECT hash FROM sessions WHERE user_key = ?2)`;

export function statements(db: DatabaseSync) {
  const rows = (text: string): StatementSync => {
    const statement = db.prepare(text);
    statement.setReturnArrays(true);
    return statement;
  };
  /** Of many rows, one may hold a number that is no time or version: as plain numbers that would be thrown for all of them. */
  const many = (text: string): StatementSync => {
    const statement = rows(text);
    statement.setReadBigInts(true);
    return statement;
  };
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    rollback: db.prepare('ROLLBACK'),
    spend: db.prepare('INSERT INTO spent_attempts (attempt, keep_until) VALUES (?, ?) ON CONFLICT DO NOTHING'),

    insert: db.prepare(
      `INSERT INTO sessions (${IDENTITY_COLUMNS}, ${GRANT_COLUMNS}) VALUES (${places(IDENTITY_COLUMNS)}, ${GRANT_PLACES})`,
    ),
    put: db.prepare(
      `INSERT INTO sessions (${ALL_COLUMNS}) VALUES (${places(ALL_COLUMNS)})
       ON CONFLICT (hash) DO UPDATE SET (${ALL_COLUMNS}) = (${ALL_COLUMNS.replaceAll(/\w+/g, 'excluded.$&')})
       WHERE (sessions.grant_version, sessions.last_active_at) <= (excluded.grant_version, excluded.last_active_at)`,
    ),
    find: rows(`SELECT ${SESSION_COLUMNS} FROM sessions WHERE hash = ?`),
    tokens: rows('SELECT grant_version, sealed_access, sealed_refresh FROM sessions WHERE hash = ?'),
    touch: db.prepare('UPDATE sessions SET last_active_at = ? WHERE hash = ? AND last_active_at < ?'),
    list: many(`SELECT hash, ${SESSION_COLUMNS} FROM sessions WHERE hash > ? ORDER BY hash LIMIT ?`),
    listOfViewer: many(
      `SELECT hash, ${SESSION_COLUMNS} FROM sessions WHERE ${OF_VIEWER} AND hash > ?3 ORDER BY hash LIMIT ?4`,
    ),
    readStored: many(`SELECT hash, ${STORED_COLUMNS} FROM sessions WHERE hash > ? ORDER BY hash LIMIT ?`),

    remove: many(`DELETE FROM sessions WHERE hash = ? RETURNING ${ENDED_COLUMNS}`),
    removeVersion: many(`DELETE FROM sessions WHERE hash = ? AND grant_version = ? RETURNING ${ENDED_COLUMNS}`),
    /** Neighbours in the file go together: in the order of hashes every row would be a page of its own. */
    removeAny: many(
      `DELETE FROM sessions WHERE rowid IN (SELECT rowid FROM sessions ORDER BY rowid LIMIT ?) RETURNING ${ENDED_COLUMNS}`,
    ),
    removeOfViewer: many(
      `DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions WHERE ${OF_VIEWER} LIMIT ?3) RETURNING ${ENDED_COLUMNS}`,
    ),
    overCap: rows(
      `SELECT hash FROM (
         SELECT hash, last_active_at FROM sessions WHERE viewer_id = ? AND issuer = ? AND hash <> ?
         ORDER BY last_active_at DESC, hash DESC LIMIT -1 OFFSET ?
       ) ORDER BY last_active_at, hash`,
    ),

    grantForClaim: rows(
      `SELECT grant_version, sealed_access, sealed_refresh, ${INTENT_COLUMNS},
         coalesce((SELECT until FROM pauses WHERE pauses.client_id = sessions.client_id AND since <= ?), 0)
       FROM sessions WHERE hash = ?`,
    ),
    writeIntent: db.prepare(`UPDATE sessions SET (${INTENT_COLUMNS}) = (${INTENT_PLACES}) WHERE hash = ?`),
    replace: db.prepare(
      `UPDATE sessions SET (${GRANT_COLUMNS}) = (${GRANT_PLACES}), ${NO_INTENT} WHERE hash = ? AND grant_version = ?`,
    ),
    dropIntent: db.prepare(`UPDATE sessions SET ${NO_INTENT} WHERE hash = ? AND intent_attempt = ?`),
    endLease: db.prepare('UPDATE sessions SET lease_until = 0, intent_probe = ? WHERE hash = ? AND intent_attempt = ?'),
    pause: db.prepare(
      `INSERT INTO pauses (client_id, since, until) VALUES (?, ?, ?)
       ON CONFLICT (client_id) DO UPDATE SET
         until = CASE WHEN since <= excluded.since THEN max(until, excluded.until) ELSE excluded.until END,
         since = excluded.since`,
    ),
    unpause: db.prepare('DELETE FROM pauses WHERE client_id = ?'),

    keysInUse: rows(
      `SELECT key, count(*) FROM (
         SELECT access_key AS key FROM sessions
         UNION ALL SELECT refresh_key FROM sessions WHERE refresh_key <> access_key
       ) WHERE key <> '' GROUP BY key ORDER BY key`,
    ),
    rewrap: db.prepare(
      `UPDATE sessions SET sealed_access = ?, sealed_refresh = ?, access_key = ?, refresh_key = ?
       WHERE hash = ? AND grant_version = ? AND sealed_access = ? AND sealed_refresh = ?`,
    ),

    audit: db.prepare('INSERT INTO audit (at, event, body) VALUES (?, ?, ?)'),
    recentAudit: rows('SELECT at, event, body FROM audit ORDER BY seq DESC LIMIT ?'),
    readAudit: rows('SELECT at, event, body, seq FROM audit WHERE seq > ? ORDER BY seq LIMIT ?'),

    purgeAttempts: db.prepare(
      'DELETE FROM spent_attempts WHERE attempt IN (SELECT attempt FROM spent_attempts WHERE keep_until <= ? LIMIT ?)',
    ),
    purgeByCreation: many(purgeBy('created_at')),
    purgeByActivity: many(purgeBy('last_active_at')),
    // Events stand in the order of their time, save where a clock was wrong once: those go as soon as what is before them may.
    purgeAudit: db.prepare(
      `DELETE FROM audit WHERE seq IN
        (SELECT seq FROM (SELECT seq, at FROM audit ORDER BY seq LIMIT 2 * ?2) WHERE at < ?1 LIMIT ?2)`,
    ),
    readMark: rows('SELECT value FROM marks WHERE name = ?'),
    writeMarkOnce: db.prepare('INSERT INTO marks (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    writeMark: db.prepare(
      'INSERT INTO marks (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
  };
}

export type Statements = ReturnType<typeof statements>;

function purgeBy(time: string): string {
  return `DELETE FROM sessions WHERE rowid IN (SELECT rowid FROM sessions WHERE ${time} <= ? ORDER BY ${time} LIMIT ?) RETURNING ${ENDED_COLUMNS}`;
}

function places(columns: string): string {
  return columns
    .split(',')
    .map(() => '?')
    .join(', ');
}
