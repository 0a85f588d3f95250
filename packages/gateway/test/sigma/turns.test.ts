// Who asks for a hundred waits for a hundred; who asks for one waits for one of them.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { GatewayError } from '../../src/base/errors.ts';
import { createTurns } from '../../src/sigma/turns.ts';

const isTooMany = (error: unknown): boolean =>
  error instanceof GatewayError && error.code === 'too_many_requests' && (error.retryAfterSeconds ?? 0) > 0;

it('what one asks for once comes before what another asked for many times [RL-04]', async () => {
  const turns = createTurns({ each: 100, all: 100 });
  const done: string[] = [];
  const ask = (whose: string) => turns.take(whose, async () => void done.push(whose));
  const asked = [...Array.from({ length: 20 }, () => ask('ana')), ask('ben'), ask('mia'), ask('ben')];
  await Promise.all(asked);
  assert.deepEqual(done.slice(0, 6), ['ana', 'ana', 'ben', 'mia', 'ana', 'ben']);
  assert.equal(done.length, 23);
});

it('so much may wait for one, so much for all; the rest is told to come later [RL-04]', async () => {
  const turns = createTurns({ each: 2, all: 3 });
  const gate = Promise.withResolvers<void>();
  const ask = (whose: string) => turns.take(whose, () => gate.promise);
  const kept = [ask('ana'), ask('ana'), ask('ana')];
  await assert.rejects(ask('ana'), isTooMany);
  kept.push(ask('ben'));
  await assert.rejects(ask('ben'), isTooMany);
  await assert.rejects(ask('mia'), isTooMany);
  gate.resolve();
  await Promise.all(kept);
  await ask('mia');
});

it('one thing at a time, whatever fails, and the next one has its turn', async () => {
  const turns = createTurns({ each: 9, all: 9 });
  let running = 0;
  const work = async (): Promise<void> => {
    running += 1;
    assert.equal(running, 1);
    await new Promise((done) => setImmediate(done));
    running -= 1;
  };
  const fail = (): Promise<void> => Promise.reject(new Error('no'));
  const asked = [turns.take('ana', work), turns.take('ana', fail), turns.take('ben', work), turns.take('ana', work)];
  const ends = (await Promise.allSettled(asked)).map(({ status }) => status);
  assert.deepEqual(ends, ['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  await turns.take('ben', work);
});
