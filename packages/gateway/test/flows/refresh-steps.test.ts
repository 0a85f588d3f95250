// Single steps of a refresh, each with the moment at which it could go wrong.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, it, mock } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError, type Store } from '../../src/index.ts';
import { aroundStore } from '../support/around-store.ts';
import { drive } from '../support/driven-time.ts';
import { json } from '../support/fake-databricks.ts';
import { startGateways, type Gateways, type GatewaysOptions } from '../support/gateways.ts';

const MINUTE = 60_000;
/** Where time that is driven passes quickly. */
const LONG = { SIGMA_EMBED_IDLE_MINUTES: '1440', SIGMA_EMBED_ABSOLUTE_HOURS: '24' };

let folder: string;
let calls: Map<string, number>;
/** Stands before a call of a gateway's store. */
let before: (method: string) => Promise<void>;
/** Stands after it. */
let afterwards: (method: string) => Promise<void>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigma-embed-steps-'));
  calls = new Map();
  before = async () => undefined;
  afterwards = async () => undefined;
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const start = async (options: GatewaysOptions = {}): Promise<Gateways> =>
  await startGateways({
    wrap: watched,
    ...options,
    env: {
      SIGMA_EMBED_ROTATION: 'strict',
      SIGMA_EMBED_SPILL_FOLDER: folder,
      SIGMA_EMBED_DATABRICKS_TIMEOUT_SECONDS: '1',
      ...options.env,
    },
  });

function watched(real: Store): Store {
  return aroundStore(real, async (name, call) => {
    // Events are written by a timer too and decide nothing.
    if (name === 'appendAudit') return await call();
    calls.set(name, (calls.get(name) ?? 0) + 1);
    await before(name);
    const result = await call();
    await afterwards(name);
    return result;
  });
}

const eventsOf = async (world: Gateways): Promise<string[]> =>
  (await world.store.recentAudit(100)).map(({ event }) => event).toReversed();

it('a lease that is half over is given up rather than used, and the next one is whole [RF-03]', async () => {
  await using world = await start();
  const cookie = await world.signIn('ana');
  world.clock.advance(50 * MINUTE);
  afterwards = async (method) => {
    if (method === 'claimRefresh') world.clock.advance(9_000);
  };
  const exchanged = world.databricks.tokenCalls();
  assert.equal((await world.mint(cookie)).status, 200, 'with the old token');
  assert.equal(world.databricks.tokenCalls(), exchanged, 'nothing was sent');
  afterwards = async () => undefined;
  assert.equal((await world.mint(cookie)).token, world.databricks.lastAccess('ana'));
  assert.equal(world.databricks.refreshes('ana'), 1);
});

it('a thousand who wait for another process cost one look at a time, and all get the new token [RF-11]', async () => {
  await using world = await start({ count: 2 });
  const cookie = await world.signIn('ana');
  world.clock.advance(59 * MINUTE);
  const held = Promise.withResolvers<void>();
  const sent = Promise.withResolvers<void>();
  world.databricks.pause = async (place, call) => {
    if (place !== 'after' || !call.endsWith('/token')) return;
    sent.resolve();
    await held.promise;
  };
  const first = world.mint(cookie, 0);
  await sent.promise;
  calls.clear();
  const others = Array.from({ length: 1000 }, () => world.mint(cookie, 1));
  await sleep(600);
  held.resolve();
  const answers = await Promise.all([first, ...others]);
  assert.ok(answers.every(({ status, token }) => status === 200 && token === world.databricks.lastAccess('ana')));
  assert.equal(world.databricks.refreshes('ana'), 1);
  const looks = calls.get('claimRefresh') ?? 0;
  assert.ok(looks <= 16_000 / 100, `${looks} looks at the lease, whatever the number of callers`);
  assert.ok(looks >= 2);
});

it('an answer that comes after the deadline is kept all the same, and nobody sends again meanwhile', async () => {
  await using world = await start({ count: 2 });
  const cookie = await world.signIn('ana');
  world.clock.advance(50 * MINUTE);
  const held = Promise.withResolvers<void>();
  world.databricks.pause = async (place, call) => {
    if (place === 'after' && call.endsWith('/token')) await held.promise;
  };
  const first = world.databricks.lastAccess('ana');
  const early = await world.mint(cookie, 0);
  assert.equal(early.token, first, 'the old token, a second later');
  assert.equal((await world.mint(cookie, 0)).status, 200);
  assert.equal((await world.mint(cookie, 1)).status, 200);
  assert.equal(world.databricks.refreshes('ana'), 1);
  held.resolve();
  world.databricks.pause = async () => undefined;
  for (let tries = 0; tries < 200 && !(await eventsOf(world)).includes('refresh_ok'); tries += 1) await sleep(10);
  const late = await world.mint(cookie, 1);
  assert.equal(late.token, world.databricks.lastAccess('ana'));
  assert.notEqual(late.token, first);
  assert.equal(world.databricks.replays('ana'), 0);
});

