// The door to Databricks for sign-ins: its places, its queue, and who is turned away.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { GatewayError } from '../../src/base/errors.ts';
import { createSignInGate } from '../../src/flows/sign-in-gate.ts';

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

it('lets 32 in, lets 96 wait in the order in which they came, and turns the others away at once [RL-06]', async () => {
  const gate = createSignInGate();
  const inside: { readonly n: number; readonly leave: () => void }[] = [];
  let refused = 0;
  const come = async (n: number): Promise<void> => {
    try {
      inside.push({ n, leave: await gate.enter() });
    } catch (error) {
      assert.ok(error instanceof GatewayError);
      assert.deepEqual([error.code, error.retryAfterSeconds], ['databricks_unavailable', 5]);
      refused += 1;
    }
  };
  for (let n = 0; n < 200; n += 1) void come(n);
  await turn();
  assert.deepEqual([inside.length, refused], [32, 200 - 32 - 96]);
  inside[0]?.leave();
  inside[0]?.leave();
  await turn();
  assert.equal(inside.length, 33, 'a place is given back once');
  for (let next = 1; next < inside.length; next += 1) {
    inside[next]?.leave();
    await turn();
  }
  assert.deepEqual(
    inside.map(({ n }) => n),
    Array.from({ length: 32 + 96 }, (_, n) => n),
  );
  inside.length = 0;
  for (let n = 0; n < 33; n += 1) void come(n);
  await turn();
  assert.equal(inside.length, 32, 'all places are free again, and no more than that');
});
