// Redis goes away under a running gateway, cannot write, forgets, or is not ready; and what it may forget is known before.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '@sigma-embed/gateway';
import { systemClock } from '../../packages/gateway/src/base/clock.ts';
import { openStore } from '../../packages/gateway/src/store/open.ts';
import type { Store } from '../../packages/gateway/src/store/store.ts';
import { grantRow, hash, newSession, refreshClaim } from '../../packages/gateway/src/testing/suite/samples.ts';
import { startDemo, type Demo } from '../support/demo.ts';
import { SAFE, startRedis, withRedis, type RedisServer } from '../support/redis-server.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { createVisitor, type Answer, type Visitor } from '../support/visitor.ts';

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
const down = (word: RegExp) => (error: unknown) => {
  assert.ok(error instanceof GatewayError);
  assert.equal(error.code, 'store_unavailable');
  assert.match(error.detail ?? '', word);
  return true;
};

describe('Redis under a running gateway', withRedis, () => {
  let redis: RedisServer;
  let proxy: TcpProxy;
  let demo: Demo;
  let visitors: Visitor[];

  before(async () => {
    redis = await startRedis();
    proxy = await startTcpProxy(redis.port);
    demo = await startDemo({ storeUrl: `redis://127.0.0.1:${proxy.port}` });
    visitors = Array.from({ length: 8 }, () => createVisitor(demo.origin));
    for (const visitor of visitors) await visitor.signIn('ana@example.com');
  });
  after(async () => {
    await demo[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  function unavailable({ headers, status, text }: Answer): void {
    assert.equal(status, 503, text);
    assert.match(headers.get('retry-after') ?? '', /^\d+$/);
    assert.deepEqual(headers.getSetCookie(), []);
  }
  async function everybodyFails(): Promise<void> {
    for (const answer of await Promise.all(visitors.map((visitor) => visitor.mint()))) unavailable(answer);
    assert.equal((await visitors[0]!.get('/ready')).status, 503);
    assert.equal((await visitors[0]!.get('/health')).status, 200);
  }
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

  for (const how of ['save', 'crash'] as const) {
    it(`stops (${how}) and starts again: 503 meanwhile, and with appendfsync always nobody is signed out [ST-10]`, async () => {
      await everybodyMints();
      await redis.stop(how);
      await everybodyFails();
      await redis.start();
      await everybodyMints();
    });
  }

  it('is cut off, or swallows every byte: requests end in time, and work when it is back [ST-10]', async () => {
    proxy.mode('refuse');
    await everybodyFails();
    proxy.mode('pass');
    await everybodyMints();
    proxy.mode('swallow');
    await everybodyFails();
    await sleep(500);
    proxy.mode('pass');
    await everybodyMints();
  });

  it('has no memory left: reads go on, writes are 503, and nothing is evicted [ST-10]', async () => {
    await redis.command('CONFIG', 'SET', 'maxmemory', '1000000');
    for (const visitor of visitors) assert.equal((await visitor.mint()).status, 200);
    assert.equal((await visitors[0]!.get('/ready')).status, 503);
    const newcomer = createVisitor(demo.origin);
    const callback = await newcomer.consent('ben@example.com');
    assert.match((await newcomer.get(callback)).location ?? '', /store_unavailable/);
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    await everybodyMints();
  });

  it('becomes a replica: writes are 503; as a primary again it takes them [ST-10]', async () => {
    await redis.command('REPLICAOF', '127.0.0.1', '1');
    assert.equal((await visitors[0]!.get('/ready')).status, 503);
    await redis.command('REPLICAOF', 'NO', 'ONE');
    await everybodyMints();
  });

  it('is loading after a restart: 503 until it is done [ST-10]', async () => {
    await everybodyMints();
    await redis.stop('crash');
    await redis.start([...SAFE, '--key-load-delay', '20000', '--loading-process-events-interval-bytes', '1024']);
    await everybodyFails();
    await everybodyMints();
  });
});

describe('what a Redis may forget is known before anybody signs in [ST-10]', withRedis, () => {
  const safe = ['--appendonly', 'yes', '--appendfsync', 'always'];

  for (const policy of ['allkeys-lru', 'volatile-ttl', 'allkeys-random']) {
    it(`maxmemory-policy ${policy} is refused with the cure`, async () => {
      await using redis = await startRedis([...safe, '--maxmemory-policy', policy]);
      await assert.rejects(open(redis.url()), refused(new RegExp(`${policy}.*Set maxmemory-policy noeviction`)));
    });
  }

  it('no append-only file, or a lazy one, is warned of; a careful one is not', async () => {
    await using redis = await startRedis(['--maxmemory-policy', 'noeviction']);
    const lines = async (): Promise<string> => {
      const { warnings } = await open(redis.url());
      return warnings.join('\n');
    };
    assert.match(await lines(), /no append-only file: a restart forgets every write since the last snapshot/);
    await redis.command('CONFIG', 'SET', 'appendonly', 'yes');
    assert.match(await lines(), /appendfsync everysec/);
    await redis.command('CONFIG', 'SET', 'appendfsync', 'always');
    assert.equal(await lines(), '');
  });

  it('a replica is refused as the place to write, and a primary with replicas is warned of unless the URL waits', async () => {
    await using primary = await startRedis();
    await using replica = await startRedis();
    await replica.command('REPLICAOF', '127.0.0.1', String(primary.port));
    while (!String(await primary.command('INFO', 'replication')).includes('state=online')) await sleep(50);
    await assert.rejects(open(replica.url()), refused(/is a replica and cannot write/));
    const careless = await open(primary.url('one'));
    assert.match(careless.warnings.join(), /does not wait for them.*wait=1/);

    const careful = await open(`${primary.url('two')}&wait=1`);
    assert.deepEqual(careful.warnings, []);
    await careful.store.insertSession(newSession('s'));
    assert.notEqual(await replica.command('EXISTS', '{two}:s:s'), 0, 'answered only when the replica has it');
    await replica.stop('crash');
    await assert.rejects(careful.store.insertSession(newSession('t')), down(/0 of 1 Redis replicas/));
  });

  it('a replica that is away holds up writes, a second each wave, and no read; nothing else fails for it [ST-10]', async () => {
    await using primary = await startRedis();
    await using replica = await startRedis();
    await replica.command('REPLICAOF', '127.0.0.1', String(primary.port));
    while (!String(await primary.command('INFO', 'replication')).includes('state=online')) await sleep(50);
    const { store } = await open(`${primary.url('away')}&wait=1`);
    await store.insertSession(newSession('s'));
    await replica.stop('crash');
    const ends: string[] = [];
    const touches = Array.from({ length: 12 }, (_, n) =>
      assert
        .rejects(store.touchSession(hash('s'), Date.UTC(2030, 0, 1 + n)), down(/0 of 1 Redis replicas/))
        .then(() => ends.push('write')),
    );
    for (let n = 0; n < 5; n += 1) {
      assert.notEqual(await store.findSession(hash('s')), undefined);
      ends.push('read');
    }
    await Promise.all(touches);
    assert.deepEqual(
      ends.slice(0, 5),
      Array.from({ length: 5 }, () => 'read'),
    );
    await assert.rejects(store.check(), down(/0 of 1 Redis replicas/), 'it is not ready to write');
    assert.notEqual(await store.findSession(hash('s')), undefined);
  });

  it('a planned failover takes reads along with the first write that the old primary refuses [ST-10]', async () => {
    await using old = await startRedis();
    await using next = await startRedis();
    await using proxy = await startTcpProxy(old.port);
    const online = async (primary: RedisServer): Promise<void> => {
      while (!String(await primary.command('INFO', 'replication')).includes('state=online')) await sleep(50);
    };
    const ours = async (server: RedisServer): Promise<number> =>
      String(await server.command('CLIENT', 'LIST')).split('name=sigma-embed ').length - 1;
    await next.command('REPLICAOF', '127.0.0.1', String(old.port));
    await online(old);
    const { store } = await open(`redis://127.0.0.1:${proxy.port}/0?prefix=moves&wait=1`);
    await store.insertSession(newSession('s'));
    assert.deepEqual([await ours(old), await ours(next)], [2, 0]);
    await next.command('REPLICAOF', 'NO', 'ONE');
    await old.command('REPLICAOF', '127.0.0.1', String(next.port));
    await online(next);
    proxy.to(next.port);
    await assert.rejects(store.check(), down(/READONLY/));
    for (let tries = 0; tries < 200 && (await ours(next)) < 2; tries += 1) await sleep(20);
    assert.deepEqual([await ours(old), await ours(next)], [0, 2]);
    await store.insertSession(newSession('t'));
    assert.notEqual(await store.findSession(hash('t')), undefined);
  });

  it('a server that is silent does not hold up the end of the gateway', async () => {
    await using redis = await startRedis();
    const { store } = await open(redis.url('silent'));
    opened.splice(0);
    process.kill(redis.pid(), 'SIGSTOP');
    const asked = assert.rejects(store.findSession(hash('s')), down(/./));
    await store.close();
    await asked;
  });

  it('a wrong password, a missing right and a dead port are told apart', async () => {
    await using redis = await startRedis();
    const at = `127.0.0.1:${redis.port}`;
    await redis.command(
      'ACL',
      'SETUSER',
      'half',
      'on',
      '>pw',
      '~{sigma_embed}:*',
      '+@all',
      '-eval',
      '-evalsha',
      '-info',
    );
    await assert.rejects(open(`redis://half:no@${at}`), refused(/refuses this user or password/));
    await assert.rejects(open(`redis://half:pw@${at}`), refused(/ACL lacks a command/));
    await assert.rejects(open('redis://127.0.0.1:1'), refused(/does not answer/));
  });

  it('a user that may touch our keys only is enough', async () => {
    await using redis = await startRedis();
    const rules = ['~{gate}:*', '+@read', '+@write', '+@connection', '+@scripting', '+info', '+time', '+wait'];
    await redis.command('ACL', 'SETUSER', 'gate', 'on', '>pw', ...rules);
    const { store, warnings } = await open(`redis://gate:pw@127.0.0.1:${redis.port}?prefix=gate`);
    assert.match(warnings.join(), /does not say how often it syncs/, 'CONFIG is not among them');
    await store.insertSession(newSession('s', { cap: 1 }));
    assert.equal((await store.claimRefresh(hash('s'), refreshClaim())).outcome, 'claimed');
    await store.appendAudit([{ at: 1, event: 'e', body: '{}' }]);
    await store.check();
  });
});

describe('a Redis that forgets', withRedis, () => {
  it('loses exactly what came after its last snapshot, and takes the token that was spent since for the present one [ST-10]', async () => {
    await using redis = await startRedis(['--maxmemory-policy', 'noeviction']);
    const { store } = await open(redis.url());
    await store.insertSession(newSession('s'));
    await redis.command('SAVE');
    await store.claimRefresh(hash('s'), refreshClaim());
    await store.replaceTokens(hash('s'), 1, grantRow(2));
    await store.insertSession(newSession('late'));
    await redis.stop('crash');
    await redis.start();
    while ((await store.check().catch(() => 'down')) === 'down') await sleep(20);
    assert.equal((await store.findTokens(hash('s')))?.version, 1, 'the version before');
    assert.equal((await store.findSession(hash('s')))?.intent, undefined, 'and no mark of the refresh');
    assert.equal(await store.findSession(hash('late')), undefined);
  });

  it('with appendfsync always loses no write that was answered, killed at any moment [ST-10]', async () => {
    await using redis = await startRedis();
    const { store } = await open(redis.url());
    const answered: string[] = [];
    const writing = (async () => {
      for (let n = 0; ; n += 1) {
        await store.insertSession(newSession(`s${n}`));
        answered.push(`s${n}`);
      }
    })().catch((error: unknown) => assert.ok(error instanceof GatewayError));
    while (answered.length < 100) await sleep(1);
    await redis.stop('crash');
    await writing;
    await redis.start();
    while ((await store.check().catch(() => 'down')) === 'down') await sleep(20);
    const found = await Promise.all(answered.map((name) => store.findSession(hash(name))));
    assert.equal(found.filter((row) => row === undefined).length, 0);
  });
});
