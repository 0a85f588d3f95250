// A gateway whose key may not be used any more, because its key service is away: what it cannot seal it does not ask for.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemRandom } from '../../src/base/random.ts';
import { secret } from '../../src/base/secret.ts';
import type { RingKey, WrappedKey } from '../../src/config/config.ts';
import { createFileWrapper } from '../../src/vault/file-wrapper.ts';
import { ringContext } from '../../src/vault/key-wrapper.ts';
import { UNWRAPPED_FOR_MS } from '../../src/vault/unwrap-ring.ts';
import { startGateways } from '../support/gateways.ts';

const MINUTE = 60_000;
const text = (fill: number): string => Buffer.alloc(32, fill).toString('base64url');

it('no refresh token is spent while its successor could not be sealed: another gateway spends it [ST-06] [F32]', async () => {
  const keyWrapper = createFileWrapper({ path: '/run/kek', readFile: () => text(1), random: systemRandom });
  const plain: RingKey = { id: 'plain', key: secret(text(2)) };
  const wrapped: WrappedKey = { id: 'w', wrapped: await keyWrapper.wrap(Buffer.alloc(32, 3), ringContext('w')) };
  await using world = await startGateways({
    count: 2,
    rings: [
      [plain, wrapped],
      [wrapped, plain],
    ],
    keyWrapper,
    env: { SIGMA_EMBED_ROTATION: 'strict' },
  });
  world.databricks.mode = 'rotate';
  world.clock.advance(UNWRAPPED_FOR_MS - MINUTE / 4);
  const cookie = await world.signIn('ana');
  assert.equal((await world.mint(cookie, 0)).status, 200);
  assert.equal((await world.mint(cookie, 1)).status, 200);

  world.clock.sleep(50 * MINUTE);
  assert.equal((await world.mint(cookie, 1)).token, 'at.ana.1', 'an answer may come late: the token at hand is used');
  world.clock.advance(9 * MINUTE);
  assert.equal((await world.mint(cookie, 1)).code, 'key_service_unavailable');
  assert.equal(world.databricks.refreshes('ana'), 0);
  assert.equal((await world.mint(cookie, 0)).token, 'at.ana.2', 'nothing stands in the way of one that can seal');
});