it('while the store is away the pair waits in the spill folder, and the next process brings it home [RF-10]', async () => {
  let store: Store | undefined;
  const keep = (real: Store): Store => {
    store ??= real;
    return watched(
      new Proxy(store, {
        get: (target, name: keyof Store) => (name === 'close' ? async () => undefined : target[name]),
      }),
    );
  };
  const cookie = await (async () => {
    const world = await start({ wrap: keep, isDriven: true, env: LONG });
    world.databricks.mode = 'rotate';
    const made = await world.signIn('ana');
    world.clock.advance(59 * MINUTE);
    before = async (method) => {
      if (method === 'replaceTokens') throw new GatewayError('store_unavailable');
    };
    const answer = await drive(world.clock, world.mint(made));
    assert.deepEqual([answer.status, answer.code], [503, 'store_unavailable']);
    assert.equal(readdirSync(folder).length, 1);
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, 'torn.spill'), readFileSync(join(folder, name)).subarray(0, 200));
    await world[Symbol.asyncDispose]();
    world.clock.advance(60 * MINUTE);
    return made;
  })();
  assert.equal(readdirSync(folder).length, 2, 'the process ended and the pair stayed');
  before = async () => undefined;
  await using world = await start({ wrap: keep, env: LONG });
  for (let tries = 0; tries < 200 && !(await eventsOf(world)).includes('refresh_recovered'); tries += 1)
    await sleep(10);
  assert.equal((await world.mint(cookie)).status, 200);
  assert.deepEqual(readdirSync(folder), ['torn.spill.unreadable']);
  assert.ok(world.lines.some((line) => line.includes('spill_recovered')));
  assert.ok(
    world.lines.some((line) => line.includes('spill_unreadable')),
    'what cannot be read is announced',
  );
});

it('a spilled pair is not written over a newer one, nor for a session that ended [RF-04] [RF-13]', async () => {
  await using world = await start({ isDriven: true, env: LONG });
  const [stays, leaves] = [await world.signIn('ana'), await world.signIn('ben')];
  world.clock.advance(59 * MINUTE);
  let isDown = true;
  before = async (method) => {
    if (method === 'replaceTokens' && isDown) throw new GatewayError('store_unavailable');
  };
  await drive(world.clock, Promise.all([world.mint(stays), world.mint(leaves)]));
  assert.equal(readdirSync(folder).length, 2);
  await world.signOut(leaves);
  isDown = false;
  for (let tries = 0; tries < 300 && readdirSync(folder).length > 0; tries += 1) await drive(world.clock, sleep(10));
  assert.deepEqual(readdirSync(folder), []);
  world.clock.advance(MINUTE);
  assert.equal((await world.mint(stays)).token, world.databricks.lastAccess('ana'));
  assert.equal((await world.mint(leaves)).status, 401);
  // Written after the pair has left the folder.
  for (let tries = 0; tries < 300 && !(await eventsOf(world)).includes('refresh_discarded'); tries += 1)
    await sleep(10);
  assert.ok((await eventsOf(world)).includes('refresh_discarded'));
});

it('what answers show about rotation decides whether an unknown outcome is tried again [RF-06] [RF-09]', async () => {
  await using world = await start({ env: { SIGMA_EMBED_ROTATION: 'auto' } });
  const cookie = await world.signIn('ana');
  world.databricks.mode = 'multi_use';
  world.clock.advance(50 * MINUTE);
  await world.mint(cookie);
  assert.ok(world.lines.some((line) => line.includes('rotation_learned') && line.includes('kept')));
  world.clock.advance(50 * MINUTE);
  world.databricks.spoil.set('ana', () => new Response('?', { status: 200 }));
  assert.equal((await world.mint(cookie)).status, 200, 'served with the old token');
  world.clock.advance(5000);
  assert.equal(
    (await world.mint(cookie)).token,
    world.databricks.lastAccess('ana'),
    'tried again while the old one was good',
  );
  world.databricks.mode = 'rotate';
  world.clock.advance(50 * MINUTE);
  await world.mint(cookie);
  world.clock.advance(50 * MINUTE);
  world.databricks.spoil.set('ana', () => new Response('?', { status: 200 }));
  await world.mint(cookie);
  const sent = world.databricks.tokenCalls();
  world.clock.advance(5 * MINUTE);
  assert.equal((await world.mint(cookie)).status, 200);
  assert.equal(world.databricks.tokenCalls(), sent, 'not again, since it may be spent');
});

