// What a store does per second, and how long its callers wait. Run as a process of its own with a URL and the seconds of a
// turn; prints one line of JSON.
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../packages/gateway/src/base/clock.ts';
import type { SessionHash } from '../../packages/gateway/src/session/session.ts';
import { openStore } from '../../packages/gateway/src/store/open.ts';
import type { AttemptHash, Sealed, Store } from '../../packages/gateway/src/store/store.ts';
import { grantRow, refreshClaim } from '../../packages/gateway/src/testing/suite/samples.ts';
import { insertAll } from './fill.ts';

export const CALLERS = [1, 16, 128] as const;
export const OPERATIONS = ['read', 'touch', 'take once', 'refresh write'] as const;

export interface Turn {
  readonly operation: (typeof OPERATIONS)[number];
  readonly callers: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
}

const MOST_CALLERS = Math.max(...CALLERS);
const SAMPLE = 8000;
const IN_MEMORY = 10_000;

type Work = (caller: number) => Promise<unknown>;

function worksOn(store: Store, hashes: readonly SessionHash[]): Readonly<Record<Turn['operation'], Work>> {
  const versions = new Map<SessionHash, number>();
  const turns = new Map<number, number>();
  const any = (): SessionHash => hashes[Math.floor(Math.random() * hashes.length)] as SessionHash;
  /** No two callers refresh the same session: that is another figure. */
  const own = (caller: number): SessionHash => {
    const turn = turns.get(caller) ?? 0;
    turns.set(caller, turn + 1);
    return hashes[caller + MOST_CALLERS * (turn % Math.floor(hashes.length / MOST_CALLERS))] as SessionHash;
  };
  const access = `1.k1.${'n'.repeat(1400)}` as Sealed;
  return {
    read: () => store.findSession(any()),
    touch: () => store.touchSession(any(), Date.now() + Math.floor(Math.random() * 1e6)),
    'take once': () => store.spendAttempt(randomBytes(16).toString('hex') as AttemptHash, Date.now() + 600_000),
    async 'refresh write'(caller) {
      const hash = own(caller);
      const version = versions.get(hash) ?? (await store.findTokens(hash))?.version ?? 1;
      const claim = await store.claimRefresh(hash, refreshClaim({ version, attemptId: `${caller}-${version}` }));
      const swap = await store.replaceTokens(hash, version, grantRow(version + 1, { sealedAccess: access }));
      if (claim.outcome !== 'claimed' || swap !== 'written') throw new Error(`${claim.outcome}, ${swap}`);
      versions.set(hash, version + 1);
    },
  };
}

async function measure(work: Work, callers: number, seconds: number): Promise<Omit<Turn, 'operation'>> {
  const times: number[] = [];
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() < end) {
        const from = performance.now();
        await work(caller);
        times.push(performance.now() - from);
        // A store that never waits must not keep its other callers waiting for their first turn.
        if (times.length % 64 === 0) await new Promise(setImmediate);
      }
    }),
  );
  const perSecond = (times.length * 1000) / (performance.now() - startedAt);
  const sorted = times.toSorted((a, b) => a - b);
  return { callers, perSecond, p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN };
}

/** Hashes from all over the table. */
async function sample(store: Store): Promise<readonly SessionHash[]> {
  const hashes = new Set<SessionHash>();
  while (hashes.size < SAMPLE) {
    const after = randomBytes(22).toString('hex') as SessionHash;
    for (const { hash } of await store.listSessions({}, { after, limit: 100 })) hashes.add(hash);
  }
  return [...hashes];
}

if (import.meta.main) {
  const [url = '', seconds = '1'] = process.argv.slice(2);
  const store = await openStore(url, { clock: systemClock, keyChecks: [] });
  if (url === 'memory:') await insertAll(store, IN_MEMORY);
  const works = worksOn(store, await sample(store));
  for (const operation of OPERATIONS) await measure(works[operation], 16, 0.2);
  const turns: Turn[] = [];
  for (const operation of OPERATIONS) {
    for (const callers of CALLERS)
      turns.push({ operation, ...(await measure(works[operation], callers, Number(seconds))) });
  }
  await store.close();
  process.stdout.write(`${JSON.stringify(turns)}\n`);
}
