// Sign-ins by the hundred while Databricks hangs, as a script makes them with its own cookies: each has a valid attempt and a
// code that is worth nothing, so nothing here can tell them from real ones.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { aroundStore } from '../../packages/gateway/test/support/around-store.ts';
import { startGateways, type Gateways } from '../../packages/gateway/test/support/gateways.ts';

const MINUTE = 60_000;
const FLOOD = 500;
/** Sign-ins that are at Databricks at once, and those that wait. */
const PLACES = 32;
const MOST_WAITING = 96;
const REFUSED = FLOOD - PLACES - MOST_WAITING;

interface Callback {
  readonly path: string;
  readonly cookie: string;
}

/** A sign-in up to its callback, which is not opened. */
async function begun(world: Gateways, code: string): Promise<Callback> {
  const answer = await world.get('/auth/databricks/login', '');
  const state = new URL(answer.headers.get('location') ?? '').searchParams.get('state') ?? '';
  return {
    path: `/auth/databricks/callback?${new URLSearchParams({ code, state }).toString()}`,
    cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '',
  };
}

/** A Databricks whose calls of a kind hang from now on. */
function hang(world: Gateways, kind: RegExp) {
  const held = Promise.withResolvers<void>();
  const calls = { inFlight: 0, most: 0, all: 0 };
  world.databricks.pause = async (place, call) => {
    if (place !== 'before' || !kind.test(call)) return;
    calls.inFlight += 1;
    calls.all += 1;
    calls.most = Math.max(calls.most, calls.inFlight);
    await held.promise;
    calls.inFlight -= 1;
  };
  return { calls, release: held.resolve };
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; !isSo(); turns += 1) {
    assert.ok(turns < 100_000, String(isSo));
    await turn();
  }
}

/** Opens all of them; `places`: where each was led, as far as it was answered. */
function open(world: Gateways, callbacks: readonly Callback[]) {
  const places: (string | undefined)[] = callbacks.map(() => undefined);
  const all = callbacks.map(async ({ cookie, path }, index) => {
    const answer = await world.get(path, cookie);
    assert.equal(answer.status, 303);
    places[index] = answer.headers.get('location') ?? '';
  });
  return { places, done: Promise.all(all) };
}

it('five hundred callbacks make 32 calls to a Databricks that hangs; the rest is turned away unspent, and who is signed in goes on [RL-06]', async () => {
  const steps: string[] = [];
  await using world = await startGateways({
    wrap: (store) =>
      aroundStore(store, async (name, call) => {
        steps.push(name);
        return await call();
      }),
  });
  const ana = await world.signIn('ana');
  const callbacks: Callback[] = [];
  for (let n = 0; n < FLOOD; n += 1) callbacks.push(await begun(world, `junk${n}`));
  const ben = await begun(world, 'ben');
  steps.length = 0;

  const { calls, release } = hang(world, /./);
  const { done, places } = open(world, callbacks);
  await until(() => places.filter((place) => place !== undefined).length >= REFUSED);
  await until(() => calls.inFlight === PLACES);
  const refused = places.filter((place) => place !== undefined);
  assert.deepEqual([refused.length, new Set(refused)], [REFUSED, new Set(['/login?reason=databricks_unavailable'])]);
  assert.equal(steps.length, PLACES, 'an attempt is spent when it has its place, and the refused leave no row');
  assert.equal((await world.mint(ana)).status, 200);
  const honest = await world.get(ben.path, ben.cookie);
  assert.equal(honest.headers.get('location'), '/login?reason=databricks_unavailable', 'he is told, at once');
  assert.ok(world.lines.some((line) => line.includes('32 sign-ins are at Databricks, and 96 wait')));

  release();
  await done;
  assert.equal(calls.most, PLACES, 'those who waited follow as places are free');
  assert.equal(calls.all, 2 * (PLACES + MOST_WAITING), 'each calls twice: for tokens, and for who it is');
  const late = await world.get(ben.path, ben.cookie);
  assert.equal(late.headers.get('location'), '/dashboard', 'the attempt was still good');
});

it('a flood of sign-ins holds up no refresh [RL-06]', async () => {
  await using world = await startGateways();
  const ana = await world.signIn('ana');
  world.clock.sleep(59.5 * MINUTE);
  const callbacks: Callback[] = [];
  for (let n = 0; n < FLOOD; n += 1) callbacks.push(await begun(world, `junk${n}`));
  const { calls, release } = hang(world, /Me$/);
  const { done } = open(world, callbacks);
  await until(() => calls.inFlight === PLACES);
  const { status, token } = await world.mint(ana);
  assert.deepEqual([status, token], [200, 'at.ana.2']);
  release();
  await done;
});

it('refreshes that hang hold up no sign-in [RL-06]', async () => {
  await using world = await startGateways();
  const people = Array.from({ length: PLACES + 8 }, (_, n) => `person${n}`);
  const cookies: string[] = [];
  for (const person of people) cookies.push(await world.signIn(person));
  world.clock.sleep(59.5 * MINUTE);
  const held = Promise.withResolvers<void>();
  let inFlight = 0;
  for (const person of people) {
    world.databricks.spoil.set(person, async () => {
      inFlight += 1;
      await held.promise;
      return Response.json({
        access_token: `at.${person}.2`,
        refresh_token: world.databricks.lastRefresh(person),
        token_type: 'Bearer',
        expires_in: 3600,
        scope: 'all-apis offline_access',
      });
    });
  }
  const minting = Promise.all(cookies.map((cookie) => world.mint(cookie)));
  await until(() => inFlight === PLACES);
  assert.match(await world.signIn('zoe'), /^__Host-sigma-embed=/);
  held.resolve();
  assert.ok((await minting).every(({ status }) => status === 200));
});
