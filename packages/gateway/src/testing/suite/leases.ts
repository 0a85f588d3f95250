// Leases: one holder, a mark that outlives it, pauses, and the one last chance.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Claim, RefreshClaim } from '../../store/store.ts';
import type { SuiteWorld } from './suite-world.ts';
import { grantRow, hash, newSession, refreshClaim } from './samples.ts';

export function leaseClaims(given: SuiteWorld): void {
  const claim = (patch: Partial<RefreshClaim> = {}): Promise<Claim> =>
    given.store.claimRefresh(hash('s'), refreshClaim(patch));
  const outcome = async (patch: Partial<RefreshClaim> = {}): Promise<string> => (await claim(patch)).outcome;

  it('gives the lease to one of many who ask, with the tokens to spend [RF-02]', async () => {
    await given.store.insertSession(newSession('s'));
    const asked = Array.from({ length: 20 }, (_, n) => claim({ attemptId: `attempt-${n}`, owner: `owner-${n}` }));
    const claims = await Promise.all(asked);
    const winners = claims.filter((answer) => answer.outcome === 'claimed');
    assert.equal(winners.length, 1);
    const { sealedAccess, sealedRefresh } = grantRow(1);
    const tokens = { version: 1, sealedAccess, sealedRefresh };
    assert.deepEqual(winners[0], { outcome: 'claimed', tokens, previous: undefined });
    assert.equal(claims.filter((answer) => answer.outcome === 'held').length, 19);
  });

  it('shows the intent while the lease lives, and hands it over when the lease has lapsed [RF-10]', async () => {
    const { clock, store } = given;
    await store.insertSession(newSession('s'));
    await claim();
    const intent = {
      owner: 'me',
      attemptId: 'attempt-1',
      startedAt: clock.now(),
      leaseUntil: clock.now() + 30_000,
      isProbe: false,
    };
    assert.deepEqual((await store.findSession(hash('s')))?.intent, intent);
    clock.advance(29_999);
    assert.deepEqual(await claim({ attemptId: 'attempt-2' }), { outcome: 'held', intent, leftMs: 1 });
    clock.advance(1);
    const second = await claim({ attemptId: 'attempt-2' });
    assert.equal(second.outcome, 'claimed');
    assert.deepEqual(second.outcome === 'claimed' && second.previous, intent);
  });

  it('changes nothing for a claim that may not take over what is unfinished [RF-09]', async () => {
    const { clock, store } = given;
    await store.insertSession(newSession('s'));
    await claim();
    const before = await store.findSession(hash('s'));
    clock.advance(30_000);
    const answer = await claim({ attemptId: 'attempt-2', takesOverMs: 0 });
    assert.deepEqual(answer, { outcome: 'unfinished', intent: before?.intent });
    assert.deepEqual(await store.findSession(hash('s')), before);
  });

  it('takes over what is unfinished only while it is young, counted from the first attempt [RF-09]', async () => {
    const { clock, store } = given;
    await store.insertSession(newSession('s'));
    await claim();
    const begun = clock.now();
    clock.advance(30_000);
    assert.equal(await outcome({ attemptId: 'attempt-2', takesOverMs: 30_000 }), 'unfinished', 'a moment too old');
    assert.equal(await outcome({ attemptId: 'attempt-2', takesOverMs: 45_000 }), 'claimed');
    assert.equal((await store.findSession(hash('s')))?.intent?.startedAt, begun, 'the first attempt counts');
    clock.advance(30_000);
    assert.equal(await outcome({ attemptId: 'attempt-3', takesOverMs: 45_000 }), 'unfinished');
  });

  it('gives the chance of a probe back that was never sent, and keeps that of one that was [RF-09]', async () => {
    const { clock, store } = given;
    await store.insertSession(newSession('s'));
    await claim();
    clock.advance(30_000);
    assert.equal(await outcome({ attemptId: 'p1', isProbe: true }), 'claimed');
    await store.releaseRefresh(hash('s'), 'p1', 'unfinished');
    assert.equal(await outcome({ attemptId: 'p2', isProbe: true }), 'claimed', 'p1 was never sent');
    await store.releaseRefresh(hash('s'), 'p2', 'probed');
    assert.equal(await outcome({ attemptId: 'p3', isProbe: true }), 'unfinished');
    assert.equal((await store.findSession(hash('s')))?.intent?.isProbe, true);
  });

  it('does not believe a lease from a clock that was set back [RF-14]', async () => {
    const { clock, store } = given;
    await store.insertSession(newSession('s'));
    await claim({ leaseMs: 3_600_000 });
    assert.equal(await outcome({ attemptId: 'attempt-2', leaseMs: 30_000, takesOverMs: 0 }), 'unfinished');
    assert.equal(await outcome({ attemptId: 'attempt-2', leaseMs: 3_600_000 }), 'held');
    clock.advance(1);
    assert.equal(await outcome({ attemptId: 'attempt-2', leaseMs: 30_000 }), 'claimed');
  });

  it('gives one probe per version, even to those who ask late [RF-09]', async () => {
    const { clock, store } = given;
    await store.insertSession(newSession('s'));
    await claim();
    clock.advance(30_000);
    const probes = await Promise.all(['p1', 'p2', 'p3'].map((attemptId) => outcome({ attemptId, isProbe: true })));
    assert.deepEqual(probes.toSorted(), ['claimed', 'held', 'held']);
    assert.equal((await store.findSession(hash('s')))?.intent?.isProbe, true);
    clock.advance(30_000);
    assert.equal(await outcome({ attemptId: 'p4', isProbe: true }), 'unfinished');
    await store.replaceTokens(hash('s'), 1, grantRow(2));
    assert.equal(
      await outcome({ version: 2, attemptId: 'p5', isProbe: true }),
      'claimed',
      'a new version, a new chance',
    );
  });

  it('tells a claimer of a version that moved on, or of a session that is gone', async () => {
    assert.equal(await outcome(), 'gone');
    await given.store.insertSession(newSession('s'));
    await given.store.replaceTokens(hash('s'), 1, grantRow(2));
    assert.equal(await outcome(), 'moved');
  });

  it('releases a lease for its holder only; an unknown outcome leaves its mark [RF-10]', async () => {
    const { store } = given;
    await store.insertSession(newSession('s'));
    await claim();
    await store.releaseRefresh(hash('s'), 'somebody else', 'nothing');
    assert.equal(await outcome({ attemptId: 'attempt-2' }), 'held');
    await store.releaseRefresh(hash('s'), 'attempt-1', 'unfinished');
    assert.equal(await outcome({ attemptId: 'attempt-2', takesOverMs: 0 }), 'unfinished');
    const marked = await claim({ attemptId: 'attempt-2' });
    assert.equal(marked.outcome === 'claimed' && marked.previous?.attemptId, 'attempt-1');
    await store.releaseRefresh(hash('s'), 'attempt-2', 'nothing');
    const clean = await claim({ attemptId: 'attempt-3', takesOverMs: 0 });
    assert.equal(clean.outcome === 'claimed' && clean.previous, undefined);
    await store.releaseRefresh(hash('nobody'), 'attempt-1', 'nothing');
  });

  it('holds every refresh of a client back until the pause is over; a shorter pause does not shorten it [RF-07]', async () => {
    const { clock, store } = given;
    await store.insertSession(newSession('s'));
    await store.insertSession(newSession('other', { grant: grantRow(1, { clientId: 'other client' }) }));
    await store.pauseRefreshes('client', 10_000);
    await store.pauseRefreshes('client', 5000);
    assert.deepEqual(await claim(), { outcome: 'paused', leftMs: 10_000 });
    assert.equal((await store.claimRefresh(hash('other'), refreshClaim())).outcome, 'claimed');
    clock.advance(10_000);
    assert.equal(await outcome(), 'claimed');
    await store.pauseRefreshes('client', 60_000);
    assert.equal(await outcome({ attemptId: 'attempt-2' }), 'held', 'who holds a lease is told first');
    await store.releaseRefresh(hash('s'), 'attempt-1', 'nothing');
    assert.equal(await outcome(), 'paused');
    await store.pauseRefreshes('client', 0);
    assert.equal(await outcome(), 'claimed', 'lifted');
  });
  it('forgets a pause from a clock that was set back [RF-14]', async () => {
    const { clock, store } = given;
    await store.insertSession(newSession('s'));
    await store.pauseRefreshes('client', 10_000);
    clock.advance(-3_600_000);
    assert.equal(await outcome(), 'claimed');
    await store.releaseRefresh(hash('s'), 'attempt-1', 'nothing');
    await store.pauseRefreshes('client', 5000);
    assert.deepEqual(await claim(), { outcome: 'paused', leftMs: 5000 });
  });
}
