// Between the verdict on a grant and the end of its session: what another process writes meanwhile stays, and what fails is told all the same.
import assert from 'node:assert/strict';
import { beforeEach, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError, type Store } from '../../src/index.ts';
import { aroundStore } from '../support/around-store.ts';
import { drive } from '../support/driven-time.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

const MINUTE = 60_000;

/** Stands before a call of a gateway's store. */
let before: (method: string) => Promise<void>;
beforeEach(() => {
  before = async () => undefined;
});

function watched(real: Store): Store {
  return aroundStore(real, async (name, call) => {
    // Events are written by a timer too and decide nothing.
    if (name !== 'appendAudit') await before(name);
    return await call();
  });
}

const start = async (): Promise<Gateways> => {
  const world = await startGateways({
    count: 2,
    wrap: watched,
    isDriven: true,
    env: {
      SIGMA_EMBED_ROTATION: 'strict',
      SIGMA_EMBED_IDLE_MINUTES: '1440',
      SIGMA_EMBED_ABSOLUTE_HOURS: '24',
      SIGMA_EMBED_DATABRICKS_TIMEOUT_SECONDS: '1',
    },
  });
  world.databricks.mode = 'rotate';
  return world;
};

/** Signed in, with the keys of both gateways derived, and an access token that has ended. */
async function expired(world: Gateways): Promise<string> {
  const cookie = await world.signIn('ana');
  for (const index of [0, 1]) assert.equal((await world.mint(cookie, index)).status, 200);
  world.clock.sleep(61 * MINUTE);
  return cookie;
}

const eventsOf = async (world: Gateways): Promise<readonly { event: string; reason?: string }[]> =>
  (await world.store.recentAudit(100)).map(({ body }) => JSON.parse(body) as { event: string; reason?: string });

it('a pair that is written between the verdict of another process and its end of the session keeps the session [RF-08] [RF-04]', async () => {
  await using world = await start();
  const cookie = await expired(world);
  const held = Promise.withResolvers<void>();
  world.databricks.pause = async (place, call) => {
    if (place !== 'after' || !call.endsWith('/token')) return;
    world.databricks.pause = async () => undefined;
    await held.promise;
  };
  const slow = await drive(world.clock, world.mint(cookie, 0));
  assert.equal(slow.status, 503, 'its answer is on its way');
  world.clock.advance(2 * MINUTE);
  let removals = 0;
  before = async (method) => {
    if (method !== 'removeSession') return;
    removals += 1;
    held.resolve();
    while (!(await eventsOf(world)).some(({ event }) => event === 'refresh_ok')) await sleep(5);
  };
  const other = await drive(world.clock, world.mint(cookie, 1));
  assert.deepEqual([other.status, other.token], [200, world.databricks.lastAccess('ana')], other.code);
  assert.deepEqual([removals, world.databricks.replays('ana')], [1, 1], 'the other had the verdict in its hand');
  assert.equal((await world.get('/api/session', cookie)).status, 200);
  assert.ok(!(await eventsOf(world)).some(({ event }) => event === 'session_ended'));
});

it('a store that fails between the verdict and the end: the loss is told with the next request, and nothing is sent again [RF-10]', async () => {
  await using world = await start();
  const cookie = await expired(world);
  world.databricks.spoil.set('ana', () => new Response('', { status: 504 }));
  assert.equal((await drive(world.clock, world.mint(cookie, 0))).status, 503);
  world.clock.advance(2 * MINUTE);
  world.databricks.pause = async (place, call) => {
    if (place !== 'after' || !call.endsWith('/token')) return;
    before = async (method) => {
      if (method === 'findSession') throw new GatewayError('store_unavailable');
    };
  };
  const failed = await drive(world.clock, world.mint(cookie, 1));
  assert.deepEqual([failed.status, failed.code], [503, 'store_unavailable']);
  before = async () => undefined;
  const sent = world.databricks.tokenCalls();
  world.clock.advance(2 * MINUTE);
  assert.equal((await drive(world.clock, world.mint(cookie, 0))).code, 'refresh_lost');
  assert.equal(world.databricks.tokenCalls(), sent);
  const ends = (await eventsOf(world)).filter(({ event }) => event === 'session_ended');
  assert.deepEqual(
    ends.map(({ reason }) => reason),
    ['refresh_lost'],
  );
});
