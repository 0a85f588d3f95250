// One refresh of one grant: claim -> call -> compare-and-swap -> use. At most one runs per session in a process.
import { GatewayError } from '../base/errors.ts';
import { randomToken } from '../base/random.ts';
import type { Secret } from '../base/secret.ts';
import type { RefreshResult } from '../databricks/refresh.ts';
import type { TokenSet } from '../databricks/token-set.ts';
import { isSamePerson } from '../databricks/viewer.ts';
import type { SessionRow } from '../store/store.ts';
import { endSession, endUnreadable, isUsable, openAccess, reread, type FreshAccess } from './fresh-tokens.ts';
import type { Rooms, Visit } from './rooms.ts';
import { sealGrant, tokenPlace } from './seal-grant.ts';

/** Longer than the call and its write may take, so that a lease never lapses under its holder (RF-03). */
export const LEASE_MARGIN_MS = 15_000;
/** How long a failed refresh keeps us from asking again while the old token still works. */
const QUIET_MS = 5_000;
const POLL_MS = 100;
/** Pauses between tries to write new tokens: they exist nowhere else. */
const WRITE_RETRY_MS = [50, 200, 500, 1_000, 2_000];

interface Turn {
  readonly row: SessionRow;
  readonly attemptId: string;
  readonly spentVersion: number;
  readonly refreshToken: Secret;
}

/** Refreshes the grant of a session, or waits for whoever already does. See `freshAccess` for what it throws. */
export async function refreshGrant(rooms: Rooms, visit: Visit, row: SessionRow): Promise<FreshAccess> {
  const { clock, config, owner, random, store, wait } = rooms;
  const leaseMs = config.databricks.timeoutMs + LEASE_MARGIN_MS;
  const patience = clock.monotonic() + leaseMs;
  for (;;) {
    const attemptId = randomToken(random, 16);
    const { version } = row.grant;
    const wish = { version, owner, attemptId, leaseMs, takesOverMs: Number.MAX_SAFE_INTEGER, isProbe: false };
    const claim = await store.claimRefresh(row.hash, wish);
    if (claim.outcome === 'gone') throw new GatewayError('not_signed_in');
    if (claim.outcome === 'moved') return await openAccess(rooms, visit, await reread(rooms, row.hash));
    if (claim.outcome === 'claimed') {
      const refreshToken = await openRefresh(rooms, visit, { row, sealed: claim.tokens.sealedRefresh });
      return await spend(rooms, visit, { row, attemptId, spentVersion: claim.tokens.version, refreshToken });
    }
    if (isUsable(row.grant.accessExpiresAt, clock.now())) return await openAccess(rooms, visit, row);
    if (clock.monotonic() > patience) throw new GatewayError('refresh_outcome_unknown', { retryAfterSeconds: 5 });
    await wait(POLL_MS + (random(1)[0] ?? 0));
  }
}

async function openRefresh(
  rooms: Rooms,
  visit: Visit,
  from: { readonly row: SessionRow; readonly sealed: string },
): Promise<Secret> {
  const { row, sealed } = from;
  try {
    const parts = tokenPlace(rooms, row.hash, row.grant.version);
    return rooms.vault.open(sealed, { purpose: 'refresh_token', parts });
  } catch (error) {
    throw await endUnreadable(rooms, visit, { row, error });
  }
}

async function spend(rooms: Rooms, visit: Visit, turn: Turn): Promise<FreshAccess> {
  const result = await rooms.databricks.refresh(turn.refreshToken);
  if (result.outcome === 'refreshed') return await keep(rooms, visit, { turn, tokens: result.tokens });
  await rooms.store.releaseRefresh(
    turn.row.hash,
    turn.attemptId,
    result.outcome === 'unknown' ? 'unfinished' : 'nothing',
  );
  if (result.outcome === 'dead_grant') return await endDeadGrant(rooms, visit, turn);
  return await goOnWithout(rooms, visit, { turn, result });
}

