// When a gateway says that it is ready, to a balancer and to the application that carries it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemRandom } from '../../src/base/random.ts';
import type { WrappedKey } from '../../src/config/config.ts';
import { createFileWrapper } from '../../src/vault/file-wrapper.ts';
import { ringContext } from '../../src/vault/key-wrapper.ts';
import { UNWRAPPED_FOR_MS } from '../../src/vault/unwrap-ring.ts';
import { startGateways } from '../support/gateways.ts';

it('a gateway whose keys may not be used any more is not ready, and says why; it is alive [AV-03] [ST-06]', async () => {
  const kek = Buffer.alloc(32, 1).toString('base64url');
  const keyWrapper = createFileWrapper({ path: '/run/kek', readFile: () => kek, random: systemRandom });
  const key: WrappedKey = { id: 'w', wrapped: await keyWrapper.wrap(Buffer.alloc(32, 3), ringContext('w')) };
  await using world = await startGateways({ rings: [[key]], keyWrapper });
  const ready = async (): Promise<[number, unknown]> => {
    const answer = await world.get('/ready', '');
    return [answer.status, await answer.json()];
  };
  world.clock.advance(UNWRAPPED_FOR_MS - 1);
  assert.deepEqual(await ready(), [200, { status: 'ready' }]);
  assert.deepEqual(await world.ready(), { ok: true, code: undefined });
  world.clock.advance(1);
  assert.deepEqual(await ready(), [503, { status: 'not_ready', code: 'key_service_unavailable' }]);
  assert.deepEqual(await world.ready(), { ok: false, code: 'key_service_unavailable' });
  assert.equal((await world.get('/health', '')).status, 200);
});
