// Databricks fails where a refresh token works once: an outage signs nobody out, and an answer that was lost is told.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { drive } from '../support/driven-time.ts';
import { json } from '../support/fake-databricks.ts';
import { startGateways, type Gateways, type Minted } from '../support/gateways.ts';

const MINUTE = 60_000;
const HTML = '<html><title>Bad Gateway</title></html>';

const start = async (mode = 'strict'): Promise<Gateways> => {
  const world = await startGateways({
    count: 2,
    isDriven: true,
    env: { SIGMA_EMBED_ROTATION: mode, SIGMA_EMBED_IDLE_MINUTES: '1440', SIGMA_EMBED_ABSOLUTE_HOURS: '24' },
  });
  world.databricks.mode = mode === 'multi-use' ? 'multi_use' : 'rotate';
  return world;
};

/** Signed in, with the keys of both gateways derived: driven time would fly while one is. */
async function signedIn(world: Gateways, person: string): Promise<string> {
  const cookie = await world.signIn(person);
  for (const index of [0, 1]) assert.equal((await world.mint(cookie, index)).status, 200);
  return cookie;
}

const mint = async (world: Gateways, cookie: string, index = 0): Promise<Minted> =>
  await drive(world.clock, world.mint(cookie, index));

async function trailOf(world: Gateways, person: string): Promise<readonly { event: string; reason?: string }[]> {
  const rows = await world.store.recentAudit(1000);
  const all = rows.map(({ body }) => JSON.parse(body) as { event: string; reason?: string; viewer?: { id: string } });
  return all.filter(({ viewer }) => viewer?.id === person).toReversed();
}

const probesOf = async (world: Gateways, person: string): Promise<number> =>
  (await trailOf(world, person)).filter(({ event }) => event === 'refresh_probed').length;

const endOf = async (world: Gateways, person: string): Promise<string | undefined> =>
  (await trailOf(world, person)).find(({ event }) => event === 'session_ended')?.reason;

/** Every refresh of these people is answered so, without effect, until the answer of this is called. */
function outage(world: Gateways, people: readonly string[], answer: () => Response): () => void {
  const state = { isOver: false };
  for (const person of people) {
    const refuse = (): Response => {
      if (!state.isOver) world.databricks.refuse.set(person, refuse);
      return answer();
    };
    world.databricks.refuse.set(person, refuse);
  }
  return () => {
    state.isOver = true;
    world.databricks.refuse.clear();
  };
}

/** The ways in which Databricks can be away after a request has left. */
const AWAY: Readonly<Record<string, () => Response>> = {
  '502': () => new Response(HTML, { status: 502 }),
  '503 without Retry-After': () => new Response('', { status: 503 }),
  'a 200 with a maintenance page': () => new Response(HTML, { status: 200 }),
  'broken connections': () => {
    throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
  },
};

for (const [how, answer] of Object.entries(AWAY)) {
  it(`ten minutes of ${how} while tokens are due sign nobody out, and one last chance each works afterwards [RF-07] [RF-09]`, async () => {
    await using world = await start();
    const people = Array.from({ length: 8 }, (_, n) => `person${n}`);
    const cookies: string[] = [];
    for (const person of people) cookies.push(await signedIn(world, person));
    world.clock.sleep(46 * MINUTE);
    const end = outage(world, people, answer);
    const before = world.databricks.tokenCalls();
    for (let minute = 0; minute < 10; minute += 1) {
      for (const [n, cookie] of cookies.entries()) {
        assert.equal((await mint(world, cookie, (n + minute) % 2)).status, 200, 'with the old token');
      }
      world.clock.advance(MINUTE);
    }
    const calls = world.databricks.tokenCalls() - before;
    assert.ok(calls >= people.length && calls <= 11, `${calls} calls in ten minutes: one at a time, and one per token`);
    end();
    world.clock.advance(10 * MINUTE);
    for (const [n, cookie] of cookies.entries()) {
      const person = people[n] ?? '';
      assert.equal((await mint(world, cookie, n % 2)).token, world.databricks.lastAccess(person));
      assert.deepEqual([await probesOf(world, person), await endOf(world, person)], [1, undefined]);
      assert.equal(world.databricks.replays(person), 0);
    }
  });

  it(`${how} for longer than tokens live: viewers hear 503, and an unanswered last chance does not count [RF-07] [RF-10]`, async () => {
    await using world = await start();
    const cookie = await signedIn(world, 'ana');
    world.clock.sleep(46 * MINUTE);
    const end = outage(world, ['ana'], answer);
    assert.equal((await mint(world, cookie)).status, 200);
    world.clock.advance(14 * MINUTE);
    for (let n = 0; n < 6; n += 1) {
      const refused = await mint(world, cookie, n % 2);
      assert.deepEqual([refused.status, refused.setCookies.length], [503, 0], refused.code);
      world.clock.advance(5 * MINUTE);
    }
    const probes = await probesOf(world, 'ana');
    assert.ok(probes >= 2 && probes <= 6, `${probes} last chances, none of them in the same breath`);
    end();
    const served = await mint(world, cookie, 1);
    assert.deepEqual([served.status, served.token], [200, world.databricks.lastAccess('ana')]);
    assert.deepEqual([world.databricks.refreshes('ana'), world.databricks.replays('ana')], [1, 0]);
    assert.ok((await trailOf(world, 'ana')).some(({ event }) => event === 'refresh_recovered'));
  });
}

