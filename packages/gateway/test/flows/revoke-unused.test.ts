// Tokens that nobody will use: Databricks is asked to revoke them, and where it does not confirm that, the trail says whose they are.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { GatewayError, type Store } from '../../src/index.ts';
import { aroundStore } from '../support/around-store.ts';
import { json } from '../support/fake-databricks.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

const MINUTE = 60_000;

/** A store that takes no session. */
const full = (real: Store): Store =>
  aroundStore(real, async (name, call) => {
    if (name === 'insertSession') throw new GatewayError('store_unavailable');
    return await call();
  });

/** Databricks does not revoke from now on. Answers how often it was asked to. */
function refuseRevocation({ databricks }: Gateways): () => number {
  let asked = 0;
  databricks.pause = async (place, call) => {
    if (place !== 'before' || !call.endsWith('/revoke')) return;
    asked += 1;
    throw new TypeError('fetch failed');
  };
  return () => asked;
}

/** The gateway ends; it has asked once, and the trail has her name. */
async function assertTold(world: Gateways, asked: () => number): Promise<void> {
  await world[Symbol.asyncDispose]();
  assert.equal(asked(), 1);
  const names = (await world.store.recentAudit(100))
    .filter(({ event }) => event === 'revoke_failed')
    .map(({ body }) => (JSON.parse(body) as { viewer?: { userName: string } }).viewer?.userName);
  assert.deepEqual(names, ['ana@example.com']);
}

it('of a sign-in that no session comes of [OA-19]', async () => {
  const world = await startGateways({ wrap: full });
  const asked = refuseRevocation(world);
  await assert.rejects(world.signIn('ana'), /no session/);
  await assertTold(world, asked);
});

it('of a refresh whose session ended before the answer came [RF-13] [OA-19]', async () => {
  const world = await startGateways();
  const cookie = await world.signIn('ana');
  world.clock.sleep(59 * MINUTE + 30_000);
  const asked = refuseRevocation(world);
  world.databricks.spoil.set('ana', async () => {
    await world.store.removeSessions({}, 10);
    return json({ access_token: 'at.ana.9', refresh_token: 'rt.ana.9', token_type: 'Bearer', expires_in: 3600 });
  });
  assert.equal((await world.mint(cookie)).code, 'not_signed_in');
  await assertTold(world, asked);
});

it('of a refresh that names somebody else [OA-07] [OA-19]', async () => {
  const world = await startGateways();
  const cookie = await world.signIn('ana');
  world.clock.sleep(50 * MINUTE);
  const asked = refuseRevocation(world);
  const payload = Buffer.from(JSON.stringify({ sub: 'mia@example.com' })).toString('base64url');
  world.databricks.spoil.set('ana', () =>
    json({ access_token: `h.${payload}.s`, refresh_token: 'rt.ana.9', token_type: 'Bearer', expires_in: 3600 }),
  );
  assert.equal((await world.mint(cookie)).code, 'identity_mismatch');
  await assertTold(world, asked);
});
