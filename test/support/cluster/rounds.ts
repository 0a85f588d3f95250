// Everybody at once, at the moment when the access token has just ended: round after round, on every replica.
import type { Cluster } from './cluster.ts';
import { openLedger } from './ledger.ts';
import type { Minted, Viewer } from './viewer.ts';

export interface RoundsOptions {
  readonly rounds: number;
  /** Callers of one session on each replica. */
  readonly callers: number;
  /** Real milliseconds that the token endpoint takes. */
  readonly tokenMs?: number;
}

export interface RoundsResult {
  readonly rounds: number;
  readonly callers: number;
  /** Most refresh requests in a round. */
  readonly mostCalls: number;
  readonly calls: number;
  /** Rounds after which the session was gone. */
  readonly lost: number;
  /** Dead refresh tokens that were sent. */
  readonly double: number;
  /** URLs with somebody else's token. */
  readonly cross: number;
  /** Callers who were told to come back, once, and then got their URL. */
  readonly askedBack: number;
  /** Milliseconds that each caller waited. */
  readonly waits: readonly number[];
}

/** Life of an access token in these rounds. */
export const LIFE_SECONDS = 300;

/** `between` happens at the start of every round, when all tokens have ended. */
export async function expiryRounds(cluster: Cluster, options: RoundsOptions): Promise<RoundsResult> {
  const { callers, rounds, tokenMs = 0 } = options;
  const viewers = [await cluster.signIn('ana@example.com'), await cluster.signIn('ben@example.com')] as const;
  const total = { calls: 0, mostCalls: 0, lost: 0, double: 0, cross: 0, askedBack: 0 };
  const waits: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const viewer = viewers[round % 2] ?? viewers[0];
    await cluster.advance(LIFE_SECONDS * 1000);
    cluster.sandbox.faults.clear();
    if (tokenMs > 0) {
      cluster.sandbox.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/v1/token', delayMs: tokenMs });
    }
    const ledger = await openLedger(cluster);
    const { answers, askedBack } = await everybody(cluster, viewer, callers);
    const { calls, dead } = await ledger.read();
    total.calls += calls;
    total.mostCalls = Math.max(total.mostCalls, calls);
    total.double += dead;
    total.askedBack += askedBack;
    total.cross += answers.filter(({ token }) => token !== undefined && token.subject !== viewer.email).length;
    if (answers.some(({ status }) => status !== 200)) total.lost += 1;
    waits.push(...answers.map(({ ms }) => ms));
  }
  cluster.sandbox.faults.clear();
  return { rounds, callers, ...total, waits };
}

/** Callers of one session at every replica, all at once. Whoever is told to come back does so, as the component in the page would. */
export async function everybody(
  cluster: Cluster,
  viewer: Viewer,
  callers: number,
): Promise<{ readonly answers: readonly Minted[]; readonly askedBack: number }> {
  let askedBack = 0;
  const one = async (index: number): Promise<Minted> => {
    for (let tries = 0; ; tries += 1) {
      const minted = await cluster.mint(viewer, index);
      if (minted.status !== 503 || tries === 10) return minted;
      askedBack += 1;
      await new Promise((done) => setTimeout(done, Math.min(minted.retryAfter ?? 1, 1) * 1000));
    }
  };
  const answers = await Promise.all(
    cluster.replicas.flatMap((_, index) => Array.from({ length: callers }, () => one(index))),
  );
  return { answers, askedBack };
}
