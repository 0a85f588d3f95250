// Knows the tables of the SQLite store and how an older file becomes a newer one. Steps only ever add (AV-04).
import type { DatabaseSync } from 'node:sqlite';

/** Marks a file as ours ("SgEm"); a file with another mark, or with tables and no mark, belongs to somebody else. */
export const APPLICATION_ID = 0x53_67_45_6d;

/** One change of the tables. */
export interface Step {
  readonly sql: string;
  /** The oldest schema whose gateway can still work on the file after this step: what makes a rollback possible. */
  readonly readableFrom: number;
}

/** Step n brings a file from version n to n + 1. A step that has been released is never edited. */
export const STEPS: readonly Step[] = [
  {
    readableFrom: 1,
    sql: `
  CREATE TABLE key_checks (id TEXT PRIMARY KEY, key_check TEXT NOT NULL);
  CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE pauses (client_id TEXT PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL);
  CREATE TABLE spent_attempts (attempt TEXT PRIMARY KEY, keep_until INTEGER NOT NULL);
  CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    viewer_id TEXT NOT NULL,
    user_name TEXT NOT NULL,
    user_key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    groups TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_active_at INTEGER NOT NULL,
    grant_version INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    scopes TEXT NOT NULL,
    obtained_at INTEGER NOT NULL,
    access_expires_at INTEGER NOT NULL,
    rotation TEXT NOT NULL,
    sealed_access TEXT NOT NULL,
    sealed_refresh TEXT NOT NULL,
    access_key TEXT NOT NULL,
    refresh_key TEXT NOT NULL,
    intent_owner TEXT,
    intent_attempt TEXT,
    intent_started_at INTEGER,
    lease_until INTEGER,
    intent_probe INTEGER,
    copied_from TEXT
  );
  CREATE INDEX spent_attempts_by_time ON spent_attempts (keep_until);
  CREATE INDEX sessions_by_viewer ON sessions (viewer_id, issuer);
  CREATE INDEX sessions_by_user ON sessions (user_key);
  CREATE INDEX sessions_by_creation ON sessions (created_at);
  CREATE INDEX sessions_by_activity ON sessions (last_active_at);
  CREATE INDEX sessions_by_key ON sessions (access_key, refresh_key);
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL
  );
  INSERT INTO marks (name, value) VALUES ('identity', lower(hex(randomblob(16))));
  `,
  },
  { readableFrom: 1, sql: 'CREATE INDEX audit_by_time ON audit (at)' },
  // Every event paid for it, and the oldest are found by their order.
  { readableFrom: 1, sql: 'DROP INDEX audit_by_time' },
];

export interface FileState {
  readonly applicationId: number;
  readonly version: number;
  readonly tables: number;
  /** The oldest schema that may work on the file. */
  readonly readableFrom: number;
}

/** What kind of file this is, before anything is changed in it. */
export function readState(db: DatabaseSync): FileState {
  const number = (sql: string): number => Number(Object.values(db.prepare(sql).get() ?? {})[0] ?? 0);
  const version = number('PRAGMA user_version');
  const hasMarks = number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'marks'") === 1;
  return {
    applicationId: number('PRAGMA application_id'),
    version,
    tables: number("SELECT count(*) FROM sqlite_master WHERE type = 'table'"),
    readableFrom: hasMarks ? number("SELECT value FROM marks WHERE name = 'readable_from'") || version : version,
  };
}

/** Brings the file up to date in one transaction; does nothing when it is, or when it is newer. */
export function migrate(db: DatabaseSync, steps: readonly Step[]): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const { version } = readState(db);
    for (const step of steps.slice(version)) db.exec(step.sql);
    if (version < steps.length) {
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      db.exec(`PRAGMA user_version = ${steps.length}`);
      db.prepare("INSERT OR REPLACE INTO marks (name, value) VALUES ('readable_from', ?)").run(
        String(steps.at(-1)?.readableFrom),
      );
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
