// One derived key serves many tokens, and is replaced before budget or age run out.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemRandom, type Random } from '../../src/base/random.ts';
import { secret } from '../../src/base/secret.ts';
import { createDerivedKeys, type DerivedKeys } from '../../src/sigma/derived-keys.ts';
import { encryptToken } from '../../src/sigma/token-cipher.ts';
import { movableClock } from '../../src/testing/index.ts';

const embedSecret = secret('an embed secret for these tests, long enough');

async function saltsOf(keys: DerivedKeys, count: number): Promise<string[]> {
  const salts: string[] = [];
  for (let n = 0; n < count; n += 1) salts.push((await keys.take()).salt);
  return salts;
}

it('a key is used exactly as often as its budget says [EM-07]', async () => {
  const keys = createDerivedKeys({ secret: embedSecret, clock: movableClock(), random: systemRandom, budget: 4 });
  const salts = await saltsOf(keys, 12);
  const counts = Object.values(Object.groupBy(salts, (salt) => salt)).map((same) => same?.length);
  assert.ok(
    counts.every((count) => (count ?? 0) <= 4),
    `uses per key: ${counts.join(', ')}`,
  );
  assert.ok(new Set(salts).size >= 3);
});

it('a key is replaced after an hour, and its successor is derived before that [EM-07]', async () => {
  const clock = movableClock();
  let salts = 0;
  const random: Random = (length) => {
    if (length === 16) salts += 1;
    return systemRandom(length);
  };
  const keys = createDerivedKeys({ secret: embedSecret, clock, random });
  const first = await keys.take();
  clock.advance(44 * 60_000);
  assert.equal((await keys.take()).salt, first.salt);
  assert.equal(salts, 1);
  clock.advance(2 * 60_000);
  assert.equal(keys.take() instanceof Promise, false, 'nobody waits for the successor');
  assert.equal(salts, 2, 'it is derived meanwhile');
  while ((await keys.take()).salt === first.salt) await new Promise((done) => setTimeout(done, 5));
  assert.equal(salts, 2);
  clock.advance(61 * 60_000);
  assert.equal(keys.take() instanceof Promise, true, 'an old key is never used');
});

it('salt and IV never repeat together [EM-07]', async () => {
  const keys = createDerivedKeys({ secret: embedSecret, clock: movableClock(), random: systemRandom, budget: 50_000 });
  const key = await keys.take();
  const seen = new Set<string>();
  const token = secret('token');
  for (let n = 0; n < 200_000; n += 1) seen.add(encryptToken(key, token, systemRandom).slice(0, 41));
  assert.equal(seen.size, 200_000);
});

it('the switch for a fresh salt per token is honoured [EM-07]', async () => {
  const keys = createDerivedKeys({
    secret: embedSecret,
    clock: movableClock(),
    random: systemRandom,
    freshSaltPerToken: true,
  });
  assert.equal(new Set(await saltsOf(keys, 3)).size, 3);
});

it('a derivation never blocks the event loop [EM-06]', async () => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const keys = createDerivedKeys({
    secret: embedSecret,
    clock: movableClock(),
    random: systemRandom,
    freshSaltPerToken: true,
  });
  const startedAt = performance.now();
  await Promise.all([keys.take(), keys.take(), keys.take()]);
  const took = performance.now() - startedAt;
  delay.disable();
  assert.ok(delay.max / 1e6 < took / 2, `longest pause ${delay.max / 1e6} ms in ${took} ms`);
});
