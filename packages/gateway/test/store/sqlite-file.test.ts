// The database file: private, checked at the start, and refused with a sentence when it is not ours.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, it } from 'node:test';
import { GatewayError } from '../../src/base/errors.ts';
import type { SessionHash } from '../../src/session/session.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { openStore } from '../../src/store/open.ts';
import type { NewSession, Sealed } from '../../src/store/store.ts';
import { movableClock } from '../../src/testing/index.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigma-embed-file-'));
  file = join(folder, 'deep', 'sessions.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keyChecks = [{ id: 'k1', check: 'one' }];
const open = (path = file, checks = keyChecks) => openSqlite(path, { clock: movableClock(), keyChecks: checks });
const refused = (sentence: RegExp) => (error: unknown) =>
  error instanceof GatewayError && error.code === 'store_unusable' && sentence.test(error.message);

const session = (hash: string): NewSession => ({
  hash: hash as SessionHash,
  viewer: { issuer: 'i', id: '1', userName: 'ana@example.com', displayName: 'Ana', groups: [] },
  createdAt: 1,
  grant: {
    version: 1,
    clientId: 'c',
    scopes: ['a'],
    obtainedAt: 1,
    accessExpiresAt: 2,
    rotation: 'unlearned',
    sealedAccess: 'a' as Sealed,
    sealedRefresh: 'r' as Sealed,
  },
  replaces: undefined,
  cap: undefined,
});

it(
  'the file is readable by its owner alone, and so is its folder [ST-09]',
  { skip: process.platform === 'win32' },
  async () => {
    const store = open();
    await store.insertSession(session('s'));
    assert.equal(statSync(join(folder, 'deep')).mode & 0o777, 0o700);
    for (const name of [file, `${file}-wal`, `${file}-shm`]) assert.equal(statSync(name).mode & 0o777, 0o600, name);
    await store.close();
    chmodSync(file, 0o644);
    await open().close();
    assert.equal(statSync(file).mode & 0o777, 0o600, 'a file that was opened up is closed again');
  },
);

it('sessions outlive the process', async () => {
  const first = open();
  await first.insertSession(session('s'));
  await first.close();
  const second = open();
  assert.equal((await second.findSession('s' as SessionHash))?.viewer.userName, 'ana@example.com');
  await second.close();
});

it('a commit is on the disk before it is answered: WAL with synchronous=FULL [ST-09]', async () => {
  const store = open();
  await store.insertSession(session('s'));
  assert.ok(statSync(`${file}-wal`).size > 0);
  await store.close();
  const db = new DatabaseSync(file);
  assert.equal(db.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal');
  db.close();
});

it('a database written under another secret is refused with the cure, and not touched', async () => {
  await open().close();
  const before = readFileSync(file);
  assert.throws(() => open(file, [{ id: 'k2', check: 'two' }]), refused(/another session secret/));
  assert.throws(() => open(file, [{ id: 'k1', check: 'forged' }]), refused(/knows another key under the id k1\. Copy/));
  assert.deepEqual(readFileSync(file), before);
  await open(file, [{ id: 'k2', check: 'two' }, ...keyChecks]).close();
  await open(file, [{ id: 'k2', check: 'two' }]).close();
});

it('foreign, damaged and newer files are refused with a sentence, and not changed [ST-08]', async () => {
  mkdirSync(join(folder, 'deep'));
  writeFileSync(file, 'this is no database, only text that is long enough to look at'.repeat(50));
  assert.throws(() => open(), refused(/damaged or cannot be written/));
  rmSync(file);

  const foreign = new DatabaseSync(file);
  foreign.exec('CREATE TABLE customers (id INTEGER)');
  foreign.close();
  assert.throws(() => open(), refused(/another program/));
  rmSync(file);

  await open().close();
  const newer = new DatabaseSync(file);
  newer.exec("PRAGMA user_version = 99; UPDATE marks SET value = '99' WHERE name = 'readable_from'");
  newer.close();
  assert.throws(() => open(), refused(/newer version/));
});

it('a file with damaged pages does not start a gateway [ST-08]', async () => {
  const store = open();
  for (let n = 0; n < 300; n += 1) await store.insertSession(session(`s${n}`));
  await store.close();
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 4096, bytes.length - 4096);
  writeFileSync(file, bytes);
  assert.throws(() => open(), refused(/damaged/));
});

it('a path that cannot be written is refused with the path', () => {
  writeFileSync(join(folder, 'blocked'), '');
  assert.throws(() => open(join(folder, 'blocked', 'x.db')), refused(/cannot be created/));
  mkdirSync(join(folder, 'a-folder.db'));
  assert.throws(() => open(join(folder, 'a-folder.db')), refused(/a-folder\.db cannot be created or opened/));
});

it('a row with a cell of the wrong type is one unreadable session, and others stay [ST-08]', async () => {
  const store = open();
  await store.insertSession(session('bad'));
  await store.insertSession(session('good'));
  const other = new DatabaseSync(file);
  const unreadable = (error: unknown): boolean => error instanceof GatewayError && error.code === 'session_unreadable';
  for (const change of [
    "groups = '{'",
    "groups = '[1]'",
    "created_at = 'x'",
    'created_at = 1.5',
    "user_name = x'00'",
    "grant_version = 'v'",
  ]) {
    other.exec(`UPDATE sessions SET ${change} WHERE hash = 'bad'`);
    await assert.rejects(store.findSession('bad' as SessionHash), unreadable, change);
    other.exec(
      "UPDATE sessions SET groups = '[]', created_at = 1, user_name = 'x', grant_version = 1 WHERE hash = 'bad'",
    );
  }
  assert.equal((await store.findSession('good' as SessionHash))?.viewer.displayName, 'Ana');
  other.close();
  await store.close();
});

it('a locked database is unavailable, not broken: the next call works [SE-14]', async () => {
  const store = open();
  const other = new DatabaseSync(file);
  other.exec('BEGIN EXCLUSIVE');
  const busy = (error: unknown): boolean => error instanceof GatewayError && error.code === 'store_unavailable';
  await assert.rejects(store.insertSession(session('s')), busy);
  await assert.rejects(store.check(), busy);
  other.exec('ROLLBACK');
  other.close();
  await store.insertSession(session('s'));
  await store.check();
  await store.close();
});

it('a start beside somebody who is writing says so, and not that the file is damaged', async () => {
  await open().close();
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  assert.throws(() => open(), refused(/is writing to the session database .*Start again when it has finished\.$/));
  other.exec('ROLLBACK');
  other.close();
  await open().close();
});

it('an unknown kind of store is refused before anything is created', async () => {
  await assert.rejects(openStore('mysql://x', { clock: movableClock(), keyChecks }), refused(/names no database/));
  assert.equal(existsSync('mysql:'), false);
});
