// Removal and lists: one, all of a viewer, everybody; in pages by hash.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SessionFilter } from '../../store/store.ts';
import type { SuiteWorld } from './suite-world.ts';
import { ana, ben, endedSession, grantRow, hash, newSession } from './samples.ts';

export function removalClaims(given: SuiteWorld): void {
  const names = async (filter: SessionFilter = {}): Promise<readonly string[]> =>
    (await given.store.listSessions(filter, { after: undefined, limit: 100 })).map((row) => row.hash);

  it('removes a session once, and says whose it was and what to revoke', async () => {
    const { store } = given;
    const session = newSession('s');
    await store.insertSession(session);
    assert.deepEqual(await store.removeSession(session.hash), endedSession(session));
    assert.equal(await store.removeSession(hash('s')), undefined);
    assert.equal(await store.findTokens(hash('s')), undefined);
  });

  it('hands a removed session to one of many who remove it', async () => {
    const { store } = given;
    await store.insertSession(newSession('s'));
    const removed = await Promise.all(Array.from({ length: 10 }, () => store.removeSession(hash('s'))));
    assert.equal(removed.filter((ended) => ended !== undefined).length, 1);
  });

  it('removes a session whose grant is dead only while it still has that grant [RF-08]', async () => {
    const { store } = given;
    await store.insertSession(newSession('s'));
    assert.equal(await store.replaceTokens(hash('s'), 1, grantRow(2)), 'written');
    assert.equal(await store.removeSession(hash('s'), 1), undefined, 'the grant has moved on');
    assert.equal((await store.findSession(hash('s')))?.grant.version, 2);
    assert.equal((await store.removeSession(hash('s'), 2))?.version, 2);
    assert.equal(await store.removeSession(hash('s'), 2), undefined);
    assert.equal(await store.findSession(hash('s')), undefined);
  });

  it('lists in order of hash, page by page, everybody or one viewer by id or name [SE-12]', async () => {
    const { store } = given;
    for (const name of ['d', 'B', 'a', '-c', '_e']) await store.insertSession(newSession(name));
    await store.insertSession(newSession('b', { viewer: ben }));
    assert.deepEqual(await names(), ['-c', 'B', '_e', 'a', 'b', 'd'], 'by the bytes of the hash');
    const second = await store.listSessions({}, { after: hash('B'), limit: 2 });
    assert.deepEqual(
      second.map((row) => row.hash),
      ['_e', 'a'],
    );
    assert.deepEqual(second[0], await store.findSession(hash('_e')));
    assert.deepEqual(await store.listSessions({}, { after: hash('d'), limit: 2 }), []);
    for (const viewer of ['43', 'ben@example.com', 'BEN@EXAMPLE.COM']) assert.deepEqual(await names({ viewer }), ['b']);
    const ofAna = await store.listSessions({ viewer: '42' }, { after: hash('a'), limit: 5 });
    assert.deepEqual(
      ofAna.map((row) => row.hash),
      ['d'],
    );
    assert.deepEqual(await names({ viewer: 'nobody@example.com' }), []);
  });

  it('removes all of a viewer and nobody else, a batch at a time [SE-12]', async () => {
    const { store } = given;
    for (const name of ['a', 'b', 'c']) await store.insertSession(newSession(name, { viewer: ben }));
    await store.insertSession(newSession('of ana'));
    const first = await store.removeSessions({ viewer: 'BEN@example.com' }, 2);
    const second = await store.removeSessions({ viewer: '43' }, 2);
    assert.equal(first.length, 2);
    assert.equal(second.length, 1, 'shorter than asked for: none is left');
    assert.deepEqual([...first, ...second].map((ended) => ended.hash).toSorted(), ['a', 'b', 'c']);
    assert.equal(second[0]?.sealedRefresh, grantRow(1).sealedRefresh);
    assert.deepEqual(await store.removeSessions({ viewer: '43' }, 2), []);
    assert.deepEqual(await names(), ['of ana']);
  });

  it('removes everybody, each once, even if two do it at the same time [SE-12]', async () => {
    const { store } = given;
    for (let n = 0; n < 30; n += 1) await store.insertSession(newSession(`s${n}`, { viewer: n % 2 ? ana : ben }));
    const batches = await Promise.all([store.removeSessions({}, 20), store.removeSessions({}, 20)]);
    assert.equal(new Set(batches.flat().map((ended) => ended.hash)).size, 30);
    assert.equal(batches.flat().length, 30);
    assert.deepEqual(await names(), []);
  });
}
