// Session -> fresh tokens, by whoever gets the turn: tries, looks again while another process works, gives up in time.
import { GatewayError } from '../../base/errors.ts';
import type { RefreshIntent, SessionRow } from '../../store/store.ts';
import { isUsable, type FreshAccess } from '../fresh-access.ts';
import { openAccess, reread } from '../open-access.ts';
import type { Rooms, Visit } from '../rooms.ts';
import { workspaceOf } from '../workspaces.ts';
import { useUpOrEnd } from './dead-grant.ts';
import { takesOverMs } from './resend.ts';
import { spend } from './spend.ts';
import { takeTurn } from './take-turn.ts';
import { refusedFor, type NotNow, type Tried } from './turn.ts';

/** A pause that is longer than this is not waited for. */
const LONGEST_WAIT_MS = 2_000;
/** An unfinished attempt is looked at for this part of a lease before it counts as dead: its process may be about to write. */
const DOUBT_SHARE = 1 / 10;

/**
 * Refreshes the grant of a session, or waits for whoever already does. While the old token is usable nobody waits for others.
 * @throws GatewayError; see `freshAccess`.
 */
export async function refreshGrant(rooms: Rooms, visit: Visit, row: SessionRow): Promise<FreshAccess> {
  const { clock, config, wait } = rooms;
  const until = clock.monotonic() + config.refresh.leaseMs;
  let seen: Doubt | undefined;
  for (;;) {
    const needsIt = !isUsable(row.grant.accessExpiresAt, clock.now());
    const isRipe = seen !== undefined && clock.monotonic() - seen.since >= config.refresh.leaseMs * DOUBT_SHARE;
    if (needsIt && isRipe && seen?.intent.isProbe === true) {
      return await useUpOrEnd(rooms, visit, { row, end: 'refresh_lost' });
    }
    const tried = await tryOnce(rooms, visit, { row, needsIt, isProbe: needsIt && isRipe });
    if (tried.outcome === 'fresh') return tried.access;
    if (tried.outcome === 'moved') return await openAccess(rooms, visit, await reread(rooms, row.hash));
    if (!needsIt) return await openAccess(rooms, visit, row);
    seen = doubtAfter(seen, tried, clock.monotonic());
    if (tried.waitMs > LONGEST_WAIT_MS || clock.monotonic() + tried.waitMs > until) throw tried.error;
    await wait(tried.waitMs, 'hold');
  }
}

interface Doubt {
  readonly intent: RefreshIntent;
  /** Monotonic milliseconds since which this attempt was seen unfinished. */
  readonly since: number;
}

function doubtAfter(seen: Doubt | undefined, { doubt }: NotNow, now: number): Doubt | undefined {
  if (doubt === undefined) return undefined;
  return seen?.intent.attemptId === doubt.attemptId ? { ...seen, intent: doubt } : { intent: doubt, since: now };
}

/** One try: at most one call to Databricks. */
async function tryOnce(
  rooms: Rooms,
  visit: Visit,
  wish: { readonly row: SessionRow; readonly needsIt: boolean; readonly isProbe: boolean },
): Promise<Tried> {
  const { clock, desk } = rooms;
  const { isProbe, needsIt, row } = wish;
  const { gate } = workspaceOf(rooms, row);
  const own = await waitForOwn(rooms, wish);
  if (own !== undefined) return own;
  const keyless = withoutKey(rooms);
  if (keyless !== undefined) return keyless;
  const refusedMs = desk.refused.leftMs(row.hash, row.grant.version, clock.monotonic());
  if (refusedMs > 0) return refusedFor(refusedMs);
  const closed = (): NotNow => ({ outcome: 'not_now', waitMs: gate.pausedMs(), error: gate.error() });
  if (gate.pausedMs() > 0 || (gate.isFull() && !needsIt)) return closed();
  const leave = await gate.enter();
  try {
    if (gate.pausedMs() > 0) return closed();
    const taken = await takeTurn(rooms, visit, { row, isProbe });
    if (taken.outcome !== 'mine') return taken;
    return await spend(rooms, visit, { turn: taken.turn, leave });
  } finally {
    leave();
  }
}

/** The answer to a spent token must be sealed however late it comes: where it could not be, nothing is spent. */
function withoutKey({ config, vault }: Rooms): NotNow | undefined {
  try {
    vault.checkSeal(config.refresh.leaseMs + config.refresh.listenMs);
    return undefined;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { outcome: 'not_now', waitMs: KEY_MS, error };
  }
}

/** What this process itself still has to say about the version comes before any new attempt. */
async function waitForOwn(
  rooms: Rooms,
  { needsIt, row }: { readonly row: SessionRow; readonly needsIt: boolean },
): Promise<NotNow | undefined> {
  const { config, desk, wait } = rooms;
  const work = desk.underway.of(row.hash, row.grant.version);
  if (work === undefined) return undefined;
  if (work.kind === 'listen' && takesOverMs(config.refresh, row.grant.rotation) > 0) return undefined;
  if (needsIt) await Promise.race([Promise.allSettled([work.done]), wait(LOOK_MS)]);
  const code = work.kind === 'save' ? 'store_unavailable' : 'refresh_outcome_unknown';
  return { outcome: 'not_now', waitMs: 0, error: new GatewayError(code, { retryAfterSeconds: 5 }) };
}

const LOOK_MS = 200;
/** The key service is asked again once a minute. */
const KEY_MS = 60_000;
