// The two memories of the vault: tokens opened a moment ago, and work under way.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { secret } from '../../src/base/secret.ts';
import type { SessionHash } from '../../src/session/session.ts';
import { movableClock } from '../../src/testing/index.ts';
import { createOpenedGrants } from '../../src/vault/opened-grants.ts';
import { createSingleFlight } from '../../src/vault/single-flight.ts';

const hash = (text: string): SessionHash => text as SessionHash;

it('an opened token is served for its version only, and not for long', () => {
  const clock = movableClock();
  const opened = createOpenedGrants({ clock });
  opened.put(hash('s'), ['v1'], secret('one'));
  assert.equal(opened.get(hash('s'), ['v1'])?.reveal(), 'one');
  assert.equal(opened.get(hash('s'), ['v2']), undefined, 'a newer version in the store wins');
  assert.equal(opened.get(hash('s'), ['v1']), undefined, 'and the old one is forgotten');
  opened.put(hash('s'), ['v2'], secret('two'));
  clock.advance(5 * 60_000);
  assert.equal(opened.get(hash('s'), ['v2']), undefined);
});

it('the number of opened tokens is bounded, the oldest goes first', () => {
  const opened = createOpenedGrants({ clock: movableClock(), max: 3 });
  for (const name of ['a', 'b', 'c', 'd']) opened.put(hash(name), ['v1'], secret(name));
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((name) => opened.get(hash(name), ['v1'])?.reveal()),
    [undefined, 'b', 'c', 'd'],
  );
});

it('a token that nobody asks for again goes when its time is over, and at once when its session ends', () => {
  const clock = movableClock();
  const opened = createOpenedGrants({ clock });
  opened.put(hash('old'), ['v1'], secret('one'));
  opened.put(hash('renewed'), ['v1'], secret('two'));
  clock.advance(4 * 60_000);
  opened.put(hash('young'), ['v1'], secret('three'));
  opened.put(hash('renewed'), ['v2'], secret('four'));
  assert.equal(opened.sweep(), 3);
  clock.advance(60_000);
  assert.equal(opened.sweep(), 2);
  assert.equal(opened.get(hash('renewed'), ['v2'])?.reveal(), 'four');
  opened.forget(hash('young'));
  assert.equal(opened.get(hash('young'), ['v1']), undefined);
  assert.equal(opened.sweep(), 1);
});

it('callers of one key share one run, and its failure; the next caller starts anew [RF-02]', async () => {
  const flights = createSingleFlight<number>();
  let runs = 0;
  const work = async (): Promise<number> => {
    runs += 1;
    const mine = runs;
    await Promise.resolve();
    if (mine === 1) throw new Error('first');
    return mine;
  };
  const first = await Promise.allSettled([flights.run('k', work), flights.run('k', work), flights.run('k', work)]);
  assert.deepEqual(
    first.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  );
  assert.equal(runs, 1);
  assert.deepEqual(
    await Promise.all([flights.run('k', work), flights.run('k', work), flights.run('other', work)]),
    [2, 2, 3],
  );
  assert.deepEqual(flights.pending(), []);
});
