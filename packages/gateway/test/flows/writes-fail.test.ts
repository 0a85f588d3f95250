// The store answers reads and refuses writes, as a full disk does: whoever has a good token goes on, and an ended session does not.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { GatewayError, type Store } from '../../src/index.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

const MINUTE = 60_000;
const WRITES: ReadonlySet<string> = new Set([
  'touchSession',
  'claimRefresh',
  'replaceTokens',
  'releaseRefresh',
  'insertSession',
  'spendAttempt',
  'appendAudit',
]);

interface Failing extends Gateways {
  /** The writes that fail from now on. */
  fail(names: Iterable<string>): void;
  readonly real: Store;
}

async function start(): Promise<Failing> {
  let failing: ReadonlySet<string> = new Set();
  let real: Store | undefined;
  const world = await startGateways({
    env: {
      SIGMA_EMBED_ROTATION: 'strict',
      SIGMA_EMBED_IDLE_MINUTES: '120',
      SIGMA_EMBED_DATABRICKS_TIMEOUT_SECONDS: '1',
    },
    wrap(store) {
      real = store;
      return new Proxy(store, {
        get(target, name: keyof Store) {
          if (!failing.has(name)) return target[name];
          return async () => {
            throw new GatewayError('store_unavailable', { detail: 'no space left' });
          };
        },
      });
    },
  });
  world.databricks.mode = 'rotate';
  return { ...world, real: real ?? world.store, fail: (names) => void (failing = new Set(names)) };
}

it('two minutes and three quarters of an hour after the last write, a good token still makes URLs [SE-14]', async () => {
  await using world = await start();
  const cookie = await world.signIn('ana');
  world.fail(WRITES);
  for (const minutes of [2, 44, 2, 10]) {
    world.clock.advance(minutes * MINUTE);
    const minted = await world.mint(cookie);
    assert.deepEqual([minted.status, minted.token], [200, world.databricks.lastAccess('ana')], minted.code);
  }
  assert.equal(world.databricks.refreshes('ana'), 0, 'without a lease nothing is sent');
  world.clock.advance(2 * MINUTE);
  const late = await world.mint(cookie);
  assert.deepEqual(
    [late.status, late.code, late.setCookies.length],
    [503, 'store_unavailable', 0],
    'the token is used up',
  );
  world.fail([]);
  assert.equal((await world.mint(cookie)).token, world.databricks.lastAccess('ana'));
  assert.equal(world.databricks.refreshes('ana'), 1);
});

it('new tokens that cannot be written leave the old one in use, and are there when the store takes them [RF-10]', async () => {
  await using world = await start();
  const cookie = await world.signIn('ana');
  const old = world.databricks.lastAccess('ana');
  world.clock.advance(50 * MINUTE);
  world.fail(['replaceTokens', 'touchSession']);
  const minted = await world.mint(cookie);
  assert.deepEqual([minted.status, minted.token], [200, old], minted.code);
  assert.equal(world.databricks.refreshes('ana'), 1);
  world.fail([]);
  const tokens = async (): Promise<string | undefined> => (await world.mint(cookie)).token;
  for (let tries = 0; tries < 300 && (await tokens()) === old; tries += 1)
    await new Promise((done) => setTimeout(done, 20));
  assert.equal(await tokens(), world.databricks.lastAccess('ana'));
});

it('an ended session is refused at once, whatever the gateway remembers of it [SE-12]', async () => {
  await using world = await start();
  const cookie = await world.signIn('ana');
  assert.equal((await world.mint(cookie)).status, 200);
  world.clock.advance(50 * MINUTE);
  world.fail(WRITES);
  assert.equal((await world.mint(cookie)).status, 200);
  await world.real.removeSessions({}, 10);
  assert.deepEqual([(await world.mint(cookie)).status, (await world.mint(cookie)).code], [401, 'not_signed_in']);
});
