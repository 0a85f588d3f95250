// Opens an SQLite file for one purpose only: to be our session database. Refuses every other file and says how to mend it.
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GatewayError } from '../../base/errors.ts';
import type { KeyCheck } from '../../vault/keyring.ts';
import { admitKeys } from './admit-keys.ts';
import { APPLICATION_ID, migrate, readState, type Step } from './schema.ts';

/** How long a write waits for another process, in milliseconds. The thread waits with it, so it is short. */
const BUSY_MS = 500;
/** A batch of removed sessions fits in it; with less, its pages are written several times over. */
const CACHE_KIB = 16_384;

/**
 * Opens or creates the file with mode 0600 in a folder with mode 0700, checks it and brings it up to date.
 * @throws GatewayError `store_unusable` for a folder that cannot be written, a foreign, damaged or newer file,
 *   or one that was written under other keys than those of `keyChecks`.
 */
export function openFile(path: string, keyChecks: readonly KeyCheck[], steps: readonly Step[]): DatabaseSync {
  const file = resolve(path);
  createPrivately(file);
  const db = connect(file);
  try {
    admit(db, file, steps.length);
    db.exec('PRAGMA journal_mode = WAL');
    // A rotated refresh token exists nowhere else: it must survive a power cut, and NORMAL may lose the last commits.
    db.exec('PRAGMA synchronous = FULL');
    db.exec('PRAGMA secure_delete = ON');
    db.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    migrate(db, steps);
    admitKeys(db, file, keyChecks);
    return db;
  } catch (error) {
    db.close();
    if (error instanceof GatewayError) throw error;
    if (isBusy(error)) {
      const message = `Another process is writing to the session database ${file}. Start again when it has finished.`;
      throw new GatewayError('store_unusable', { message, cause: error });
    }
    throw unusable(`The session database ${file} is damaged or cannot be written.`, error);
  }
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  const code = (error as { readonly errcode?: unknown }).errcode;
  return typeof code === 'number' && (code & 0xff) === SQLITE_BUSY;
}

function createPrivately(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch (error) {
    throw unusable(`The session database ${file} cannot be created or opened for writing.`, error);
  }
}

function connect(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: BUSY_MS });
  } catch (error) {
    throw unusable(`The session database ${file} cannot be opened.`, error);
  }
}

function admit(db: DatabaseSync, file: string, schemaVersion: number): void {
  const { applicationId, readableFrom, tables } = readState(db);
  if (applicationId !== APPLICATION_ID && tables > 0) throw unusable(`${file} is a database of another program.`);
  if (readableFrom > schemaVersion) {
    throw unusable(`${file} was written by a newer version of the gateway, which this one cannot follow.`);
  }
  const [row] = db.prepare('PRAGMA quick_check(1)').all();
  if (row?.['quick_check'] !== 'ok') throw unusable(`The session database ${file} is damaged.`);
}

function unusable(sentence: string, cause?: unknown): GatewayError {
  const cure = 'Check path, permissions and free space, or name another file in SIGMA_EMBED_STORE.';
  return new GatewayError('store_unusable', { message: `${sentence} ${cure}`, cause });
}
