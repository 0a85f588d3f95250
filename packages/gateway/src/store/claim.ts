// Decides a claim on what the row holds, for every store. Knows no database: it is decided inside a transaction, or on a
// row that was read and is written only if it has not changed since.
import { GatewayError } from '../base/errors.ts';
import type { Claim, RefreshClaim, RefreshIntent, SealedTokens } from './store.ts';

/** What the row says at the moment of the claim. */
export interface ClaimedRow {
  readonly version: number;
  readonly intent: RefreshIntent | undefined;
  /** Until when refreshes of the client are held back; 0 when they are not. */
  readonly pausedUntil: number;
}

/** Why the lease is not given; `undefined` when it is. */
export function refuseClaim(row: ClaimedRow | undefined, claim: RefreshClaim, now: number): Claim | undefined {
  if (row === undefined) return { outcome: 'gone' };
  const { intent, pausedUntil, version } = row;
  if (version !== claim.version) return { outcome: 'moved' };
  if (intent !== undefined && isLive(intent, claim, now)) {
    return { outcome: 'held', intent, leftMs: intent.leaseUntil - now };
  }
  if (pausedUntil > now) return { outcome: 'paused', leftMs: pausedUntil - now };
  if (intent === undefined) return undefined;
  const mayTakeOver = Math.abs(now - intent.startedAt) < claim.takesOverMs && !(claim.isProbe && intent.isProbe);
  return mayTakeOver ? undefined : { outcome: 'unfinished', intent };
}

/** Other processes may be set to other lease times; a lease longer than that is of a clock that was ahead. */
const OTHERS_MS = 60_000;

function isLive(intent: RefreshIntent, { leaseMs }: RefreshClaim, now: number): boolean {
  return intent.leaseUntil > now && intent.leaseUntil <= now + leaseMs + OTHERS_MS;
}

/** The intent of a claim that was given, over the one that it takes over. */
export function intentOf(claim: RefreshClaim, previous: RefreshIntent | undefined, now: number): RefreshIntent {
  const { attemptId, isProbe, leaseMs, owner } = claim;
  return { owner, attemptId, startedAt: previous?.startedAt ?? now, leaseUntil: now + leaseMs, isProbe };
}

/** What was read for a claim. */
export interface ClaimView {
  readonly row: ClaimedRow;
  /** The store's clock. */
  readonly now: number;
  /** @throws GatewayError `session_unreadable`. */
  tokens(): SealedTokens;
}

export interface ClaimSteps {
  readonly look: () => Promise<ClaimView | undefined>;
  /** Writes the intent if version and intent of the row are still what was read. */
  readonly take: (seen: ClaimView, intent: RefreshIntent) => Promise<boolean>;
}

/** Each try that fails means that somebody else has changed the row; a claim does not lose that often. */
const TRIES = 20;

/** A claim where deciding and writing are two calls: the write is a compare-and-swap on what was decided upon. */
export async function claimBySwap(claim: RefreshClaim, { look, take }: ClaimSteps): Promise<Claim> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const seen = await look();
    const refused = refuseClaim(seen?.row, claim, seen?.now ?? 0);
    if (refused !== undefined || seen === undefined) return refused ?? { outcome: 'gone' };
    const tokens = seen.tokens();
    const previous = seen.row.intent;
    if (await take(seen, intentOf(claim, previous, seen.now))) return { outcome: 'claimed', tokens, previous };
  }
  throw new GatewayError('store_unavailable', { detail: 'the row of a claim changed too often' });
}
