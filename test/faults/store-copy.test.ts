// The sessions move to another database while people are signed in: nobody is lost, nothing that ended comes back, and a
// copy that was killed half way is simply run again.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGateway, createLog, loadConfig } from '@sigma-embed/gateway';
import { systemClock } from '../../packages/gateway/src/base/clock.ts';
import { systemRandom } from '../../packages/gateway/src/base/random.ts';
import { copyStore } from '../../packages/gateway/src/flows/copy-store.ts';
import { openStore } from '../../packages/gateway/src/store/open.ts';
import type { Store } from '../../packages/gateway/src/store/store.ts';
import {
  ana,
  ben,
  grantRow,
  hash,
  newSession,
  refreshClaim,
} from '../../packages/gateway/src/testing/suite/samples.ts';
import { say, type Said } from '../../packages/gateway/test/cli/terminal.ts';
import { COMPLETE } from '../../packages/gateway/test/config/environment.ts';
import { unwrapRing } from '../../packages/gateway/src/vault/unwrap-ring.ts';
import { createVault } from '../../packages/gateway/src/vault/vault.ts';
import { startPostgres, withPostgres, type PostgresServer } from '../support/postgres-server.ts';
import { startRedis, withRedis, type RedisServer } from '../support/redis-server.ts';

const BIN = [
  '--conditions=@sigma-embed/source',
  join(import.meta.dirname, '../../packages/gateway/bin/sigma-embed.js'),
];
const SESSIONS = 1200;
const EVENTS = 700;

const ring = await unwrapRing(loadConfig({ env: COMPLETE }).keyRing, undefined, Infinity);
const { keyChecks } = createVault({ ring, random: systemRandom, clock: systemClock });
const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-copy-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
const open = async (url: string): Promise<Store> => {
  const store = await openStore(url, { clock: systemClock, keyChecks });
  opened.push(store);
  return store;
};
let files = 0;
const sqliteUrl = (): string => `sqlite:${join(folder, `${++files}.db`)}`;

async function fill(store: Store, sessions = SESSIONS): Promise<void> {
  for (let n = 0; n < sessions; n += 1) {
    await store.insertSession(newSession(`s${n}`, { viewer: n % 3 === 0 ? ben : ana, createdAt: Date.now() }));
    if (n % 10 === 0) await store.replaceTokens(hash(`s${n}`), 1, grantRow(2, { rotation: 'rotated' }));
    if (n % 15 === 0) await store.claimRefresh(hash(`s${n}`), refreshClaim({ version: n % 10 === 0 ? 2 : 1 }));
  }
  await store.appendAudit(Array.from({ length: EVENTS }, (_, n) => ({ at: n, event: 'e', body: `{"n":${n}}` })));
}

/** Every session as it is stored, but for where it was copied from. */
async function everything(store: Store): Promise<readonly object[]> {
  const all = await store.readStored({ after: undefined, limit: 100_000 });
  return all.map((session) => Object.assign({}, session, { copiedFrom: undefined }));
}

async function bodies(store: Store): Promise<readonly string[]> {
  return (await store.readAudit({ after: 0, limit: 100_000 })).map(({ body }) => body);
}

async function assertEqual(to: Store, from: Store): Promise<void> {
  assert.deepEqual(await everything(to), await everything(from));
  assert.deepEqual(await bodies(to), await bodies(from));
}

