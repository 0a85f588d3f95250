// Sessions: found as inserted, replaced and capped in the same write, activity only forward.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { AttemptHash } from '../../store/store.ts';
import type { SuiteWorld } from './suite-world.ts';
import { ben, endedSession, grantRow, hash, MINUTE, newSession } from './samples.ts';

export function sessionClaims(given: SuiteWorld): void {
  it('spends a login attempt once, however many callers try at once [OA-03]', async () => {
    const { clock, store } = given;
    const attempt = 'attempt' as AttemptHash;
    const takes = await Promise.all(
      Array.from({ length: 50 }, () => store.spendAttempt(attempt, clock.now() + MINUTE)),
    );
    assert.equal(takes.filter(Boolean).length, 1);
    assert.equal(await store.spendAttempt('other' as AttemptHash, clock.now() + MINUTE), true);
  });

  it('finds a session as it was inserted, without its tokens', async () => {
    const { store } = given;
    const session = newSession('s', { grant: grantRow(1, { rotation: 'rotated' }) });
    assert.deepEqual(await store.insertSession(session), []);
    const { sealedAccess, sealedRefresh, ...grant } = session.grant;
    assert.deepEqual(await store.findSession(hash('s')), {
      hash: session.hash,
      viewer: session.viewer,
      createdAt: session.createdAt,
      lastActiveAt: session.createdAt,
      grant,
      intent: undefined,
    });
    assert.deepEqual(await store.findTokens(hash('s')), { version: 1, sealedAccess, sealedRefresh });
    assert.equal(await store.findSession(hash('nobody')), undefined);
    assert.equal(await store.findTokens(hash('nobody')), undefined);
  });

  it('removes the session that a new one replaces in the same write, and hands over what is left to do [SE-03]', async () => {
    const { store } = given;
    const old = newSession('old', { grant: grantRow(3) });
    await store.insertSession(old);
    const ended = await store.insertSession(newSession('new', { replaces: hash('old'), viewer: ben }));
    assert.deepEqual(ended, [endedSession(old)]);
    assert.equal(await store.findSession(hash('old')), undefined);
    assert.notEqual(await store.findSession(hash('new')), undefined);
    assert.deepEqual(await store.insertSession(newSession('newer', { replaces: hash('old') })), []);
  });

  it('keeps the cap of a viewer in the same write: the longest inactive go [SE-12]', async () => {
    const { clock, store } = given;
    for (const name of ['a', 'b', 'c']) await store.insertSession(newSession(name));
    await store.insertSession(newSession('of ben', { viewer: ben }));
    await store.touchSession(hash('a'), clock.now() + 2 * MINUTE);
    await store.touchSession(hash('b'), clock.now() + MINUTE);
    const ended = await store.insertSession(newSession('d', { cap: 2, createdAt: clock.now() + 3 * MINUTE }));
    assert.deepEqual(
      ended.map((session) => session.hash),
      ['c', 'b'],
    );
    assert.notEqual(await store.findSession(hash('a')), undefined);
    assert.notEqual(await store.findSession(hash('of ben')), undefined, "somebody else's session does not count");
    const replacing = newSession('e', { cap: 1, replaces: hash('d'), createdAt: clock.now() });
    assert.deepEqual(
      (await store.insertSession(replacing)).map((session) => session.hash),
      ['d', 'a'],
    );
    assert.notEqual(await store.findSession(hash('e')), undefined, 'the new session is never over the cap');
  });

  it('holds the cap however many sign in at once [SE-12]', async () => {
    const { store } = given;
    const names = Array.from({ length: 12 }, (_, n) => `s${n}`);
    const ended = await Promise.all(names.map((name) => store.insertSession(newSession(name, { cap: 3 }))));
    assert.equal((await store.listSessions({}, { after: undefined, limit: 100 })).length, 3);
    assert.equal(new Set(ended.flat().map((session) => session.hash)).size, 9, 'each is handed over once');
  });

  it('moves activity forward and never back [SE-09]', async () => {
    const { clock, store } = given;
    await store.insertSession(newSession('s'));
    await store.touchSession(hash('s'), clock.now() + 5000);
    await store.touchSession(hash('s'), clock.now() + 1000);
    assert.equal((await store.findSession(hash('s')))?.lastActiveAt, clock.now() + 5000);
    await store.touchSession(hash('nobody'), clock.now());
    assert.equal(await store.findSession(hash('nobody')), undefined);
  });
}
