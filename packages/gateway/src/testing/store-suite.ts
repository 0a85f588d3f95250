// What every store must do. A store of somebody else's runs it too: `storeSuite({ name, open })` inside a test file.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { SessionHash } from '../session/session.ts';
import type { AttemptHash, GrantRow, NewSession, Sealed, Store } from '../store/store.ts';
import { movableClock, type MovableClock } from './fixed-world.ts';

export interface StoreSuiteOptions {
  readonly name: string;
  /** Opens an empty store that reads this clock. */
  readonly open: (clock: MovableClock) => Promise<Store> | Store;
}

const hash = (text: string): SessionHash => text as SessionHash;
const MINUTE = 60_000;

function grantRow(version: number, patch: Partial<GrantRow> = {}): GrantRow {
  return {
    version,
    clientId: 'client',
    scopes: ['all-apis', 'offline_access'],
    obtainedAt: 1000 * version,
    accessExpiresAt: 1000 * version + 3_600_000,
    sealedAccess: `access-${version}` as Sealed,
    sealedRefresh: `refresh-${version}` as Sealed,
    ...patch,
  };
}

export function storeSuite({ name, open }: StoreSuiteOptions): void {
  describe(`store ${name}`, () => {
    let clock: MovableClock;
    let store: Store;
    beforeEach(async () => {
      clock = movableClock();
      store = await open(clock);
    });
    afterEach(async () => {
      await store.close();
    });

    const newSession = (text: string, patch: Partial<NewSession> = {}): NewSession => ({
      hash: hash(text),
      viewer: {
        issuer: 'https://ws.example/oidc',
        id: '42',
        userName: 'ana@example.com',
        displayName: 'Ana "A" Lima 😀',
        groups: [{ id: '1', name: 'manhattan' }],
      },
      createdAt: clock.now(),
      grant: grantRow(1),
      replaces: undefined,
      ...patch,
    });
    const claim = (version = 1, attemptId = 'attempt-1', owner = 'me') =>
      store.claimRefresh(hash('s'), { version, owner, attemptId, leaseMs: 30_000 });

    it('spends a login attempt once, however many callers try at once [OA-03]', async () => {
      const attempt = 'attempt' as AttemptHash;
      const takes = await Promise.all(
        Array.from({ length: 50 }, () => store.spendAttempt(attempt, clock.now() + MINUTE)),
      );
      assert.equal(takes.filter(Boolean).length, 1);
      assert.equal(await store.spendAttempt('other' as AttemptHash, clock.now() + MINUTE), true);
    });

    it('finds a session as it was inserted, without its tokens', async () => {
      const session = newSession('s');
      await store.insertSession(session);
      const { sealedAccess: _a, sealedRefresh: _r, ...grant } = session.grant;
      assert.deepEqual(await store.findSession(hash('s')), {
        hash: session.hash,
        viewer: session.viewer,
        createdAt: session.createdAt,
        lastActiveAt: session.createdAt,
        grant,
        intent: undefined,
      });
      assert.deepEqual(await store.findTokens(hash('s')), {
        version: 1,
        sealedAccess: 'access-1',
        sealedRefresh: 'refresh-1',
      });
      assert.equal(await store.findSession(hash('nobody')), undefined);
      assert.equal(await store.findTokens(hash('nobody')), undefined);
    });

    it('removes the session that a new one replaces, in the same write [SE-03]', async () => {
      await store.insertSession(newSession('old'));
      await store.insertSession(newSession('new', { replaces: hash('old') }));
      assert.equal(await store.findSession(hash('old')), undefined);
      assert.notEqual(await store.findSession(hash('new')), undefined);
    });

    it('moves activity forward and never back', async () => {
      await store.insertSession(newSession('s'));
      await store.touchSession(hash('s'), clock.now() + 5000);
      await store.touchSession(hash('s'), clock.now() + 1000);
      assert.equal((await store.findSession(hash('s')))?.lastActiveAt, clock.now() + 5000);
      await store.touchSession(hash('nobody'), clock.now());
    });

    it('removes a session once and says so', async () => {
      await store.insertSession(newSession('s'));
      assert.equal(await store.removeSession(hash('s')), true);
      assert.equal(await store.removeSession(hash('s')), false);
      assert.equal(await store.findTokens(hash('s')), undefined);
    });

    it('gives the lease to one of many who ask, with the tokens to spend [RF-02]', async () => {
      await store.insertSession(newSession('s'));
      const claims = await Promise.all(Array.from({ length: 20 }, (_, n) => claim(1, `attempt-${n}`, `owner-${n}`)));
      const winners = claims.filter(({ outcome }) => outcome === 'claimed');
      assert.equal(winners.length, 1);
      assert.deepEqual(winners[0], {
        outcome: 'claimed',
        tokens: { version: 1, sealedAccess: 'access-1', sealedRefresh: 'refresh-1' },
        previous: undefined,
      });
      assert.equal(claims.filter(({ outcome }) => outcome === 'held').length, 19);
    });

    it('shows the intent while the lease lives, and hands it over when the lease has lapsed [RF-10]', async () => {
      await store.insertSession(newSession('s'));
      await claim();
      const intent = { owner: 'me', attemptId: 'attempt-1', startedAt: clock.now(), leaseUntil: clock.now() + 30_000 };
      assert.deepEqual((await store.findSession(hash('s')))?.intent, intent);
      clock.advance(29_999);
      assert.deepEqual(await claim(1, 'attempt-2'), { outcome: 'held', intent });
      clock.advance(1);
      const second = await claim(1, 'attempt-2');
      assert.equal(second.outcome, 'claimed');
      assert.deepEqual(second.outcome === 'claimed' && second.previous, intent);
    });

    it('tells a claimer of a version that moved on, or of a session that is gone', async () => {
      assert.deepEqual(await claim(), { outcome: 'gone' });
      await store.insertSession(newSession('s'));
      await store.replaceTokens(hash('s'), 1, grantRow(2));
      assert.deepEqual(await claim(1), { outcome: 'moved' });
    });

    it('replaces tokens only over the version that was spent, whoever holds the lease [RF-04]', async () => {
      await store.insertSession(newSession('s'));
      await claim();
      const writes = await Promise.all(
        ['a', 'b', 'c'].map((who) => store.replaceTokens(hash('s'), 1, grantRow(2, { sealedAccess: who as Sealed }))),
      );
      assert.deepEqual(writes.toSorted(), ['moved', 'moved', 'written']);
      const row = await store.findSession(hash('s'));
      assert.equal(row?.grant.version, 2);
      assert.equal(row?.intent, undefined, 'lease and intent are cleared by the same write');
      assert.equal(await store.replaceTokens(hash('nobody'), 1, grantRow(2)), 'gone');
    });

    it('does not resurrect a session that ended during a refresh [RF-13]', async () => {
      await store.insertSession(newSession('s'));
      await claim();
      await store.removeSession(hash('s'));
      assert.equal(await store.replaceTokens(hash('s'), 1, grantRow(2)), 'gone');
      assert.equal(await store.findSession(hash('s')), undefined);
    });

    it('releases a lease for its holder only; an unknown outcome leaves its mark [RF-10]', async () => {
      await store.insertSession(newSession('s'));
      await claim();
      await store.releaseRefresh(hash('s'), 'somebody else', true);
      assert.equal((await claim(1, 'attempt-2')).outcome, 'held');
      await store.releaseRefresh(hash('s'), 'attempt-1', false);
      const marked = await claim(1, 'attempt-2');
      assert.equal(marked.outcome === 'claimed' && marked.previous?.attemptId, 'attempt-1');
      await store.releaseRefresh(hash('s'), 'attempt-2', true);
      const clean = await claim(1, 'attempt-3');
      assert.equal(clean.outcome === 'claimed' && clean.previous, undefined);
    });

    it('keeps audit events in order and gives the newest first', async () => {
      await store.appendAudit([1, 2, 3].map((at) => ({ at, event: `e${at}`, body: `{"n":${at}}` })));
      await store.appendAudit([]);
      const newest = await store.recentAudit(2);
      assert.deepEqual(
        newest.map(({ at, body, event }) => [at, event, body]),
        [
          [3, 'e3', '{"n":3}'],
          [2, 'e2', '{"n":2}'],
        ],
      );
    });

    it('purges what is over, in small batches, and nothing else', async () => {
      const begun = clock.now();
      await store.insertSession(newSession('old'));
      await store.spendAttempt('spent' as AttemptHash, begun + MINUTE);
      clock.advance(10 * MINUTE);
      await store.insertSession(newSession('idle', { createdAt: begun + 5 * MINUTE }));
      await store.insertSession(newSession('fresh'));
      await store.spendAttempt('recent' as AttemptHash, clock.now() + MINUTE);
      const over = { createdBefore: begun, activeBefore: begun + 5 * MINUTE };
      assert.equal(await store.purge(over, 1), 1);
      assert.equal(await store.purge(over, 10), 2);
      assert.equal(await store.purge(over, 10), 0);
      assert.notEqual(await store.findSession(hash('fresh')), undefined);
      assert.equal(await store.spendAttempt('recent' as AttemptHash, clock.now()), false, 'still spent');
    });

    it('says that it can read and write', async () => {
      await store.check();
      await store.check();
    });
  });
}
