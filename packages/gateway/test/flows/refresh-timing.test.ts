// When a token is refreshed, what it is replaced with, and whose it may be.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { json } from '../support/fake-databricks.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

const MINUTE = 60_000;

let world: Gateways;
before(async () => {
  world = await startGateways();
});
after(async () => {
  await world[Symbol.asyncDispose]();
});

it('whatever the age of a token, an embed begins with a quarter of an hour of life, and ends before its token [RF-01] [EM-03]', async () => {
  world.databricks.mode = 'multi_use';
  const cookie = await world.signIn('sweep');
  let obtainedAt = world.clock.now();
  let refreshes = 0;
  for (let minute = 0; minute < 300; minute += 7) {
    world.clock.sleep(7 * MINUTE);
    const { claims, status, token } = await world.mint(cookie);
    assert.equal(status, 200);
    if (world.databricks.refreshes('sweep') > refreshes) obtainedAt = world.clock.now();
    refreshes = world.databricks.refreshes('sweep');
    assert.equal(token, world.databricks.lastAccess('sweep'));
    const life = Number(claims['exp']) * 1000 - world.clock.now();
    assert.ok(life >= 14 * MINUTE, `${life / MINUTE} min of life at a mint`);
    assert.ok(Number(claims['exp']) * 1000 <= obtainedAt + 59 * MINUTE, 'the embed ends a minute before its token');
  }
  assert.equal(refreshes, 6, 'and no refresh comes without need');
});

it('a token that lives three minutes is refreshed before an embed could no longer begin with it [RF-01]', async () => {
  world.databricks.mode = 'multi_use';
  world.databricks.lifeSeconds = 180;
  const cookie = await world.signIn('brief');
  for (let second = 0; second < 400; second += 5) {
    world.clock.sleep(5_000);
    assert.equal((await world.mint(cookie)).status, 200, `after ${second} s`);
  }
  assert.ok(world.databricks.refreshes('brief') <= 5, 'and not at every mint');
  world.databricks.lifeSeconds = 3600;
});

it('refreshes with a new refresh token and without one, in turn: the grant goes on [RF-06]', async () => {
  world.databricks.mode = 'multi_use';
  let cookie = await world.signIn('both');
  for (let n = 1; n <= 100; n += 1) {
    // A session lasts twelve hours; it is the grant that is under test.
    if (n % 13 === 0) cookie = await world.signIn('both');
    world.databricks.mode = n % 3 === 0 ? 'rotate' : 'multi_use';
    world.databricks.answersWithToken = n % 2 === 0;
    world.clock.sleep(50 * MINUTE);
    const { status, token } = await world.mint(cookie);
    assert.equal(status, 200, `refresh ${n}`);
    assert.equal(token, world.databricks.lastAccess('both'));
  }
  world.databricks.answersWithToken = true;
  world.databricks.mode = 'multi_use';
});

it("a refreshed token that names somebody else ends the session, and the other person's token is never used [OA-07] [RF-12]", async () => {
  const cookie = await world.signIn('victim');
  world.clock.sleep(50 * MINUTE);
  const payload = Buffer.from(JSON.stringify({ sub: 'intruder@example.com' })).toString('base64url');
  world.databricks.spoil.set('victim', () =>
    json({ access_token: `h.${payload}.s`, refresh_token: 'rt.victim.99', token_type: 'Bearer', expires_in: 3600 }),
  );
  const minted = await world.mint(cookie);
  assert.notEqual(minted.status, 200);
  assert.equal(minted.code, 'identity_mismatch');
  assert.equal((await world.get('/api/session', cookie)).status, 401);
  const events = await world.store.recentAudit(20);
  const ended = events.find(({ body, event }) => event === 'session_ended' && body.includes('victim'));
  assert.match(ended?.body ?? '', /"reason":"identity_mismatch"/);
});

it('a refreshed token of the same person goes on, whatever the case of the address [OA-07]', async () => {
  const cookie = await world.signIn('same');
  world.clock.sleep(50 * MINUTE);
  const payload = Buffer.from(JSON.stringify({ sub: 'SAME@Example.com' })).toString('base64url');
  world.databricks.spoil.set('same', () =>
    json({ access_token: `h.${payload}.s`, refresh_token: 'rt.same.99', token_type: 'Bearer', expires_in: 3600 }),
  );
  assert.equal((await world.mint(cookie)).token, `h.${payload}.s`);
});
