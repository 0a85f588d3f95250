// Postgres is busy, in the way of itself, behind a pooler, or not what it should be.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { GatewayError } from '@sigma-embed/gateway';
import { createTrail } from '../../packages/gateway/src/audit/trail.ts';
import { systemClock } from '../../packages/gateway/src/base/clock.ts';
import { openStore } from '../../packages/gateway/src/store/open.ts';
import type { Store } from '../../packages/gateway/src/store/store.ts';
import { storeSuite } from '../../packages/gateway/src/testing/index.ts';
import { grantRow, hash, newSession, refreshClaim } from '../../packages/gateway/src/testing/suite/samples.ts';
import { startPgBouncer, withPgBouncer } from '../support/pgbouncer.ts';
import { startPostgres, withPostgres, type PostgresServer } from '../support/postgres-server.ts';

const keyChecks = [{ id: 'k', check: 'c' }];
const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
const open = async (url: string): Promise<{ readonly store: Store; readonly warnings: readonly string[] }> => {
  const warnings: string[] = [];
  const store = await openStore(url, { clock: systemClock, keyChecks, warn: (line) => warnings.push(line) });
  opened.push(store);
  return { store, warnings };
};
const refused = (sentence: RegExp) => (error: unknown) => {
  assert.ok(error instanceof GatewayError);
  assert.equal(error.code, 'store_unusable');
  assert.match(error.message, sentence);
  return true;
};

