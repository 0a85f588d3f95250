// An older and a newer gateway on one database, a rollback, and a newer one that leaves the older behind [AV-04].
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startPostgres, withPostgres } from '../../../../test/support/postgres-server.ts';
import { startRedis, withRedis } from '../../../../test/support/redis-server.ts';
import { GatewayError } from '../../src/base/errors.ts';
import { readStoreUrl, type ServerPlace } from '../../src/base/store-url.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { STEPS as POSTGRES_STEPS } from '../../src/store/postgres/schema.ts';
import { openRedis } from '../../src/store/redis.ts';
import { LAYOUT } from '../../src/store/redis/open-redis.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { STEPS as SQLITE_STEPS } from '../../src/store/sqlite/schema.ts';
import type { Rotation } from '../../src/databricks/rotation.ts';
import type { Store } from '../../src/store/store.ts';
import { movableClock } from '../../src/testing/index.ts';
import { grantRow, hash, newSession, refreshClaim } from '../../src/testing/suite/samples.ts';

/** Which gateway: this one, one with something more, or one that nobody older can follow. */
type Release = 'this' | 'next' | 'later';
type Open = (release: Release) => Promise<Store>;

const clock = movableClock();
const options = { clock, leaseClock: clock, keyChecks: [{ id: 'k', check: 'c' }] };

/** The two releases after this one: a column more, then a change that older gateways would not see. */
const upTo = <Step>(
  steps: readonly Step[],
  more: readonly [next: Step, later: Step],
  release: Release,
): readonly Step[] => {
  if (release === 'this') return steps;
  return release === 'next' ? [...steps, more[0]] : [...steps, ...more];
};

const sqlite = (path: string): Open => {
  const more = [
    { sql: "ALTER TABLE sessions ADD COLUMN note TEXT NOT NULL DEFAULT 'new'", readableFrom: 1 },
    { sql: 'CREATE TABLE grants (hash TEXT)', readableFrom: SQLITE_STEPS.length + 2 },
  ] as const;
  return async (release) => openSqlite(path, options, upTo(SQLITE_STEPS, more, release));
};

const postgres = (url: string): Open => {
  const more = [
    { sql: "ALTER TABLE $schema.sessions ADD COLUMN note text NOT NULL DEFAULT 'new'", readableFrom: 1 },
    { sql: 'CREATE TABLE $schema.grants (hash text)', readableFrom: POSTGRES_STEPS.length + 2 },
  ] as const;
  return (release) => openPostgres(place(url), options, upTo(POSTGRES_STEPS, more, release));
};

const redis = (url: string): Open => {
  const { version } = LAYOUT;
  const layouts = {
    this: LAYOUT,
    next: { version: version + 1, readableFrom: 1 },
    later: { version: version + 2, readableFrom: version + 2 },
  };
  return (release) => openRedis(place(url), options, layouts[release]);
};

function place(url: string): ServerPlace {
  const read = readStoreUrl(url);
  assert.ok('ok' in read && 'host' in read.ok);
  return read.ok;
}

async function sideBySide(open: Open): Promise<void> {
  const old = await open('this');
  await old.insertSession(newSession('from old'));
  const next = await open('next');
  await next.insertSession(newSession('from next'));

  // One refresh that changes hands at every step, and everything else on both.
  assert.equal((await old.claimRefresh(hash('from next'), refreshClaim())).outcome, 'claimed');
  assert.equal((await next.claimRefresh(hash('from next'), refreshClaim({ attemptId: 'b' }))).outcome, 'held');
  assert.equal(await next.replaceTokens(hash('from next'), 1, grantRow(2)), 'written');
  assert.equal(await old.replaceTokens(hash('from next'), 1, grantRow(2)), 'moved');
  assert.equal((await old.listSessions({}, { after: undefined, limit: 9 })).length, 2);
  await old.insertSession(newSession('newer', { replaces: hash('from old') }));
  assert.equal(await next.findSession(hash('from old')), undefined);
  const worded = grantRow(1, { rotation: 'by_schedule' as Rotation });
  await next.insertSession(newSession('in new words', { grant: worded }));
  await assert.rejects(old.findSession(hash('in new words')), { code: 'session_newer' });
  assert.equal((await old.listSessions({}, { after: undefined, limit: 9 })).length, 2, 'left out, and hides nobody');
  assert.equal((await old.removeSession(hash('in new words')))?.hash, 'in new words', 'and can be ended');
  await next.appendAudit([{ at: 1, event: 'e', body: '{}' }]);
  assert.equal((await old.recentAudit(1)).length, 1);
  await next.close();
  await old.close();

  const back = await open('this');
  assert.equal((await back.findTokens(hash('from next')))?.version, 2, 'rolled back, nobody is signed out');
  assert.equal(await back.replaceTokens(hash('from next'), 2, grantRow(3)), 'written');
  await back.close();

  const again = await open('next');
  assert.equal((await again.findTokens(hash('from next')))?.version, 3);
  await again.close();

  await (await open('later')).close();
  for (const release of ['this', 'next'] as const) {
    await assert.rejects(open(release), (error: unknown) => {
      assert.ok(error instanceof GatewayError);
      assert.equal(error.code, 'store_unusable');
      assert.match(error.message, /newer version of the gateway, which this one cannot follow/);
      return true;
    });
  }
  const later = await open('later');
  assert.equal((await later.findTokens(hash('from next')))?.version, 3, 'a refusal changes nothing');
  await later.close();
}

describe('an older and a newer gateway side by side, then a rollback: no session is lost [AV-04]', () => {
  it('SQLite', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-versions-'));
    try {
      await sideBySide(sqlite(join(folder, 'sessions.db')));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('Postgres; and several that start together on an empty database', withPostgres, async () => {
    await using server = await startPostgres();
    await sideBySide(postgres(server.url()));
    const open = postgres(server.url());
    const stores = await Promise.all([open('next'), open('this'), open('next'), open('this')]);
    assert.equal(new Set(await Promise.all(stores.map((store) => store.identity()))).size, 1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('Redis; and several that start together on an empty database', withRedis, async () => {
    await using server = await startRedis();
    await sideBySide(redis(server.url()));
    const open = redis(server.url());
    const stores = await Promise.all([open('next'), open('this'), open('next'), open('this')]);
    assert.equal(new Set(await Promise.all(stores.map((store) => store.identity()))).size, 1);
    await Promise.all(stores.map((store) => store.close()));
  });
});
