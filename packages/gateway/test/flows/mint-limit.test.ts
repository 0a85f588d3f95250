// One session that asks for embed URLs without end, with the default limit.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startGateways, type Gateways, type Minted } from '../support/gateways.ts';

const DEFAULT = { env: { SIGMA_EMBED_MAX_MINTS_PER_MINUTE: '120' } };

const many = (world: Gateways, cookie: string, count: number, index = 0): Promise<readonly Minted[]> =>
  Promise.all(Array.from({ length: count }, () => world.mint(cookie, index)));

/** How often each status came. */
function statuses(answers: readonly Minted[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

it('a thousand URLs at once of one session: 120 are made, the rest is told when to come, and nothing is written of it [RL-04]', async () => {
  await using world = await startGateways(DEFAULT);
  const [ana, ben] = [await world.signIn('ana'), await world.signIn('ben')];
  const answers = await many(world, ana, 1000);
  assert.deepEqual(statuses(answers), { 200: 120, 429: 880 });
  for (const { code, retryAfter, setCookies, status } of answers) {
    if (status === 429) assert.deepEqual([code, retryAfter, setCookies], ['too_many_requests', '1', []]);
  }
  assert.deepEqual(statuses(await many(world, ben, 120)), { 200: 120 }, 'nobody else is held up');
  assert.equal((await world.get('/api/session', ana)).status, 200, 'and she stays signed in');
  await world.signOut(ben);
  const events = (await world.store.recentAudit(10_000)).map(({ event }) => event);
  assert.equal(events.filter((event) => event === 'embed_minted').length, 240);
  assert.ok(!events.includes('mint_denied'));
  const told = world.lines.filter((line) => line.includes('"too_many_requests"'));
  assert.equal(told.length, 880, 'each refusal is a line of the log');
  assert.match(told[0] ?? '', /"level":"warn".*"detail":"session [\w-]{12} asks for too many URLs"/);
});

it('then two come every second [RL-04]', async () => {
  await using world = await startGateways(DEFAULT);
  const cookie = await world.signIn('ana');
  await many(world, cookie, 120);
  world.clock.advance(3000);
  assert.deepEqual(statuses(await many(world, cookie, 10)), { 200: 6, 429: 4 });
  world.clock.advance(60_000);
  assert.deepEqual(statuses(await many(world, cookie, 130)), { 200: 120, 429: 10 });
});

it('six pages of twenty workbooks that open together, and renew all day, never meet it', async () => {
  await using world = await startGateways({ env: { ...DEFAULT.env, SIGMA_EMBED_IDLE_MINUTES: '600' } });
  const cookie = await world.signIn('ana');
  for (let hour = 0; hour < 9; hour += 1) {
    assert.deepEqual(statuses(await many(world, cookie, 120)), { 200: 120 });
    world.clock.sleep(55 * 60_000);
    world.clock.advance(60_000);
  }
});

it('0 is no limit, and every gateway counts for itself', async () => {
  await using open = await startGateways({ env: { SIGMA_EMBED_MAX_MINTS_PER_MINUTE: '0' } });
  assert.deepEqual(statuses(await many(open, await open.signIn('ana'), 1000)), { 200: 1000 });
  await using world = await startGateways({ count: 2, env: { SIGMA_EMBED_MAX_MINTS_PER_MINUTE: '7' } });
  const cookie = await world.signIn('ana');
  for (const index of [0, 1]) assert.deepEqual(statuses(await many(world, cookie, 9, index)), { 200: 7, 429: 2 });
});
