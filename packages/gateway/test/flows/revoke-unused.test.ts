// Tokens that nobody will use: Databricks is asked to revoke them, and where it does not confirm that, the trail says whose they are.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { GatewayError, type Store } from '../../src/index.ts';
import { aroundStore } from '../support/around-store.ts';
import { drive, waitOn } from '../support/driven-time.ts';
import { json } from '../support/fake-databricks.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

const MINUTE = 60_000;
/** Where time that is driven passes quickly. */
const LONG = { SIGMA_EMBED_IDLE_MINUTES: '1440', SIGMA_EMBED_ABSOLUTE_HOURS: '24' };

/** A store that does not take what `method` brings while `isDown` says so. */
const without =
  (method: keyof Store, isDown: () => boolean = () => true) =>
  (real: Store): Store =>
    aroundStore(real, async (name, call) => {
      if (name === method && isDown()) throw new GatewayError('store_unavailable');
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

/** User names in the trail whose tokens were not revoked. */
async function notRevoked({ store }: Pick<Gateways, 'store'>): Promise<readonly (string | undefined)[]> {
  return (await store.recentAudit(100))
    .filter(({ event }) => event === 'revoke_failed')
    .map(({ body }) => (JSON.parse(body) as { viewer?: { userName: string } }).viewer?.userName);
}

it('of a sign-in that no session comes of [OA-19]', async () => {
  const world = await startGateways({ wrap: without('insertSession') });
  const asked = refuseRevocation(world);
  await assert.rejects(world.signIn('ana'), /no session/);
  await world[Symbol.asyncDispose]();
  assert.equal(asked(), 1);
  assert.deepEqual(await notRevoked(world), ['ana@example.com']);
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
  await world[Symbol.asyncDispose]();
  assert.equal(asked(), 1);
  assert.deepEqual(await notRevoked(world), ['ana@example.com']);
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
  await world[Symbol.asyncDispose]();
  assert.equal(asked(), 1);
  assert.deepEqual(await notRevoked(world), ['ana@example.com']);
});

it('of a pair that waited in the spill folder while its session ended [RF-10] [RF-13] [OA-19]', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-unused-'));
  try {
    const env = { ...LONG, SIGMA_EMBED_SPILL_FOLDER: folder, SIGMA_EMBED_DATABRICKS_TIMEOUT_SECONDS: '1' };
    let isDown = true;
    const before = await startGateways({ wait: waitOn, env, wrap: without('replaceTokens', () => isDown) });
    const cookie = await before.signIn('ana');
    before.clock.advance(59 * MINUTE + 30_000);
    assert.equal((await drive(before.clock, before.mint(cookie))).status, 503);
    await before.store.removeSessions({}, 10);
    await drive(before.clock, before[Symbol.asyncDispose]());
    before.clock.advance(60 * MINUTE);
    assert.equal(readdirSync(folder).length, 1);
    isDown = false;
    const { store } = before;
    const world = await startGateways({ env, open: () => store });
    const asked = refuseRevocation(world);
    await world[Symbol.asyncDispose]();
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(asked(), 1);
    assert.deepEqual(await notRevoked({ store }), ['ana@example.com']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
