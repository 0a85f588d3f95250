// Two gateways over one store, and the clock of the first is wrong. The store's clock is the time of both: nobody loses a session,
// nothing lasts longer than it should.
import assert from 'node:assert/strict';
import { after, describe, it, mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { startPostgres, withPostgres } from '../../../../test/support/postgres-server.ts';
import { startRedis, withRedis } from '../../../../test/support/redis-server.ts';
import { systemClock, type Clock } from '../../src/base/clock.ts';
import { openMemory } from '../../src/store/memory.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { startGateways, type Gateways, type GatewaysOptions } from '../support/gateways.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** By how much the clock of the first gateway is wrong when it starts, and later. */
const STORIES = [
  { about: 'starts an hour ahead and stays there', atStart: HOUR, later: HOUR },
  { about: 'starts an hour behind and stays there', atStart: -HOUR, later: -HOUR },
  { about: 'starts an hour ahead and is set right', atStart: HOUR, later: 0 },
  { about: 'starts an hour behind and is set right', atStart: -HOUR, later: 0 },
  { about: 'steps an hour ahead', atStart: 0, later: HOUR },
  { about: 'steps an hour back', atStart: 0, later: -HOUR },
] as const;

interface World extends Gateways {
  /** What the clock of the first gateway is wrong by from now on. */
  set(ms: number): void;
  /** The chores of a minute. */
  chores(): Promise<void>;
}

async function start(atStart: number, options: GatewaysOptions, base?: Clock): Promise<World> {
  let wrong = atStart;
  const done = { purges: 0 };
  mock.timers.enable({ apis: ['setInterval'] });
  const world = await startGateways({
    count: 2,
    clockOf: (shared, index) => {
      const clock = base ?? shared;
      return index === 0 ? { ...clock, now: () => clock.now() + wrong } : clock;
    },
    wrap: (store) => ({
      ...store,
      // The last step of a purge.
      async purgeAudit(before, limit) {
        const gone = await store.purgeAudit(before, limit);
        done.purges += 1;
        return gone;
      },
    }),
    ...options,
  });
  return {
    ...world,
    set: (ms) => void (wrong = ms),
    async chores() {
      const before = done.purges;
      mock.timers.tick(MINUTE);
      while (done.purges < before + 2) await turn();
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      mock.timers.reset();
    },
  };
}

/** A store whose server has a clock of its own. */
const withServer = (clock: Clock): Store => ({ ...openMemory({ clock }), serverTime: async () => clock.now() });

const count = async ({ store }: World): Promise<number> =>
  (await store.listSessions({}, { after: undefined, limit: 10 })).length;

async function mintsAtBoth(world: World, cookie: string): Promise<void> {
  for (const index of [0, 1]) {
    const { claims, code, status } = await world.mint(cookie, index);
    assert.equal(status, 200, `gateway ${index}: ${code}`);
    assert.ok(Number(claims['exp']) - Number(claims['iat']) <= 59 * 60, 'the embed ends before its token');
    assert.equal((await world.get('/api/session', cookie, index)).status, 200);
  }
}

for (const { about, atStart, later } of STORIES) {
  describe(`a gateway's clock ${about}`, () => {
    it('who signs in at either gateway is signed in at both, and no token is refreshed for it [RF-14] [SE-08]', async () => {
      await using world = await start(atStart, { open: withServer });
      const before = [await world.signIn('ana', '', 0), await world.signIn('ben', '', 1)];
      for (const cookie of before) await mintsAtBoth(world, cookie);
      world.clock.sleep(MINUTE);
      world.set(later);
      for (const cookie of before) await mintsAtBoth(world, cookie);
      for (const [n, person] of ['cleo', 'dan'].entries()) await mintsAtBoth(world, await world.signIn(person, '', n));
      assert.equal(world.databricks.tokenCalls(), 4, 'one call for each sign-in');
    });

    it("purges nobody's live session [RF-14] [AV-06]", async () => {
      await using world = await start(atStart, { open: withServer });
      await world.signIn('ana', '', 1);
      world.set(later);
      await world.signIn('ben', '', 0);
      await world.chores();
      assert.equal(await count(world), 2);
      world.clock.sleep(HOUR);
      await world.chores();
      assert.equal(await count(world), 0, 'and every one that is over');
    });

    it('a session ends an hour after it was last active, whichever gateway is asked [SE-08]', async () => {
      await using world = await start(atStart, { open: withServer });
      const cookies = [await world.signIn('ana', '', 0), await world.signIn('ben', '', 1)];
      world.set(later);
      world.clock.sleep(HOUR - MINUTE);
      for (const cookie of cookies) {
        for (const index of [0, 1]) assert.equal((await world.get('/api/session', cookie, index)).status, 200);
      }
      world.clock.sleep(MINUTE);
      for (const [n, cookie] of cookies.entries()) assert.equal((await world.mint(cookie, 1 - n)).code, 'idle_limit');
    });

    it('refreshes a token that is about to end, and makes no URL that outlives it [RF-14] [EM-08]', async () => {
      await using world = await start(atStart, { open: withServer });
      const cookie = await world.signIn('ana', '', 1);
      for (const index of [0, 1]) await world.mint(cookie, index);
      world.set(later);
      for (const minutes of [30, 29]) {
        world.clock.sleep(minutes * MINUTE);
        await world.mint(cookie, 1);
      }
      const old = world.databricks.lastAccess('ana');
      world.clock.sleep(50 * MINUTE);
      const minted = await world.mint(cookie, 0);
      assert.equal(minted.status, 200, minted.code);
      assert.notEqual(minted.token, old);
      assert.equal(minted.token, world.databricks.lastAccess('ana'));
      const life = Number(minted.claims['exp']) - Number(minted.claims['iat']);
      assert.ok(life <= 59 * 60, `${life} s`);
    });
  });
}

for (const wrong of [HOUR, -HOUR]) {
  it(`a gateway that is ${wrong / HOUR} h off refreshes by itself for the pages that are open, and for no others [RF-14]`, async () => {
    await using world = await start(wrong, { open: withServer });
    await world.mint(await world.signIn('ana', '', 0), 0);
    await world.signIn('ben', '', 0);
    world.clock.sleep(46 * MINUTE);
    await world.chores();
    for (let n = 0; n < 1000 && world.databricks.refreshes('ana') === 0; n += 1) await turn();
    assert.deepEqual([world.databricks.refreshes('ana'), world.databricks.refreshes('ben')], [1, 0]);
  });
}

it('says by how much the clock of its machine is wrong, once, and again when it is set right', async () => {
  await using world = await start(HOUR, { open: withServer });
  const told = (): unknown[] =>
    world.lines
      .map((line) => JSON.parse(line) as { event: string; ms: number })
      .filter(({ event }) => event === 'clock_apart')
      .map(({ ms }) => ms);
  await world.chores();
  assert.deepEqual(told(), [HOUR]);
  world.set(0);
  await world.chores();
  assert.deepEqual(told(), [HOUR, 0]);
});

describe('a real database server is the clock', () => {
  const servers = new AsyncDisposableStack();
  after(() => servers.disposeAsync());
  const KINDS = [
    { kind: 'Postgres', needs: withPostgres, run: async () => servers.use(await startPostgres()) },
    { kind: 'Redis', needs: withRedis, run: async () => servers.use(await startRedis()) },
  ];
  for (const { kind, needs, run } of KINDS) {
    it(`${kind}: whatever a gateway's own clock says [RF-14]`, needs, async () => {
      const server = await run();
      for (const { about, atStart, later } of STORIES) {
        const store = servers.adopt(await openStore(server.url(), { clock: systemClock, keyChecks: [] }), (open) =>
          open.close(),
        );
        const lend = (): Store => ({ ...store, close: async () => undefined });
        await using world = await start(atStart, { open: lend }, systemClock);
        const before = [await world.signIn('ana', '', 0), await world.signIn('ben', '', 1)];
        world.set(later);
        for (const cookie of before) await mintsAtBoth(world, cookie);
        await world.chores();
        const now = [await world.signIn('cleo', '', 0), await world.signIn('dan', '', 1)];
        for (const cookie of [...before, ...now]) await mintsAtBoth(world, cookie);
        await world.chores();
        assert.equal(await count(world), 4, about);
      }
    });
  }
});