it('open embeds have their tokens refreshed ahead, without counting as activity; sessions without one or idle ones have not', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    await using world = await start();
    const [open, closed] = [await world.signIn('ana'), await world.signIn('ben')];
    assert.equal((await world.mint(open)).status, 200);
    world.clock.advance(46 * MINUTE);
    mock.timers.tick(15_000);
    for (let tries = 0; tries < 200 && world.databricks.refreshes('ana') === 0; tries += 1) await sleep(10);
    assert.equal(world.databricks.refreshes('ana'), 1, 'nobody asked for it');
    assert.equal(world.databricks.refreshes('ben'), 0, 'no embed is open');
    world.clock.advance(15 * MINUTE);
    assert.equal((await world.mint(open)).code, 'idle_limit', 'an hour without the viewer is an hour');
    assert.equal((await world.mint(closed)).code, 'idle_limit');

    await using short = await start({ env: { SIGMA_EMBED_IDLE_MINUTES: '30' } });
    assert.equal((await short.mint(await short.signIn('mia'))).status, 200);
    short.clock.advance(46 * MINUTE);
    mock.timers.tick(15_000);
    await sleep(100);
    assert.equal(short.databricks.refreshes('mia'), 0, 'the embed is open and the viewer is not there');
  } finally {
    mock.timers.reset();
  }
});

it('a dead grant is believed only while the row has not moved: a newer pair is used, and stays usable [RF-08]', async () => {
  await using world = await start({ count: 2, env: { SIGMA_EMBED_ROTATION: 'multi-use' } });
  world.databricks.mode = 'rotate';
  const cookie = await world.signIn('ana');
  world.clock.advance(59 * MINUTE);
  const sent = Promise.withResolvers<void>();
  const arrives = Promise.withResolvers<void>();
  world.databricks.pause = async (place, call) => {
    if (place !== 'before' || !call.endsWith('/token')) return;
    world.databricks.pause = async () => undefined;
    sent.resolve();
    await arrives.promise;
  };
  const slow = world.mint(cookie, 0);
  await sent.promise;
  world.clock.advance(20_000);
  const quick = await world.mint(cookie, 1);
  assert.equal(quick.token, world.databricks.lastAccess('ana'), 'the lease had lapsed, so another took over');
  arrives.resolve();
  assert.equal((await slow).token, quick.token);
  assert.equal(world.databricks.replays('ana'), 1, 'Databricks called the slow one’s token dead');
  for (const index of [0, 1]) {
    world.clock.advance(50 * MINUTE);
    assert.equal((await world.mint(cookie, index)).token, world.databricks.lastAccess('ana'), 'and the grant goes on');
  }
  assert.equal(world.databricks.refreshes('ana'), 3);
});

it('a grant that Databricks refuses waits for itself, keeps its session, and holds nobody else back [RF-07]', async () => {
  await using world = await start({ count: 2, isDriven: true, env: LONG });
  const [gone, other] = [await world.signIn('gone'), await world.signIn('other')];
  for (const index of [0, 1]) assert.equal((await world.mint(other, index)).status, 200);
  world.clock.sleep(59 * MINUTE);
  const refuse = (): Response => {
    world.databricks.refuse.set('gone', refuse);
    return json({ error: 'access_denied' }, 403);
  };
  refuse();
  const sent = world.databricks.tokenCalls();
  for (let n = 0; n < 60; n += 1) {
    const refused = await drive(world.clock, world.mint(gone, 0));
    assert.deepEqual([refused.status, refused.code, refused.setCookies.length], [502, 'refresh_refused', 0]);
    world.clock.advance(5000);
  }
  const asked = world.databricks.tokenCalls() - sent;
  assert.ok(asked >= 4 && asked <= 7, `${asked} calls in five minutes, further and further apart`);
  const served = await drive(world.clock, world.mint(other, 1));
  assert.deepEqual([served.status, served.token], [200, world.databricks.lastAccess('other')]);
  world.databricks.refuse.delete('gone');
  world.clock.advance(5 * MINUTE);
  assert.equal((await drive(world.clock, world.mint(gone, 0))).token, world.databricks.lastAccess('gone'));
});

