// An operator ends sessions: first all of them, then whatever Databricks has to say about it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { EndProgress } from '../../src/flows/end-sessions.ts';
import type { AuditRow } from '../../src/store/store.ts';
import { storedSession } from '../../src/testing/suite/samples.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

const MINUTE = 60_000;

async function signInAll(world: Gateways, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await world.signIn(`person${n}`);
}

async function eventsOf({ store }: Gateways, event: string): Promise<readonly AuditRow[]> {
  return (await store.recentAudit(10_000)).filter((row) => row.event === event);
}

it('everybody is out, and the trail knows it, before Databricks is asked for the first time [SE-12]', async () => {
  let writes = 0;
  await using world = await startGateways({
    wrap: (store) => ({
      ...store,
      async appendAudit(rows) {
        writes += 1;
        await store.appendAudit(rows);
      },
    }),
  });
  await signInAll(world, 3);
  for (let n = 0; n < 1200; n += 1) await world.store.putSession(storedSession(`s${n}`));
  writes = 0;
  const seen: string[] = [];
  world.databricks.pause = async (place, call) => {
    if (place !== 'before' || !call.endsWith('/revoke')) return;
    const left = (await world.store.listSessions({}, { after: undefined, limit: 1 })).length;
    seen.push(`${left} left, ${(await eventsOf(world, 'session_ended')).length} told`);
  };
  const told: EndProgress[] = [];
  const ended = await world.operator().endSessions({}, { onProgress: (sofar) => told.push(sofar) });
  assert.equal(ended.count, 1203);
  assert.equal(ended.notRevoked, 1200, 'those of an app connection that is not configured');
  assert.deepEqual(
    seen,
    Array.from({ length: 3 }, () => '0 left, 1203 told'),
    'once per grant that there is',
  );
  for (let n = 0; n < 3; n += 1) assert.deepEqual(world.databricks.alive(`person${n}`), []);
  assert.equal(writes, 6, 'the trail is written once per batch: of sessions, then of grants');
  assert.deepEqual(
    told.slice(0, 3).map((sofar) => sofar.ended),
    [500, 1000, 1203],
  );
  assert.deepEqual(told.at(-1), { ended: 1203, revoked: 3 });
});

it('a Databricks that does not answer is asked once, not once per session, and the trail names what it did not revoke [OA-19]', async () => {
  await using world = await startGateways({ count: 2 });
  await signInAll(world, 40);
  let asked = 0;
  world.databricks.pause = async () => {
    asked += 1;
    throw new TypeError('fetch failed');
  };
  const ended = await world.operator(1).endSessions({});
  assert.deepEqual([ended.count, ended.notRevoked], [40, 40]);
  assert.equal(asked, 1, 'where its endpoints are');
  assert.equal((await eventsOf(world, 'revoke_failed')).length, 40);
});

it('revoking has one deadline for all', async () => {
  await using world = await startGateways();
  await signInAll(world, 40);
  let asked = 0;
  world.databricks.pause = async (place, call) => {
    if (place !== 'before' || !call.endsWith('/revoke')) return;
    asked += 1;
    world.clock.sleep(MINUTE);
    world.clock.advance(MINUTE);
  };
  const ended = await world.operator().endSessions({});
  assert.equal(ended.count, 40);
  assert.ok(asked < 20, `asked ${asked} times in a time in which each answer takes a minute`);
  assert.equal(ended.notRevoked, 40 - asked);
  assert.equal((await eventsOf(world, 'revoke_failed')).length, 40 - asked);
});

it('open frames end with the session length or a minute before the access token, whichever is earlier', async () => {
  await using world = await startGateways({ env: { SESSION_LENGTH: '1800' } });
  const start = world.clock.now();
  await world.signIn('ana');
  assert.equal((await world.operator().endSessions({})).openFramesEndBy, start + 30 * MINUTE);
  await world.signIn('ana');
  world.clock.sleep(10 * MINUTE);
  await world.signIn('ben');
  world.clock.sleep(45 * MINUTE);
  assert.equal((await world.operator().endSessions({ viewer: 'ana' })).openFramesEndBy, start + 59 * MINUTE);
  assert.equal((await world.operator().endSessions({ viewer: 'ben' })).openFramesEndBy, start + 69 * MINUTE);
  await world.signIn('ana');
  world.clock.sleep(61 * MINUTE);
  assert.deepEqual(await world.operator().endSessions({}), { count: 1, openFramesEndBy: undefined, notRevoked: 0 });
});

it('the grant of a session that a sign-in ends is revoked: the one it replaces, and the one over the cap', async () => {
  const world = await startGateways({ env: { SIGMA_EMBED_MAX_SESSIONS_PER_VIEWER: '1' } });
  const first = await world.signIn('ana');
  await world.signIn('ben', first);
  await world.signIn('ben');
  await world[Symbol.asyncDispose]();
  assert.deepEqual(world.databricks.alive('ana'), [], 'replaced');
  assert.deepEqual(world.databricks.alive('ben'), [world.databricks.lastRefresh('ben')], 'over the cap');
});