async function inTwoPasses(from: Store, to: Store): Promise<void> {
  await fill(from);
  assert.deepEqual(await copyStore({ from, to }), { written: SESSIONS, same: 0, ended: 0, auditEvents: EVENTS });
  await assertEqual(to, from);
  assert.deepEqual(await copyStore({ from, to }), { written: 0, same: SESSIONS, ended: 0, auditEvents: 0 });

  // People go on working between the passes.
  for (let n = 1; n <= 9; n += 2) await from.replaceTokens(hash(`s${n}`), 1, grantRow(2));
  for (let n = 100; n < 130; n += 1) await from.removeSession(hash(`s${n}`));
  for (let n = 0; n < 20; n += 1) await from.insertSession(newSession(`new${n}`, { createdAt: Date.now() }));
  await from.touchSession(hash('s900'), Date.now() + 60_000);
  await from.appendAudit([{ at: 1, event: 'e', body: '{"n":"late"}' }]);
  assert.deepEqual(await copyStore({ from, to }), { written: 26, same: SESSIONS - 36, ended: 30, auditEvents: 1 });
  await assertEqual(to, from);

  // The gateway starts on the copy: what is refreshed there stays, and a copy over it is refused.
  assert.equal(await to.replaceTokens(hash('s1'), 2, grantRow(3)), 'written');
  await to.insertSession(newSession('begun on the copy'));
  await assert.rejects(copyStore({ from, to }), /has sessions that did not come from the other one/);
  assert.equal((await to.findTokens(hash('s1')))?.version, 3);
  await to.removeSession(hash('begun on the copy'));
  await to.markUsed(0);
  await assert.rejects(
    copyStore({ from, to }),
    /Since 1970-01-01T00:00:00\.000Z a gateway serves .* Copy to a new database/,
  );
}

