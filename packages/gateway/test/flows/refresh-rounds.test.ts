// Rounds over open embeds cost the database nothing while no token is due, and never pile up.
import assert from 'node:assert/strict';
import { it, mock } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGateways } from '../support/gateways.ts';

const MINUTE = 60_000;

it('a session is read once per token, and again when the token is nearly due; a slow round is not joined by another', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    let reads = 0;
    let slow: PromiseWithResolvers<void> | undefined;
    await using world = await startGateways({
      wrap: (store) => ({
        ...store,
        async findSession(hash) {
          reads += 1;
          await slow?.promise;
          return await store.findSession(hash);
        },
      }),
    });
    const round = async (): Promise<number> => {
      reads = 0;
      mock.timers.tick(15_000);
      await sleep(50);
      return reads;
    };
    const cookies = [await world.signIn('ana'), await world.signIn('ben'), await world.signIn('mia')];
    for (const cookie of cookies) assert.equal((await world.mint(cookie)).status, 200);
    assert.equal(await round(), 3);
    assert.equal(await round(), 0, 'nothing can be due');
    for (const cookie of cookies) assert.equal((await world.mint(cookie)).status, 200);
    assert.equal(await round(), 0, 'nor after another URL');
    world.clock.sleep(42 * MINUTE);
    assert.equal(await round(), 0);

    world.clock.sleep(4 * MINUTE);
    slow = Promise.withResolvers();
    assert.equal(await round(), 3);
    assert.equal(await round(), 0, 'the round before is still under way');
    slow.resolve();
    slow = undefined;
    for (const person of ['ana', 'ben', 'mia']) {
      for (let tries = 0; tries < 200 && world.databricks.refreshes(person) === 0; tries += 1) await sleep(10);
      assert.equal(world.databricks.refreshes(person), 1);
    }
    await sleep(50);
    assert.equal(await round(), 3, 'the new tokens');
    assert.equal(await round(), 0);
  } finally {
    mock.timers.reset();
  }
});
