// Postgres goes away under a running gateway, whole or in part, and comes back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDemo, type Demo } from '../support/demo.ts';
import { startPostgres, withPostgres, type PostgresServer } from '../support/postgres-server.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { createVisitor, type Answer, type Visitor } from '../support/visitor.ts';

const VISITORS = 8;

describe('Postgres under a running gateway', withPostgres, () => {
  let postgres: PostgresServer;
  let proxy: TcpProxy;
  let demo: Demo;
  let visitors: Visitor[];

  before(async () => {
    postgres = await startPostgres();
    proxy = await startTcpProxy(postgres.port);
    const storeUrl = postgres.url('gateway').replace(`:${postgres.port}/`, `:${proxy.port}/`);
    demo = await startDemo({ storeUrl });
    visitors = Array.from({ length: VISITORS }, () => createVisitor(demo.origin));
    for (const visitor of visitors) await visitor.signIn('ana@example.com');
  });
  after(async () => {
    await demo[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });

  /** 503, a time to come back, and every cookie kept. */
  function unavailable({ headers, status, text }: Answer): void {
    assert.equal(status, 503, text);
    assert.match(headers.get('retry-after') ?? '', /^\d+$/);
    assert.deepEqual(headers.getSetCookie(), []);
    assert.ok(!text.includes(':jwt='));
  }

  async function everybodyFails(): Promise<void> {
    for (const answer of await Promise.all(visitors.map((visitor) => visitor.mint()))) unavailable(answer);
    assert.equal((await visitors[0]!.get('/ready')).status, 503);
    assert.equal((await visitors[0]!.get('/health')).status, 200);
  }

  /** Nobody was signed out: every visitor mints with the cookie they had. */
  async function everybodyMints(): Promise<void> {
    const end = performance.now() + 10_000;
    while ((await visitors[0]!.get('/ready')).status !== 200) {
      assert.ok(performance.now() < end, 'ready again within ten seconds');
      await sleep(50);
    }
    for (const answer of await Promise.all(visitors.map((visitor) => visitor.mint()))) {
      assert.equal(answer.status, 200, answer.text);
    }
  }

  for (const how of ['fast', 'crash'] as const) {
    it(`stops (${how}) and starts again: 503 meanwhile, nobody is signed out [SE-14] [AV-03]`, async () => {
      await everybodyMints();
      await postgres.stop(how);
      await everybodyFails();
      await postgres.start();
      await everybodyMints();
    });
  }

  it('cuts every connection at once: the next request has a new one [SE-14]', async () => {
    await everybodyMints();
    await postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sigma-embed'");
    await everybodyMints();
    proxy.cut();
    await everybodyMints();
  });

  it('swallows every byte: requests end within the time of a statement, and work when it answers again [SE-14]', async () => {
    proxy.mode('swallow');
    const startedAt = performance.now();
    await everybodyFails();
    assert.ok(performance.now() - startedAt < 20_000);
    proxy.mode('pass');
    await everybodyMints();
  });

  it('takes no more writes, as after a failover or on a full disk: reads go on, sign-ins wait [SE-14]', async () => {
    const readOnly = async (value: 'on' | 'off'): Promise<void> => {
      await postgres.sql(`ALTER SYSTEM SET default_transaction_read_only = ${value}`);
      await postgres.sql('SELECT pg_reload_conf()');
      proxy.cut();
    };
    await readOnly('on');
    for (const answer of await Promise.all(visitors.map((visitor) => visitor.mint()))) {
      assert.equal(answer.status, 200, 'a mint with a fresh token needs no write');
    }
    assert.equal((await visitors[0]!.get('/ready')).status, 503);
    const newcomer = createVisitor(demo.origin);
    const callback = await newcomer.consent('ben@example.com');
    assert.equal((await newcomer.get(callback)).location?.includes('store_unavailable'), true);
    await readOnly('off');
    await everybodyMints();
    await newcomer.signIn('ben@example.com');
    assert.equal((await newcomer.mint()).status, 200);
  });
});
