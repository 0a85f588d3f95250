// Decides a claim on what the row holds. The stores that cannot do it in one statement do it here, inside their own atomic step.
import type { Claim, RefreshClaim, RefreshIntent } from './store.ts';

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
  if (intent !== undefined && isLive(intent, claim, now)) return { outcome: 'held', intent };
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