describe('Postgres in the way of itself', withPostgres, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server[Symbol.asyncDispose]());

  /** Somebody else's transaction in the same tables. */
  async function stranger(): Promise<pg.Client> {
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'sigma', database: 'postgres' });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  it('a locked row holds its callers up for the time of a lock and no longer; the pool serves everybody afterwards [ST-11]', async () => {
    const { store } = await open(`${server.url('locked')}&pool=3`);
    await store.insertSession(newSession('s'));
    await store.insertSession(newSession('t'));
    const other = await stranger();
    await other.query('BEGIN');
    await other.query("SELECT 1 FROM locked.sessions WHERE hash = 's' FOR UPDATE");
    const startedAt = performance.now();
    const claims = Array.from({ length: 12 }, (_, n) =>
      store.claimRefresh(hash('s'), refreshClaim({ attemptId: `a${n}` })),
    );
    const outcomes = await Promise.allSettled(claims);
    assert.ok(performance.now() - startedAt < 15_000, 'the longest wait is for a connection and for a lock');
    for (const outcome of outcomes) {
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof GatewayError);
      assert.equal(outcome.reason.code, 'store_unavailable');
    }
    await other.query('ROLLBACK');
    await other.end();
    assert.equal((await store.findSession(hash('s')))?.intent, undefined, 'none of them took effect');
    const later = await Promise.all(
      Array.from({ length: 12 }, (_, n) => store.claimRefresh(hash('s'), refreshClaim({ attemptId: `b${n}` }))),
    );
    assert.equal(later.filter(({ outcome }) => outcome === 'claimed').length, 1);
  });

  it('a locked audit table takes one connection, and viewers have the others [LG-06] [ST-11]', async () => {
    const { store } = await open(`${server.url('trail')}&pool=3`);
    await store.insertSession(newSession('s'));
    const losses: number[] = [];
    const trail = createTrail({
      append: (rows) => store.appendAudit(rows),
      clock: systemClock,
      onLoss: (count) => losses.push(count),
    });
    const other = await stranger();
    await other.query('BEGIN');
    await other.query('LOCK TABLE trail.audit IN ACCESS EXCLUSIVE MODE');
    // As often as mints make it in half a second.
    for (let n = 0; n < 10; n += 1) {
      await trail.record({ event: 'embed_minted' });
      void trail.flush();
      await new Promise((done) => setImmediate(done));
    }
    for (let n = 0; n < 10; n += 1) assert.ok(await store.findSession(hash('s')), 'a mint reads its session');
    const waiting = await server.sql(
      "SELECT 1 FROM pg_stat_activity WHERE application_name = 'sigma-embed' AND wait_event_type = 'Lock'",
    );
    assert.ok(waiting.length <= 1, `${waiting.length} connections wait for the table`);
    assert.deepEqual(losses, [], 'it was locked all the time');
    await other.query('ROLLBACK');
    await other.end();
    await trail.close();
    assert.equal((await store.recentAudit(100)).length, 10, 'and nothing is lost');
  });

  it('a deadlock is lost by somebody and tried again: every session is handed over once [ST-11]', async () => {
    const { store } = await open(server.url('deadlock'));
    for (const name of ['a', 'b', 'c']) await store.insertSession(newSession(name));
    const other = await stranger();
    await other.query("SET deadlock_timeout = '30s'");
    await other.query('BEGIN');
    await other.query("SELECT 1 FROM deadlock.sessions WHERE hash = 'b' FOR UPDATE");
    const removal = store.removeSessions({}, 10);
    await sleep(300);
    const crossing = other.query("UPDATE deadlock.sessions SET display_name = 'x' WHERE hash = 'a'");
    await crossing;
    await other.query('COMMIT');
    await other.end();
    assert.deepEqual((await removal).map((ended) => ended.hash).toSorted(), ['a', 'b', 'c']);
    assert.equal(await store.removeSession(hash('a')), undefined);
  });

  it('under serializable isolation a lease still has one holder, and tokens one writer [ST-11]', async () => {
    await server.sql("ALTER ROLE sigma SET default_transaction_isolation = 'serializable'");
    try {
      const { store } = await open(server.url('serial'));
      await store.insertSession(newSession('s'));
      const claims = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => store.claimRefresh(hash('s'), refreshClaim({ attemptId: `a${n}` }))),
      );
      const given = claims.filter((claim) => claim.status === 'fulfilled' && claim.value.outcome === 'claimed');
      assert.equal(given.length, 1);
      const swaps = await Promise.allSettled(
        Array.from({ length: 20 }, () => store.replaceTokens(hash('s'), 1, grantRow(2))),
      );
      const written = swaps.filter((swap) => swap.status === 'fulfilled' && swap.value === 'written');
      assert.equal(written.length, 1);
      assert.equal((await store.findTokens(hash('s')))?.version, 2);
    } finally {
      await server.sql('ALTER ROLE sigma RESET default_transaction_isolation');
    }
  });

  it('under repeatable read sign-ins at once keep to the cap: each sees those that it waited for [ST-11] [SE-11]', async () => {
    await server.sql("ALTER ROLE sigma SET default_transaction_isolation = 'repeatable read'");
    try {
      const { store } = await open(server.url('repeatable'));
      // The connections are there, so that all begin together.
      await Promise.all(Array.from({ length: 10 }, () => store.findSession(hash('nobody'))));
      const signIns = Array.from({ length: 8 }, (_, n) => store.insertSession(newSession(`s${n}`, { cap: 1 })));
      await Promise.all(signIns);
      assert.equal((await store.listSessions({}, { after: undefined, limit: 100 })).length, 1);
    } finally {
      await server.sql('ALTER ROLE sigma RESET default_transaction_isolation');
    }
  });

  it('no transaction is open while the gateway does something else [ST-11]', async () => {
    const { store } = await open(server.url('idle'));
    await store.insertSession(newSession('s', { cap: 2 }));
    await store.claimRefresh(hash('s'), refreshClaim());
    await store.readAudit({ after: 0, limit: 1 });
    const states = await server.sql("SELECT state FROM pg_stat_activity WHERE application_name = 'sigma-embed'");
    assert.ok(states.length > 0);
    for (const { state } of states) assert.equal(state, 'idle');
  });

  it('statements and locks have a limit at the server [ST-11]', async () => {
    const { warnings } = await open(server.url('limits'));
    assert.match(warnings.join(), /fsync/, 'this server of the tests says that it does not sync');
    assert.doesNotMatch(warnings.join(), /without limit/);
  });

  it("another program's schema, a missing database, a refused role and a dead port are told apart [ST-11]", async () => {
    await server.sql('CREATE SCHEMA theirs; CREATE TABLE theirs.customers (id int)');
    await assert.rejects(open(server.url('theirs')), refused(/belongs to another program.*\?schema=NAME/));
    const at = `127.0.0.1:${server.port}`;
    await assert.rejects(open(`postgres://sigma@${at}/nowhere`), refused(/refuses this user, password or database/));
    await assert.rejects(open(`postgres://nobody:CANARY@${at}/postgres`), (error: unknown) => {
      assert.doesNotMatch((error as Error).message, /CANARY/);
      return refused(/refuses this user/)(error);
    });
    await server.sql('CREATE ROLE weak LOGIN; REVOKE CREATE ON DATABASE postgres FROM PUBLIC');
    await assert.rejects(open(`postgres://weak@${at}/postgres`), refused(/does not let this role create tables/));
    await assert.rejects(open('postgres://sigma@127.0.0.1:1/postgres'), refused(/does not answer/));
    await assert.rejects(open(`postgres://sigma@${at}/postgres?sslmode=verify-full`), refused(/does not speak TLS/));
  });

  it('a role that may only read and write its own tables is enough once they are there [ST-11]', async () => {
    await (await open(server.url('gate'))).store.close();
    opened.length = 0;
    await server.sql('CREATE ROLE gate LOGIN; GRANT USAGE ON SCHEMA gate TO gate');
    await server.sql('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA gate TO gate');
    const { store } = await open(`postgres://gate@127.0.0.1:${server.port}/postgres?schema=gate`);
    await store.insertSession(newSession('s', { cap: 1 }));
    assert.equal((await store.claimRefresh(hash('s'), refreshClaim())).outcome, 'claimed');
    await store.appendAudit([{ at: 1, event: 'e', body: '{}' }]);
    await store.check();
  });

  it('a role that may make no schema is enough where one was made for it [ST-11]', async () => {
    await server.sql('REVOKE CREATE ON DATABASE postgres FROM PUBLIC; CREATE ROLE owner LOGIN');
    await server.sql('CREATE SCHEMA owned AUTHORIZATION owner');
    const { store } = await open(`postgres://owner@127.0.0.1:${server.port}/postgres?schema=owned`);
    await store.insertSession(newSession('s'));
    assert.notEqual(await store.findSession(hash('s')), undefined);
  });

  it('a database that was written under another secret is refused with the cure', async () => {
    const url = server.url('keys');
    await open(url);
    const other = openStore(url, { clock: systemClock, keyChecks: [{ id: 'x', check: 'y' }] });
    await assert.rejects(other, refused(/another session secret or key file/));
  });
});

