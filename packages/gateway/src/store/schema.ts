// Knows the tables of the SQLite store and how an older file becomes a newer one. Steps only ever add (AV-04).
import type { DatabaseSync } from 'node:sqlite';

/** Marks a file as ours ("SgEm"); a file with another mark, or with tables and no mark, belongs to somebody else. */
export const APPLICATION_ID = 0x53_67_45_6d;

/** Step n brings a file from version n to n + 1. A step that has been released is never edited. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE key_checks (id TEXT PRIMARY KEY, key_check TEXT NOT NULL);
  CREATE TABLE marks (name TEXT PRIMARY KEY, at INTEGER NOT NULL);
  CREATE TABLE spent_attempts (attempt TEXT PRIMARY KEY, keep_until INTEGER NOT NULL);
  CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    viewer_id TEXT NOT NULL,
    user_name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    groups TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_active_at INTEGER NOT NULL,
    grant_version INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    scopes TEXT NOT NULL,
    obtained_at INTEGER NOT NULL,
    access_expires_at INTEGER NOT NULL,
    sealed_access TEXT NOT NULL,
    sealed_refresh TEXT NOT NULL,
    intent_owner TEXT,
    intent_attempt TEXT,
    intent_started_at INTEGER,
    lease_until INTEGER
  );
  CREATE INDEX spent_attempts_by_time ON spent_attempts (keep_until);
  CREATE INDEX sessions_by_viewer ON sessions (issuer, viewer_id);
  CREATE INDEX sessions_by_creation ON sessions (created_at);
  CREATE INDEX sessions_by_activity ON sessions (last_active_at);
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL
  );
  `,
];

export const SCHEMA_VERSION = STEPS.length;

export interface FileState {
  readonly applicationId: number;
  readonly version: number;
  readonly tables: number;
}

/** What kind of file this is, before anything is changed in it. */
export function readState(db: DatabaseSync): FileState {
  const number = (sql: string): number => Number(Object.values(db.prepare(sql).get() ?? {})[0] ?? 0);
  return {
    applicationId: number('PRAGMA application_id'),
    version: number('PRAGMA user_version'),
    tables: number("SELECT count(*) FROM sqlite_master WHERE type = 'table'"),
  };
}

/** Brings the file up to date in one transaction; does nothing when it is. */
export function migrate(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const { version } = readState(db);
    for (const step of STEPS.slice(version)) db.exec(step);
    if (version < SCHEMA_VERSION) {
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
