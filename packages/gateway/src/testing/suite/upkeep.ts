// Upkeep: what is over goes in small batches; the store says whether it works.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { AttemptHash } from '../../store/store.ts';
import type { SuiteWorld } from './suite-world.ts';
import { endedSession, hash, MINUTE, newSession } from './samples.ts';

export function upkeepClaims(given: SuiteWorld): void {
  it('purges sessions that are over, a batch at a time, and hands over what is left to do [AV-06]', async () => {
    const { clock, store } = given;
    const begun = clock.now();
    for (const name of ['old', 'older']) await store.insertSession(newSession(name));
    await store.insertSession(newSession('active', { createdAt: begun + MINUTE }));
    await store.touchSession(hash('active'), begun + 9 * MINUTE);
    const unused = newSession('idle', { createdAt: begun + MINUTE });
    await store.insertSession(unused);
    await store.insertSession(newSession('fresh', { createdAt: begun + 9 * MINUTE }));
    const creation = { by: 'creation', before: begun } as const;
    const first = await store.purgeSessions(creation, 1);
    const second = await store.purgeSessions(creation, 5);
    assert.deepEqual([...first, ...second].map((ended) => ended.hash).toSorted(), ['old', 'older']);
    assert.equal(first.length, 1);
    const [idle, ...others] = await store.purgeSessions({ by: 'activity', before: begun + 5 * MINUTE }, 5);
    assert.deepEqual(idle, endedSession(unused));
    assert.deepEqual(others, []);
    assert.deepEqual(await store.purgeSessions(creation, 5), []);
    const left = await store.listSessions({}, { after: undefined, limit: 9 });
    assert.deepEqual(left.map((row) => row.hash).toSorted(), ['active', 'fresh']);
  });

  it('purges spent attempts past their time, where they do not go by themselves [AV-06]', async () => {
    const { clock, store } = given;
    const attempts = ['a', 'b', 'c'].map((text) => text as AttemptHash);
    for (const attempt of attempts) await store.spendAttempt(attempt, clock.now() + MINUTE);
    clock.advance(10 * MINUTE);
    await store.spendAttempt('recent' as AttemptHash, clock.now() + MINUTE);
    const counts = [await store.purgeAttempts(2), await store.purgeAttempts(2), await store.purgeAttempts(2)];
    assert.ok([[2, 1, 0].join(), [0, 0, 0].join()].includes(counts.join()), counts.join());
    assert.equal(await store.spendAttempt('recent' as AttemptHash, clock.now()), false, 'still spent');
  });

  it('purges audit events from before a time, whatever their order, and keeps the positions of the others', async () => {
    const { store } = given;
    await store.appendAudit([99, 1, 2, 3, 50].map((at) => ({ at, event: 'e', body: '{}' })));
    const before = await store.readAudit({ after: 0, limit: 9 });
    assert.equal(await store.purgeAudit(1, 9), 0);
    let purged = 0;
    for (let batch = -1; batch !== 0; purged += batch) batch = await store.purgeAudit(50, 2);
    assert.equal(purged, 3);
    const kept = before.filter(({ at }) => at >= 50);
    assert.deepEqual(await store.readAudit({ after: 0, limit: 9 }), kept);
    assert.equal(await store.purgeAudit(100, 9), 2);
    await store.appendAudit([{ at: 100, event: 'e', body: '{}' }]);
    const [next] = await store.readAudit({ after: kept.at(-1)?.position ?? 0, limit: 9 });
    assert.equal(next?.at, 100, 'a position is never used again');
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