for (const status of [500, 502, 504]) {
  it(`${status} after Databricks has given the pair out: the old token serves to its end, then one told last chance [RF-09] [RF-10]`, async () => {
    await using world = await start();
    const cookie = await signedIn(world, 'ana');
    const old = world.databricks.lastAccess('ana');
    world.clock.sleep(46 * MINUTE);
    world.databricks.spoil.set('ana', () => new Response(HTML, { status }));
    const sent = world.databricks.tokenCalls();
    for (let minute = 0; minute < 12; minute += 1) {
      assert.equal((await mint(world, cookie, minute % 2)).token, old);
      world.clock.advance(MINUTE);
    }
    assert.equal(world.databricks.tokenCalls(), sent + 1, 'not sent again while the old one is good');
    world.clock.advance(2 * MINUTE);
    const last = await mint(world, cookie, 1);
    assert.deepEqual([last.status, last.code], [401, 'refresh_lost']);
    assert.deepEqual([world.databricks.replays('ana'), await probesOf(world, 'ana')], [1, 1]);
    assert.equal(await endOf(world, 'ana'), 'refresh_lost');
  });
}

it('a last chance that is itself answered 502 after it had an effect: the next one hears that the token is dead, and the loss is told [RF-10]', async () => {
  await using world = await start();
  const cookie = await signedIn(world, 'ana');
  world.clock.sleep(46 * MINUTE);
  world.databricks.refuse.set('ana', () => json({}, 502));
  assert.equal((await mint(world, cookie)).status, 200);
  world.clock.advance(14 * MINUTE);
  world.databricks.spoil.set('ana', () => json({}, 502));
  const unknown = await mint(world, cookie);
  assert.deepEqual([unknown.status, unknown.code], [503, 'refresh_outcome_unknown']);
  assert.equal(world.databricks.refreshes('ana'), 1, 'given out, and nobody has it');
  world.clock.advance(MINUTE);
  assert.equal((await mint(world, cookie, 1)).code, 'refresh_lost');
  assert.deepEqual([world.databricks.replays('ana'), await probesOf(world, 'ana')], [1, 2]);
  assert.equal(await endOf(world, 'ana'), 'refresh_lost');
});

it('where tokens work many times a 502 is tried again as soon as the pause is over, whatever it left behind', async () => {
  await using world = await start('multi-use');
  const cookie = await signedIn(world, 'ana');
  world.clock.sleep(46 * MINUTE);
  world.databricks.spoil.set('ana', () => json({}, 502));
  assert.equal((await mint(world, cookie)).status, 200);
  world.clock.advance(2000);
  assert.equal((await mint(world, cookie, 1)).token, world.databricks.lastAccess('ana'));
  assert.equal(world.databricks.refreshes('ana'), 2);
  world.clock.sleep(61 * MINUTE);
  world.databricks.refuse.set('ana', () => json({}, 502));
  const away = await mint(world, cookie, 0);
  assert.ok(away.status === 200 || away.code === 'databricks_unavailable', `${away.status} ${away.code}`);
  assert.equal(await probesOf(world, 'ana'), 0);
});
