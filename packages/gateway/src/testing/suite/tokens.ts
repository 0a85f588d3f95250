// Tokens: replaced only over the version that was spent, and never for a session that is gone.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Sealed } from '../../store/store.ts';
import type { SuiteWorld } from './suite-world.ts';
import { grantRow, hash, newSession, refreshClaim } from './samples.ts';

export function tokenClaims(given: SuiteWorld): void {
  it('replaces tokens only over the version that was spent, whoever holds the lease [RF-04]', async () => {
    const { store } = given;
    await store.insertSession(newSession('s'));
    await store.claimRefresh(hash('s'), refreshClaim());
    const writes = await Promise.all(
      ['a', 'b', 'c'].map((who) => store.replaceTokens(hash('s'), 1, grantRow(2, { sealedAccess: who as Sealed }))),
    );
    assert.deepEqual(writes.toSorted(), ['moved', 'moved', 'written']);
    const row = await store.findSession(hash('s'));
    assert.equal(row?.grant.version, 2);
    assert.equal(row?.intent, undefined, 'lease and intent are cleared by the same write');
    assert.equal(await store.replaceTokens(hash('nobody'), 1, grantRow(2)), 'gone');
  });

  it('takes tokens of any later version over one that was restored from a backup', async () => {
    const { store } = given;
    await store.insertSession(newSession('s'));
    assert.equal(await store.replaceTokens(hash('s'), 1, grantRow(5)), 'written');
    assert.equal((await store.findTokens(hash('s')))?.version, 5);
    assert.equal(await store.replaceTokens(hash('s'), 2, grantRow(3)), 'moved');
    assert.equal(await store.replaceTokens(hash('s'), 5, grantRow(6)), 'written');
  });

  it('keeps both tokens and what was learned of rotation in one write [RF-06]', async () => {
    const { store } = given;
    await store.insertSession(newSession('s'));
    const next = grantRow(2, { rotation: 'kept', scopes: ['one'], clientId: 'c2' });
    await store.replaceTokens(hash('s'), 1, next);
    const { sealedAccess, sealedRefresh, ...grant } = next;
    assert.deepEqual((await store.findSession(hash('s')))?.grant, grant);
    assert.deepEqual(await store.findTokens(hash('s')), { version: 2, sealedAccess, sealedRefresh });
  });

  it('does not resurrect a session that ended during a refresh [RF-13]', async () => {
    const { store } = given;
    await store.insertSession(newSession('s'));
    await store.claimRefresh(hash('s'), refreshClaim());
    await store.removeSession(hash('s'));
    assert.equal(await store.replaceTokens(hash('s'), 1, grantRow(2)), 'gone');
    await store.touchSession(hash('s'), Number.MAX_SAFE_INTEGER);
    await store.releaseRefresh(hash('s'), 'attempt-1', 'unfinished');
    assert.equal(await store.findSession(hash('s')), undefined);
    assert.deepEqual(await store.listSessions({}, { after: undefined, limit: 10 }), []);
  });
}
