// Keys: which ones are in use, and putting one seal in place of another without losing a refresh.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Sealed, SealedTokens } from '../../store/store.ts';
import type { KeyCheck } from '../../vault/keyring.ts';
import type { SuiteWorld } from './suite-world.ts';
import { grantRow, hash, newSession, refreshClaim } from './samples.ts';

const sealedUnder = (id: string): Pick<SealedTokens, 'sealedAccess' | 'sealedRefresh'> => ({
  sealedAccess: `1.${id}.access` as Sealed,
  sealedRefresh: `1.${id}.refresh` as Sealed,
});

export function keyClaims(given: SuiteWorld): void {
  it('counts the sessions of a key whatever its name [ST-03]', async () => {
    await given.store.insertSession(newSession('n', { grant: grantRow(1, sealedUnder('null')) }));
    assert.deepEqual(await given.store.keysInUse(), [{ id: 'null', sessions: 1 }]);
  });

  it('counts the sessions that each key seals [ST-03]', async () => {
    const { store } = given;
    assert.deepEqual(await store.keysInUse(), []);
    await store.insertSession(newSession('a', { grant: grantRow(1, sealedUnder('k1')) }));
    await store.insertSession(newSession('b', { grant: grantRow(1, sealedUnder('k1')) }));
    const mixed = { sealedAccess: '1.k2.access' as Sealed, sealedRefresh: '1.k1.refresh' as Sealed };
    await store.insertSession(newSession('c', { grant: grantRow(1, mixed) }));
    assert.deepEqual(await store.keysInUse(), [
      { id: 'k1', sessions: 3 },
      { id: 'k2', sessions: 1 },
    ]);
    await store.replaceTokens(hash('a'), 1, grantRow(2, sealedUnder('k3')));
    await store.removeSession(hash('c'));
    assert.deepEqual(await store.keysInUse(), [
      { id: 'k1', sessions: 1 },
      { id: 'k3', sessions: 1 },
    ]);
  });

  it('writes down the check of each key, and refuses another one under an id that it knows [F31]', async () => {
    const { store } = given;
    const [one, two, three] = ['k1', 'k2', 'k3'].map((id) => ({ id, check: `check of ${id}` })) as [
      KeyCheck,
      KeyCheck,
      KeyCheck,
    ];
    const other = { ...one, check: 'of other bytes' };
    const refused = { code: 'store_unusable' };
    await store.admitKeys([one]);
    await store.admitKeys([two, one]);
    await assert.rejects(store.admitKeys([other, two, three]), refused);
    await assert.rejects(store.admitKeys([two, other]), refused);
    await assert.rejects(store.admitKeys([three]), refused, 'nothing of a refused ring was written down');
    await store.admitKeys([one, three]);
    await store.admitKeys([three]);
  });

  it('lets one of two gateways in that come at once with other bytes under one new id [F31]', async () => {
    const { store } = given;
    const both = await Promise.allSettled(['one', 'other'].map((check) => store.admitKeys([{ id: 'k1', check }])));
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  });

  it('rewraps a row that still holds what was read: same version, lease and intent untouched [ST-04]', async () => {
    const { store } = given;
    await store.insertSession(newSession('s', { grant: grantRow(1, sealedUnder('k1')) }));
    await store.claimRefresh(hash('s'), refreshClaim());
    const before = await store.findSession(hash('s'));
    const from = { version: 1, ...sealedUnder('k1') };
    const to = { version: 1, ...sealedUnder('k2') };
    assert.equal(await store.rewrapTokens(hash('s'), from, to), 'written');
    assert.deepEqual(await store.findTokens(hash('s')), to);
    assert.deepEqual(await store.findSession(hash('s')), before);
    assert.deepEqual(await store.keysInUse(), [{ id: 'k2', sessions: 1 }]);
    assert.equal(await store.rewrapTokens(hash('s'), from, to), 'moved', 'it no longer holds what was read');
    assert.equal(await store.replaceTokens(hash('s'), 1, grantRow(2)), 'written', 'the refresh under way goes on');
  });

  it('never writes a rewrap over tokens that came meanwhile, nor for a session that is gone [ST-04]', async () => {
    const { store } = given;
    await store.insertSession(newSession('s', { grant: grantRow(1, sealedUnder('k1')) }));
    const from = { version: 1, ...sealedUnder('k1') };
    await store.replaceTokens(hash('s'), 1, grantRow(2, sealedUnder('k1')));
    assert.equal(await store.rewrapTokens(hash('s'), from, { version: 1, ...sealedUnder('k2') }), 'moved');
    assert.equal((await store.findTokens(hash('s')))?.version, 2);
    assert.equal(await store.rewrapTokens(hash('nobody'), from, from), 'gone');
  });
}
