// Asks for the turn to refresh: the store takes the lease and writes the intent in one step, or says why not.
import { GatewayError } from '../../base/errors.ts';
import { randomToken } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import type { Claim, Sealed, SessionRow } from '../../store/store.ts';
import { endUnreadable } from '../open-access.ts';
import type { Rooms, Visit } from '../rooms.ts';
import { grantPlace } from '../seal-grant.ts';
import { workspaceOf } from '../workspaces.ts';
import { giveBack, giveBackLater, settle } from './give-back.ts';
import { leaseOf, takesOverMs, TAKES_OVER_ANYTHING } from './resend.ts';
import type { NotNow, Turn } from './turn.ts';

/** Looks at a lease that somebody else holds come at least this far apart. */
const LOOK_MS = 100;
const LOOK_JITTER_MS = 50;

export interface Wish {
  readonly row: SessionRow;
  /** The one last chance after an unknown outcome. */
  readonly isProbe: boolean;
}

type Held = Extract<Claim, { outcome: 'held' }>;

export type Taken = { readonly outcome: 'mine'; readonly turn: Turn } | { readonly outcome: 'moved' } | NotNow;

/** @throws GatewayError `not_signed_in`, `session_unreadable`, `key_unknown`, `store_unavailable`. */
export async function takeTurn(rooms: Rooms, visit: Visit, { isProbe, row }: Wish): Promise<Taken> {
  const { clock, config, owner, random, store } = rooms;
  const leaseMs = leaseOf(config.refresh, row.grant.rotation);
  await settle(rooms, row.hash);
  const attemptId = randomToken(random, 16);
  const [askedAt, ranAt] = [clock.now(), clock.monotonic()];
  const over = isProbe ? TAKES_OVER_ANYTHING : takesOverMs(config.refresh, row.grant.rotation);
  const { version } = row.grant;
  const claim = await store
    .claimRefresh(row.hash, { version, owner, attemptId, leaseMs, takesOverMs: over, isProbe })
    .catch((error: unknown) => {
      // It may have been written all the same. Nothing was sent under it; what it took over, if anything, still counts.
      giveBackLater(rooms, { session: row.hash, attemptId, left: isProbe || over > 0 ? 'unfinished' : 'nothing' });
      throw error;
    });
  if (claim.outcome === 'held' && claim.intent.owner === owner) return await ownLease(rooms, row, claim);
  if (claim.outcome !== 'claimed') return refused(rooms, { row, claim });
  const doubt = claim.previous;
  const refreshToken = await openRefresh(rooms, visit, { row, attemptId, doubt, sealed: claim.tokens.sealedRefresh });
  // A machine that slept or a process that was stopped in between shows on one of the two clocks.
  const maySend = (): boolean =>
    Math.max(clock.now() - askedAt, clock.monotonic() - ranAt) < config.refresh.leaseMs / 2;
  return { outcome: 'mine', turn: { row, attemptId, spentVersion: version, refreshToken, doubt, isProbe, maySend } };
}

function refused(
  rooms: Rooms,
  { claim, row }: { readonly row: SessionRow; readonly claim: Exclude<Claim, { outcome: 'claimed' }> },
): Taken {
  if (claim.outcome === 'gone') throw new GatewayError('not_signed_in');
  if (claim.outcome === 'moved') return { outcome: 'moved' };
  if (claim.outcome === 'paused') {
    const { gate } = workspaceOf(rooms, row);
    gate.hear(claim.leftMs);
    return { outcome: 'not_now', waitMs: claim.leftMs, error: gate.error() };
  }
  const jitter = (LOOK_JITTER_MS * (rooms.random(1)[0] ?? 0)) / 255;
  const error = new GatewayError('refresh_outcome_unknown', { retryAfterSeconds: 5 });
  const notYet = { outcome: 'not_now', waitMs: LOOK_MS + jitter, error } as const;
  return claim.outcome === 'unfinished' ? { ...notYet, doubt: claim.intent } : notYet;
}

/**
 * This process runs one refresh per session and waits for what it listens for: this one is over, and nobody knows how it went. When a
 * plain lease has passed, in which Databricks may recover, the rest of a longer one is given back.
 */
async function ownLease({ config, store }: Rooms, row: SessionRow, held: Held): Promise<NotNow> {
  const { intent } = held;
  const { hash, grant } = row;
  const rest = leaseOf(config.refresh, grant.rotation) - config.refresh.leaseMs;
  const leftMs = held.leftMs - rest;
  if (leftMs <= 0) await store.releaseRefresh(hash, intent.attemptId, 'unfinished');
  const waitMs = Math.max(LOOK_MS, leftMs);
  const error = new GatewayError('refresh_outcome_unknown', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
  return { outcome: 'not_now', waitMs, error };
}

async function openRefresh(
  rooms: Rooms,
  visit: Visit,
  from: Pick<Turn, 'row' | 'attemptId' | 'doubt'> & { readonly sealed: Sealed },
): Promise<Secret> {
  const { attemptId, doubt, row, sealed } = from;
  try {
    const parts = grantPlace(row, row.grant);
    return rooms.vault.open(sealed, { purpose: 'refresh_token', parts });
  } catch (error) {
    await giveBack(rooms, { session: row.hash, attemptId, left: doubt === undefined ? 'nothing' : 'unfinished' });
    throw await endUnreadable(rooms, visit, { row, error });
  }
}