/** Writes the new tokens before anybody sees them. The version that was spent is the fence (RF-04). */
async function keep(
  rooms: Rooms,
  visit: Visit,
  won: { readonly turn: Turn; readonly tokens: TokenSet },
): Promise<FreshAccess> {
  const { databricks, detach, opened, trail } = rooms;
  const { tokens, turn } = won;
  const { hash, viewer } = turn.row;
  const about = { requestId: visit.requestId, viewer, session: hash };
  if (tokens.subject !== undefined && !isSamePerson(tokens.subject, viewer)) {
    await endSession(rooms, visit, { row: turn.row, reason: 'identity_mismatch' });
    throw new GatewayError('identity_mismatch', { detail: 'the refreshed token names another subject' });
  }
  const version = turn.spentVersion + 1;
  const grant = sealGrant(rooms, { hash, tokens, spent: turn.refreshToken, version });
  const swap = await write(rooms, () => rooms.store.replaceTokens(hash, turn.spentVersion, grant));
  if (swap === 'written') {
    opened.put(hash, version, tokens.accessToken);
    await trail.record({ event: 'refresh_ok', ...about, grantVersion: version, expiresAt: tokens.accessExpiresAt });
    return { accessToken: tokens.accessToken, expiresAt: tokens.accessExpiresAt, version, isFromMemory: false };
  }
  await trail.record({ event: 'refresh_discarded', ...about, reason: swap });
  if (swap === 'gone') {
    detach(databricks.revoke(tokens.refreshToken ?? turn.refreshToken));
    throw new GatewayError('not_signed_in');
  }
  return await openAccess(rooms, visit, await reread(rooms, hash));
}

async function write<T>(rooms: Rooms, attempt: () => Promise<T>): Promise<T> {
  for (const pause of WRITE_RETRY_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'store_unavailable') throw error;
      await rooms.wait(pause);
    }
  }
  return await attempt();
}

/** Another process may have refreshed between our read and Databricks' answer: only an unmoved grant is dead (RF-08). */
async function endDeadGrant(rooms: Rooms, visit: Visit, turn: Turn): Promise<FreshAccess> {
  const now = await reread(rooms, turn.row.hash);
  if (now.grant.version !== turn.spentVersion) return await openAccess(rooms, visit, now);
  await endSession(rooms, visit, { row: now, reason: 'grant_ended' });
  throw new GatewayError('grant_ended');
}

type NoTokens = Exclude<RefreshResult, { outcome: 'refreshed' } | { outcome: 'dead_grant' }>;

/** No new tokens and no proof that the grant is dead: the session stays, and the old token serves while it can. */
async function goOnWithout(
  rooms: Rooms,
  visit: Visit,
  failure: { readonly turn: Turn; readonly result: NoTokens },
): Promise<FreshAccess> {
  const { clock, quiet, trail } = rooms;
  const { result, turn } = failure;
  const { hash: session, viewer } = turn.row;
  const waitMs = result.outcome === 'transient' ? (result.retryAfterMs ?? QUIET_MS) : QUIET_MS;
  quiet.until = Math.max(quiet.until, clock.monotonic() + waitMs);
  const error = refreshError(result, waitMs);
  await trail.record({ event: 'refresh_failed', requestId: visit.requestId, viewer, session, code: error.code });
  if (isUsable(turn.row.grant.accessExpiresAt, clock.now())) return await openAccess(rooms, visit, turn.row);
  throw error;
}

function refreshError(result: NoTokens, waitMs: number): GatewayError {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  const { detail } = result;
  if (result.outcome === 'our_fault') return new GatewayError(result.code, { detail });
  if (result.outcome === 'transient') return new GatewayError('databricks_unavailable', { detail, retryAfterSeconds });
  return new GatewayError('refresh_outcome_unknown', { detail, retryAfterSeconds });
}