it('refused credentials are named while everybody waits, and are asked with once per pause', async () => {
  await using world = await start({ isDriven: true, env: LONG });
  const people = ['a', 'b', 'c', 'd'];
  const cookies = await Promise.all(people.map(async (person) => await world.signIn(person)));
  world.clock.advance(59 * MINUTE);
  for (const person of people) {
    const refuse = (): Response => {
      world.databricks.refuse.set(person, refuse);
      return json({ error: 'invalid_client' }, 401);
    };
    refuse();
  }
  const sent = world.databricks.tokenCalls();
  const all = await drive(world.clock, Promise.all(cookies.map(async (cookie) => await world.mint(cookie))));
  assert.ok(all.every(({ code, setCookies }) => code === 'client_refused' && setCookies.length === 0));
  const asked = world.databricks.tokenCalls() - sent;
  assert.ok(asked <= people.length + 2, `${asked} calls for ${people.length} viewers who all tried for seconds`);
});

for (const rotation of ['strict', 'auto']) {
  it(`claims whose answers are lost use up no last chance, with ${rotation} [RF-09] [RF-14]`, async () => {
    const storeDown = async (method: string): Promise<void> => {
      if (['claimRefresh', 'releaseRefresh'].includes(method)) throw new GatewayError('store_unavailable');
    };
    await using world = await start({ env: { ...LONG, SIGMA_EMBED_ROTATION: rotation } });
    const cookie = await world.signIn('ana');
    const exchanged = world.databricks.tokenCalls();
    world.clock.advance(61 * MINUTE);
    // The row is written each time, and nobody hears of it; a release does not even get there.
    afterwards = storeDown;
    before = async (method) => (method === 'releaseRefresh' ? await storeDown(method) : undefined);
    for (let n = 0; n < 3; n += 1) {
      assert.equal((await world.mint(cookie)).code, 'store_unavailable');
      world.clock.advance(2 * MINUTE);
    }
    assert.equal(world.databricks.tokenCalls(), exchanged, 'nothing was sent');
    afterwards = async () => undefined;
    before = async () => undefined;
    const minted = await world.mint(cookie);
    assert.deepEqual([minted.status, minted.token], [200, world.databricks.lastAccess('ana')], minted.code);
    assert.equal(world.databricks.refreshes('ana'), 1);
    assert.doesNotMatch((await eventsOf(world)).join(), /refresh_lost|session_ended/);
  });
}

it('what could not be given back is given back by itself, and the other gateways need not wait for it [RF-09]', async () => {
  await using world = await start({ count: 2 });
  const cookie = await world.signIn('ana');
  world.clock.advance(50 * MINUTE);
  let isDown = true;
  afterwards = async (method) => {
    if (isDown && method === 'claimRefresh') throw new GatewayError('store_unavailable');
  };
  assert.equal((await world.mint(cookie)).status, 200, 'with the token at hand');
  isDown = false;
  const [row] = await world.store.listSessions({}, { after: undefined, limit: 1 });
  assert.ok(row?.intent !== undefined, 'the claim was written');
  const until = Date.now() + 10_000;
  while ((calls.get('releaseRefresh') ?? 0) === 0 && Date.now() < until) await sleep(20);
  const [after] = await world.store.listSessions({}, { after: undefined, limit: 1 });
  assert.equal(after?.intent, undefined);
  assert.equal((await world.mint(cookie, 1)).token, world.databricks.lastAccess('ana'));
  assert.equal(world.databricks.refreshes('ana'), 1);
});

it('a last chance that could not be given back is not taken for one that was used [RF-09]', async () => {
  await using world = await start({ env: LONG, isDriven: true });
  const cookie = await world.signIn('ana');
  const mint = (): ReturnType<Gateways['mint']> => drive(world.clock, world.mint(cookie));
  world.clock.advance(61 * MINUTE);
  world.databricks.refuse.set('ana', () => json({}, 504));
  assert.equal((await mint()).status, 503);
  world.clock.advance(2 * MINUTE);
  world.databricks.refuse.set('ana', () => json({}, 503, { 'retry-after': '60' }));
  let failures = 1;
  before = async (method) => {
    if (method === 'releaseRefresh' && failures-- > 0) throw new GatewayError('store_unavailable');
  };
  const probed = await mint();
  assert.deepEqual([probed.status, failures], [503, 0], probed.code);
  world.clock.advance(2 * MINUTE);
  const minted = await mint();
  assert.deepEqual([minted.status, minted.token], [200, world.databricks.lastAccess('ana')], minted.code);
});
