// Upkeep: what is over goes in small batches; the store says whether it works.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { AttemptHash } from '../../store/store.ts';
import type { SuiteWorld } from './suite-world.ts';
import { hash, MINUTE, newSession } from './samples.ts';

export function upkeepClaims(given: SuiteWorld): void {
  it('purges what is over, in small batches, and nothing else [AV-06]', async () => {
    const { clock, store } = given;
    const begun = clock.now();
    await store.insertSession(newSession('old'));
    await store.spendAttempt('spent' as AttemptHash, begun + MINUTE);
    clock.advance(10 * MINUTE);
    await store.insertSession(newSession('idle', { createdAt: begun + 5 * MINUTE }));
    await store.insertSession(newSession('fresh', { createdAt: clock.now() }));
    await store.spendAttempt('recent' as AttemptHash, clock.now() + MINUTE);
    const over = { createdBefore: begun, activeBefore: begun + 5 * MINUTE };
    assert.equal(await store.purge(over, 1), 1);
    let purged = 1;
    for (let batch = -1; batch !== 0; purged += batch) batch = await store.purge(over, 10);
    assert.ok(purged === 2 || purged === 3, 'two sessions, and the spent attempt where it does not go by itself');
    assert.deepEqual(
      (await store.listSessions({}, { after: undefined, limit: 9 })).map((row) => row.hash),
      ['fresh'],
    );
    assert.equal(await store.spendAttempt('recent' as AttemptHash, clock.now()), false, 'still spent');
    assert.notEqual(await store.findSession(hash('fresh')), undefined);
  });

  it('has the time of its leases for everybody, where its clock is not that of the machine [RF-14]', async (t) => {
    const { clock, openAnother, store } = given;
    if (store.serverTime === undefined) return t.skip('it has no server');
    const other = await openAnother();
    clock.advance(MINUTE);
    assert.deepEqual([await store.serverTime(), await other.serverTime?.()], [clock.now(), clock.now()]);
  });

  it('says that it can read and write', async () => {
    await given.store.check();
    await given.store.check();
  });
}
