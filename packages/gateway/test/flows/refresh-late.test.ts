// How long a lease lasts where a refresh token works once and its answer is late, or never comes.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openMemory } from '../../src/store/memory.ts';
import { drive } from '../support/driven-time.ts';
import { startGateways, type Gateways, type Minted } from '../support/gateways.ts';

const MINUTE = 60_000;
/** A plain lease with the timeout below: call, write and margin. */
const LEASE_MS = 16_000;
/** What the lease covers beyond it where a token works once. */
const LISTEN_MS = 30_000;

const STEP_MS = 1000;

interface Watched extends Gateways {
  /** How often a process has asked for the lease. */
  readonly looks: () => number;
}

async function start(mode: string, isDriven = false): Promise<Watched> {
  let looks = 0;
  const world = await startGateways({
    count: 2,
    wrap: (store) => ({
      ...store,
      async claimRefresh(hash, claim) {
        looks += 1;
        return await store.claimRefresh(hash, claim);
      },
    }),
    isDriven,
    env: {
      SIGMA_EMBED_ROTATION: mode,
      SIGMA_EMBED_DATABRICKS_TIMEOUT_SECONDS: '1',
      SIGMA_EMBED_IDLE_MINUTES: '120',
    },
  });
  return { ...world, looks: () => looks };
}

/** Nothing comes back from the token endpoint until this is called. */
function holdAnswers(world: Gateways): () => void {
  const held = Promise.withResolvers<void>();
  world.databricks.pause = async (place, call) => {
    if (place === 'after' && call.endsWith('/token')) await held.promise;
  };
  return () => {
    world.databricks.pause = async () => undefined;
    held.resolve();
  };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries += 1) {
    assert.ok(tries < 3000, 'it does not come');
    await sleep(10);
  }
}

const has = async (world: Gateways, name: string): Promise<boolean> =>
  (await world.store.recentAudit(100)).some(({ event }) => event === name);

/** Lets time pass until the work is over, or so long, in steps in each of which somebody looks at the lease. */
async function pass(world: Watched, work: Promise<unknown>, ms = Infinity): Promise<'over' | 'not yet'> {
  const state = { isOver: false };
  void work.finally(() => (state.isOver = true));
  const end = world.clock.now() + ms;
  while (!state.isOver && world.clock.now() < end) {
    const before = world.looks();
    world.clock.advance(STEP_MS);
    await until(() => state.isOver || world.looks() > before);
  }
  return state.isOver ? 'over' : 'not yet';
}

/** Asks the second gateway while time passes. */
async function mintInTime(world: Watched, cookie: string): Promise<Minted> {
  const minting = world.mint(cookie, 1);
  await pass(world, minting);
  return await minting;
}

for (const mode of ['strict', 'auto']) {
  it(`${mode}: nobody takes the last chance while the first may still hear its answer, and the late answer serves all [RF-03] [RF-09]`, async () => {
    await using world = await start(mode);
    world.databricks.mode = 'rotate';
    const cookie = await world.signIn('ana');
    world.clock.advance(61 * MINUTE);
    const answer = holdAnswers(world);
    const first = world.mint(cookie, 0);
    await until(async () => await has(world, 'refresh_failed'));
    world.clock.advance(LEASE_MS + 1000);
    const second = world.mint(cookie, 1);
    assert.equal(await pass(world, second, 5000), 'not yet');
    assert.equal(await has(world, 'refresh_probed'), false);
    answer();
    const served = await second;
    assert.deepEqual([served.status, served.token], [200, world.databricks.lastAccess('ana')]);
    const told = await first;
    assert.ok(told.status === 200 || (told.status === 503 && told.setCookies.length === 0));
    assert.deepEqual([world.databricks.refreshes('ana'), world.databricks.replays('ana')], [1, 0]);
  });
}

