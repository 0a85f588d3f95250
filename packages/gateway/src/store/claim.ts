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
  if (intent !== undefined && intent.leaseUntil > now) return { outcome: 'held', intent };
  if (pausedUntil > now) return { outcome: 'paused', until: pausedUntil };
  const mayTakeOver = claim.takesOver && !(claim.isProbe && intent?.isProbe === true);
  return intent === undefined || mayTakeOver ? undefined : { outcome: 'unfinished', intent };
}

/** The intent of a claim that was given. */
export function intentOf(claim: RefreshClaim, now: number): RefreshIntent {
  const { attemptId, isProbe, leaseMs, owner } = claim;
  return { owner, attemptId, startedAt: now, leaseUntil: now + leaseMs, isProbe };
}
