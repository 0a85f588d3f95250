// Copies: rows as they are stored, put in place of older ones and never of newer ones.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoredSession } from '../../store/store.ts';
import type { SuiteWorld } from './suite-world.ts';
import { ben, grantRow, hash, newSession, refreshClaim, storedSession } from './samples.ts';

export function copyClaims(given: SuiteWorld): void {
  it('reads sessions as they are stored, in order of hash, and puts them into another store unchanged', async () => {
    const { clock, store } = given;
    for (const name of ['b', 'a', 'C']) await store.insertSession(newSession(name));
    await store.touchSession(hash('a'), clock.now() + 1000);
    await store.claimRefresh(hash('a'), refreshClaim({ isProbe: true }));
    const all = await store.readStored({ after: undefined, limit: 10 });
    assert.deepEqual(
      all.map((session) => session.hash),
      ['C', 'a', 'b'],
    );
    assert.equal(all[1]?.grant.sealedRefresh, grantRow(1).sealedRefresh);
    assert.equal(all[1]?.intent?.isProbe, true);
    assert.deepEqual(await store.readStored({ after: hash('C'), limit: 1 }), [all[1]]);

    const other = await given.openAnother();
    const copies = all.map((session) => copyOf(session));
    for (const session of copies) assert.equal(await other.putSession(session), 'written');
    assert.deepEqual(await other.readStored({ after: undefined, limit: 10 }), copies);
    assert.equal((await other.claimRefresh(hash('a'), refreshClaim({ attemptId: 'second' }))).outcome, 'held');
    assert.deepEqual(await other.keysInUse(), [{ id: 'k1', sessions: 3 }]);
    assert.equal((await other.listSessions({ viewer: 'ana@example.com' }, { after: undefined, limit: 5 })).length, 3);
  });

  it('brings an older row up to date and leaves a newer one alone', async () => {
    const { store } = given;
    const begin = storedSession('s');
    const later = begin.lastActiveAt + 1000;
    assert.equal(await store.putSession(begin), 'written');
    assert.equal(await store.putSession({ ...begin, lastActiveAt: later, viewer: ben }), 'written');
    assert.equal(await store.putSession(begin), 'kept', 'active later');
    assert.equal((await store.findSession(hash('s')))?.viewer.id, ben.id);
    assert.equal((await store.listSessions({ viewer: '42' }, { after: undefined, limit: 5 })).length, 0);
    await store.replaceTokens(hash('s'), 1, grantRow(2));
    assert.equal(await store.putSession({ ...begin, lastActiveAt: later + 1000 }), 'kept', 'a higher version');
    assert.equal((await store.findSession(hash('s')))?.lastActiveAt, later);
    assert.equal(await store.putSession({ ...begin, grant: grantRow(3) }), 'written');
    assert.deepEqual((await store.findTokens(hash('s')))?.version, 3);
  });

  it('remembers since when it is used; to be copied to, and to lose an ended copy, is no use', async () => {
    const { store } = given;
    await store.putSession(storedSession('s'));
    await store.removeSession(hash('s'));
    assert.equal(await store.usedSince(), undefined);
    await store.markUsed(1000);
    await store.markUsed(2000);
    assert.equal(await store.usedSince(), 1000);
    assert.equal(await (await given.openAnother()).usedSince(), undefined);
  });

  it('has an identity of its own', async () => {
    const other = await given.openAnother();
    const identity = await given.store.identity();
    assert.ok(identity.length >= 16);
    assert.equal(await given.store.identity(), identity);
    assert.notEqual(await other.identity(), identity);
  });
}

function copyOf(session: StoredSession): StoredSession {
  return { ...session, copiedFrom: 'the first' };
}