describe('a copy in two passes is the same to the last session and event', () => {
  let postgres: PostgresServer | undefined;
  let redis: RedisServer | undefined;
  before(async () => {
    if (withPostgres.skip === false) postgres = await startPostgres();
    if (withRedis.skip === false) redis = await startRedis();
  });
  after(async () => {
    await postgres?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  it('SQLite to SQLite', async () => inTwoPasses(await open(sqliteUrl()), await open(sqliteUrl())));

  it('SQLite to Postgres', withPostgres, async () => {
    await inTwoPasses(await open(sqliteUrl()), await open(postgres?.url() ?? ''));
  });

  it('Postgres to Redis', { skip: withPostgres.skip || withRedis.skip }, async () => {
    await inTwoPasses(await open(postgres?.url() ?? ''), await open(redis?.url() ?? ''));
  });

  it(
    'SQLite to Postgres, killed again and again: each run goes on, and the last one is whole',
    withPostgres,
    async () => {
      const [fromUrl, toUrl] = [sqliteUrl(), postgres?.url('killed') ?? ''];
      const from = await open(fromUrl);
      await fill(from, 4000);
      await from.close();
      opened.length = 0;
      const rows = async (): Promise<number> => {
        const [row] = (await postgres?.sql('SELECT count(*)::int AS n FROM killed.sessions').catch(() => [])) ?? [];
        return Number(row?.['n'] ?? 0);
      };
      const counts: number[] = [];
      for (const enough of [300, 1500, 3000]) {
        const child = spawn(process.execPath, [...BIN, 'store', 'copy', fromUrl, 'env:NEW_STORE'], {
          env: { PATH: process.env['PATH'] ?? '', ...COMPLETE, NEW_STORE: toUrl },
          cwd: folder,
          stdio: 'ignore',
        });
        while (child.exitCode === null && (await rows()) < enough) await sleep(5);
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        counts.push(await rows());
      }
      assert.ok(counts[0]! >= 300 && counts[0]! < 4000, `killed on the way: ${counts.join()}`);
      assert.deepEqual(
        counts,
        counts.toSorted((a, b) => a - b),
        'no run begins from nothing',
      );
      const { source, target } = { source: await open(fromUrl), target: await open(toUrl) };
      const { auditEvents, ended, same, written } = await copyStore({ from: source, to: target });
      assert.equal(written + same, 4000);
      assert.ok(same >= counts[2]! && ended === 0 && auditEvents <= EVENTS);
      await assertEqual(target, source);
    },
  );
});

describe('sigma-embed store copy', () => {
  const environment = join(folder, 'gateway.env');
  before(() => {
    const lines = Object.entries(COMPLETE).map(([name, value]) => `${name}=${value}`);
    writeFileSync(environment, [...lines, 'UNREADABLE=mysql://u:CANARY@h/d'].join('\n'));
  });
  const copy = (...words: readonly string[]): Promise<Said> => say('store', 'copy', ...words, '--env', environment);

  it('says in a sentence what it copied and what to do next, or in JSON', async () => {
    const [fromUrl, toUrl] = [sqliteUrl(), sqliteUrl()];
    const from = await open(fromUrl);
    await fill(from, 3);
    const first = await copy(fromUrl, toUrl);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /^Copied 3 sessions and 700 audit events to sqlite:.*\.\n.*run this once more/);
    await from.removeSession(hash('s0'));
    const second = await copy(fromUrl, toUrl, '--json');
    assert.deepEqual(JSON.parse(second.stdout), { ok: true, written: 0, same: 2, ended: 1, auditEvents: 0 });
    await assertEqual(await open(toUrl), from);
  });

  it('brings back nobody who was signed out where a gateway has started, or by the operator [SE-12]', async () => {
    const from = await open(sqliteUrl());
    await fill(from, 3);
    const fromUrl = `sqlite:${join(folder, `${files}.db`)}`;
    for (const use of ['serve', 'end'] as const) {
      const toUrl = sqliteUrl();
      const env = { ...COMPLETE, SIGMA_EMBED_STORE: toUrl };
      for (const written of [3, 0]) {
        const { stdout } = await copy(fromUrl, toUrl, '--json');
        assert.equal((JSON.parse(stdout) as { written: number }).written, written, 'as often as one likes');
      }
      if (use === 'serve') {
        const log = createLog({ level: 'silent', format: 'json' });
        await (await createGateway({ config: loadConfig({ env }), log })).close();
        await (await open(toUrl)).removeSession(hash('s0'));
      } else {
        const file = join(folder, 'new.env');
        writeFileSync(
          file,
          Object.entries(env)
            .map(([name, value]) => `${name}=${value}`)
            .join('\n'),
        );
        const { code, stderr } = await say('sessions', 'end', '--viewer', 'ben@example.com', '--env', file);
        assert.equal(code, 0, stderr);
      }
      const refused = await copy(fromUrl, toUrl);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /a copy could bring back what ended there\. Copy to a new database/);
      assert.equal(await (await open(toUrl)).findSession(hash('s0')), undefined, use);
    }
  });

  it('keeps the copy of a session whose row a newer version has written since', async () => {
    const url = sqliteUrl();
    const [from, to] = [await open(url), await open(sqliteUrl())];
    for (const name of ['a', 'b']) await from.insertSession(newSession(name, { createdAt: Date.now() }));
    assert.equal((await copyStore({ from, to })).written, 2);
    const file = new DatabaseSync(url.replace('sqlite:', ''));
    file.exec("UPDATE sessions SET rotation = 'of_tomorrow' WHERE hash = 'a'");
    file.close();
    const { ended, same, written } = await copyStore({ from, to });
    assert.deepEqual({ ended, same, written }, { ended: 0, same: 2, written: 0 });
    assert.notEqual(await to.findSession(hash('a')), undefined);
  });

  it('stops when a gateway starts on the copy meanwhile', async () => {
    const [from, to] = [await open(sqliteUrl()), await open(sqliteUrl())];
    await fill(from, 600);
    const onProgress = (): void => void to.markUsed(Date.now());
    await assert.rejects(copyStore({ from, to, onProgress }), /a copy could bring back what ended there/);
    assert.equal((await to.readStored({ after: undefined, limit: 2000 })).length, 500);
  });

  it('refuses what cannot be meant, and repeats no password', async () => {
    const used = sqliteUrl();
    await fill(await open(used), 1);
    const table: readonly (readonly [words: readonly string[], says: RegExp])[] = [
      [[used, used], /Both URLs name the same session database/],
      [[`sqlite:${folder}/nowhere.db`, sqliteUrl()], /There is no file .*nowhere\.db to copy from/],
      [['memory:', used], /FROM is memory:/],
      [[used, 'memory:'], /TO is memory:/],
      [[used, 'env:NOT_SET'], /NOT_SET is not set, and TO says/],
      [[used, 'env:UNREADABLE'], /TO names no database/],
      [[used, 'postgres://u:CANARY@127.0.0.1:1/d'], /postgres:\/\/u@127\.0\.0\.1:1\/d does not answer/],
    ];
    for (const [words, says] of table) {
      const { code, stderr, stdout } = await copy(...words);
      assert.notEqual(code, 0);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr + stdout, /CANARY/);
    }
    assert.equal(existsSync(join(folder, 'nowhere.db')), false);
  });
});
