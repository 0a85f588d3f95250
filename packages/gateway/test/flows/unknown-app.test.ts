// A replica that does not know the app connection of a session: another configuration on its way, or a mistake in one.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openMemory } from '../../src/store/memory.ts';
import { startGateways } from '../support/gateways.ts';

for (const [what, env] of [
  ['client id', { DATABRICKS_OAUTH_CLIENT_ID: 'another-app' }],
  ['host', { DATABRICKS_HOST: 'another.cloud.databricks.com' }],
] as const) {
  it(`a session of another ${what} is asked to sign in and kept, for replicas that know it [AV-04] [OA-04]`, async () => {
    await using world = await startGateways({ open: (clock) => openMemory({ clock }) });
    const cookie = await world.signIn('ana');
    await using stranger = await startGateways({ open: () => world.store, env });
    const calls = stranger.databricks.tokenCalls();
    for (let n = 0; n < 2; n += 1) {
      const refused = await stranger.mint(cookie);
      assert.deepEqual([refused.status, refused.code], [401, 'app_unknown']);
      assert.deepEqual(refused.setCookies, []);
    }
    const page = await stranger.get('/dashboard', cookie);
    assert.match(page.headers.get('location') ?? '', /^\/login\?reason=app_unknown/);
    assert.equal(stranger.databricks.tokenCalls(), calls);
    assert.equal((await world.mint(cookie)).status, 200);
  });
}