describe('Postgres behind a transaction pooler', withPgBouncer, () => {
  let started: Promise<{
    readonly server: PostgresServer;
    readonly pooler: Awaited<ReturnType<typeof startPgBouncer>>;
  }>;
  const start = async () => {
    const server = await startPostgres();
    return { server, pooler: await startPgBouncer(server.port) };
  };
  before(() => {
    started = start();
    return started;
  });
  after(async () => {
    const { pooler, server } = await started;
    await pooler[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  storeSuite({
    name: 'postgres behind PgBouncer [ST-11]',
    async open(clock) {
      const { pooler, server } = await started;
      const url = server.url().replace(`:${server.port}/`, `:${pooler.port}/`);
      return await openStore(url, { clock, leaseClock: clock, keyChecks: [] });
    },
  });

  it('says that statements have no limit where the pooler takes no settings, and how to set it [ST-11]', async () => {
    const { pooler, server } = await started;
    const url = server.url('pooled').replace(`:${server.port}/`, `:${pooler.port}/`);
    assert.match((await open(url)).warnings.join('\n'), /without limit.*ALTER ROLE/);
    await server.sql("ALTER ROLE sigma SET statement_timeout = '3s'");
    await server.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
    assert.doesNotMatch((await open(url)).warnings.join('\n'), /without limit/);
  });
});