it('a holder that died while it listened: viewers hear 503 and keep their cookie, then one told last chance follows [RF-10] [RF-11]', async () => {
  await using world = await start('strict');
  world.databricks.mode = 'rotate';
  const cookie = await world.signIn('ana');
  world.clock.advance(61 * MINUTE);
  const gone = Promise.withResolvers<never>();
  world.databricks.pause = async (place, call) => {
    if (place === 'before' && call.endsWith('/token')) await gone.promise;
  };
  const began = world.clock.now();
  const first = world.mint(cookie, 0);
  await until(async () => await has(world, 'refresh_failed'));
  world.databricks.pause = async () => undefined;
  world.clock.advance(LEASE_MS + 1000);
  const heard = await mintInTime(world, cookie);
  assert.deepEqual([heard.status, heard.code, heard.setCookies.length], [503, 'refresh_outcome_unknown', 0]);
  assert.equal(await has(world, 'refresh_probed'), false);
  assert.ok(world.clock.now() < began + LEASE_MS + LISTEN_MS);
  let last = heard;
  while (last.status === 503) last = await mintInTime(world, cookie);
  assert.deepEqual([last.status, last.token], [200, world.databricks.lastAccess('ana')]);
  assert.equal(await has(world, 'refresh_probed'), true);
  assert.ok(world.clock.now() < began + LEASE_MS + LISTEN_MS + 10_000);
  gone.reject(new Error('the connection broke'));
  await first;
});

it('an answer that was cut off is not waited for longer than a plain lease by the process that saw it [RF-09]', async () => {
  await using world = await start('strict', true);
  world.databricks.mode = 'rotate';
  const cookie = await world.signIn('ana');
  // Keys are derived by now: driven time would fly while one is.
  for (const index of [0, 1]) assert.equal((await world.mint(cookie, index)).status, 200);
  world.clock.sleep(61 * MINUTE);
  world.databricks.refuse.set('ana', () => new Response('?', { status: 200 }));
  const at = world.clock.now();
  const cut = await drive(world.clock, world.mint(cookie, 0));
  assert.deepEqual([cut.status, cut.code, cut.setCookies.length], [503, 'refresh_outcome_unknown', 0]);
  const sent = world.databricks.tokenCalls();
  world.clock.advance(at + LEASE_MS + 500 - world.clock.now());
  const other = await drive(world.clock, world.mint(cookie, 1));
  assert.deepEqual([other.status, world.databricks.tokenCalls()], [503, sent], 'the other cannot know');
  const again = await drive(world.clock, world.mint(cookie, 0));
  assert.deepEqual([again.status, again.token], [200, world.databricks.lastAccess('ana')]);
  assert.equal(world.databricks.tokenCalls(), sent + 1);
  assert.ok(world.clock.now() < at + LEASE_MS + LISTEN_MS + 1000);
});

for (const hours of [-1, 1]) {
  it(`a store whose clock is ${hours} h away: the last chance comes when a plain lease has passed, no sooner or later [RF-09] [RF-14]`, async () => {
    await using world = await startGateways({
      open: (clock) => openMemory({ clock: { ...clock, now: () => clock.now() + hours * 60 * MINUTE } }),
      isDriven: true,
      env: {
        SIGMA_EMBED_ROTATION: 'strict',
        SIGMA_EMBED_DATABRICKS_TIMEOUT_SECONDS: '1',
        SIGMA_EMBED_IDLE_MINUTES: '120',
      },
    });
    world.databricks.mode = 'rotate';
    const cookie = await world.signIn('ana');
    assert.equal((await world.mint(cookie)).status, 200, 'the key is derived by now');
    world.clock.sleep(61 * MINUTE);
    world.databricks.refuse.set('ana', () => new Response('?', { status: 200 }));
    const at = world.clock.now();
    const cut = await drive(world.clock, world.mint(cookie));
    assert.deepEqual([cut.code, world.databricks.tokenCalls()], ['refresh_outcome_unknown', 2]);
    assert.ok(Number(cut.retryAfter) <= LEASE_MS / 1000, `told to wait ${cut.retryAfter} s`);
    world.clock.advance(at + LEASE_MS - 3000 - world.clock.now());
    const early = await drive(world.clock, world.mint(cookie));
    assert.deepEqual([early.code, world.databricks.tokenCalls()], ['refresh_outcome_unknown', 2]);
    world.clock.advance(at + LEASE_MS - 1000 - world.clock.now());
    const served = await drive(world.clock, world.mint(cookie));
    assert.deepEqual([served.token, world.databricks.tokenCalls()], [world.databricks.lastAccess('ana'), 3]);
    assert.ok(world.clock.now() >= at + LEASE_MS, 'Databricks had the time to recover');
  });
}
