// Sends the refresh token of a turn and does what the class of the answer asks for (RF-07).
import { GatewayError } from '../../base/errors.ts';
import type { RefreshResult } from '../../databricks/refresh.ts';
import type { RefreshMark } from '../../store/store.ts';
import type { Rooms, Visit } from '../rooms.ts';
import type { Workspace } from '../workspace.ts';
import { workspaceOf } from '../workspaces.ts';
import { handleDeadGrant } from './dead-grant.ts';
import { giveBack } from './give-back.ts';
import { keepTokens, onlyUnexpected } from './keep-tokens.ts';
import { takesOverMs } from './resend.ts';
import { refusedFor, type NotNow, type Tried, type Turn } from './turn.ts';

/** `leave` gives the place at the gate back; it is called as soon as the answer is there. */
export async function spend(
  rooms: Rooms,
  visit: Visit,
  { leave, turn }: { readonly turn: Turn; readonly leave: () => void },
): Promise<Tried> {
  const { refreshToken } = turn;
  const maySend = async (): Promise<boolean> => {
    if (turn.isProbe && turn.maySend()) await record(rooms, visit, { turn, event: 'refresh_probed' });
    return turn.maySend();
  };
  const workspace = workspaceOf(rooms, turn.row);
  await announceTrial(rooms, workspace);
  const result = await workspace.databricks.refresh({ refreshToken, maySend });
  await tellGate(rooms, workspace, result);
  leave();
  if (result.outcome === 'unknown' && result.later !== undefined) listen(rooms, visit, { turn, later: result.later });
  return await follow(rooms, visit, { turn, result });
}

interface Answered {
  readonly turn: Turn;
  readonly result: RefreshResult;
}

async function follow(rooms: Rooms, visit: Visit, { result, turn }: Answered): Promise<Tried> {
  const { hash } = turn.row;
  if (result.outcome === 'refreshed') return await keepTokens(rooms, visit, { turn, tokens: result.tokens });
  if (!isLeftToLapse(rooms, { turn, result })) {
    await giveBack(rooms, { session: hash, attemptId: turn.attemptId, left: leftBehind(turn, result.outcome) });
  }
  if (result.outcome === 'not_sent') return { outcome: 'not_now', waitMs: 0, error: unknownOutcome() };
  if (result.outcome === 'dead_grant') return await handleDeadGrant(rooms, visit, turn);
  const notNow = failureOf(rooms, { turn, result });
  await record(rooms, visit, { turn, event: 'refresh_failed', code: notNow.error.code });
  return notNow;
}

/**
 * Where the token may not be sent again, an unknown outcome keeps its lease to the end: the last chance comes when Databricks has
 * had time to recover, and not with the same breath. A last chance without a verdict is given back as soon as nothing can come any more.
 */
function isLeftToLapse(rooms: Rooms, { result, turn }: Answered): boolean {
  if (result.outcome !== 'unknown' || isRepeatable(rooms, turn)) return false;
  return !turn.isProbe || result.later !== undefined;
}

function isRepeatable({ config }: Rooms, { row }: Turn): boolean {
  return takesOverMs(config.refresh, row.grant.rotation) > 0;
}

/**
 * What the row remembers of this attempt. Only a verdict of Databricks uses the last chance up, whatever becomes of us before the end is
 * written; an outage does not.
 */
function leftBehind(turn: Turn, outcome: RefreshResult['outcome']): RefreshMark {
  if (outcome === 'unknown') return 'unfinished';
  if (turn.doubt === undefined) return 'nothing';
  return outcome === 'dead_grant' ? 'probed' : 'unfinished';
}

type Failed = Exclude<RefreshResult, { outcome: 'refreshed' | 'not_sent' | 'dead_grant' }>;

function failureOf(rooms: Rooms, failed: { readonly turn: Turn; readonly result: Failed }): NotNow {
  const { result, turn } = failed;
  if (result.outcome === 'refused') {
    const pauseMs = rooms.desk.refused.put(turn.row.hash, turn.spentVersion, rooms.clock.monotonic());
    return refusedFor(pauseMs, result.detail);
  }
  const waitMs = waitAfter(rooms, failed);
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  const { detail } = result;
  if (result.outcome === 'our_fault') {
    return { outcome: 'not_now', waitMs, error: new GatewayError(result.code, { detail, retryAfterSeconds }) };
  }
  const isInDoubt = result.outcome === 'unknown' && !isRepeatable(rooms, turn);
  const code = isInDoubt ? 'refresh_outcome_unknown' : 'databricks_unavailable';
  return { outcome: 'not_now', waitMs, error: new GatewayError(code, { detail, retryAfterSeconds }) };
}

/** While the connection is still open its answer may come; without one there is nothing to wait for until a lease is over. */
function waitAfter(rooms: Rooms, { result, turn }: { readonly turn: Turn; readonly result: Failed }): number {
  if (result.outcome !== 'unknown' || isRepeatable(rooms, turn)) return workspaceOf(rooms, turn.row).gate.pausedMs();
  return result.later === undefined ? rooms.config.refresh.leaseMs : 0;
}

function unknownOutcome(): GatewayError {
  return new GatewayError('refresh_outcome_unknown', { retryAfterSeconds: 5 });
}

/** After a failure one call tries on behalf of all processes; the others stay away until its deadline. */
async function announceTrial({ store }: Rooms, { config, gate }: Workspace): Promise<void> {
  if (!gate.isTrial()) return;
  const { clientId, timeoutMs } = config;
  await store.pauseRefreshes(clientId, timeoutMs).catch(() => undefined);
}

/** Sharing is best effort: a process that does not hear of a pause finds out by one call of its own. */
async function tellGate({ store }: Rooms, { config, gate }: Workspace, result: RefreshResult): Promise<void> {
  const { clientId } = config;
  if (result.outcome === 'not_sent') return;
  if (result.outcome === 'refreshed' || result.outcome === 'dead_grant' || result.outcome === 'refused') {
    const wasTrial = gate.isTrial();
    gate.succeeded();
    if (wasTrial) await store.pauseRefreshes(clientId, 0).catch(() => undefined);
    return;
  }
  const code = result.outcome === 'our_fault' ? result.code : 'databricks_unavailable';
  const waitMs = result.outcome === 'our_fault' ? undefined : result.retryAfterMs;
  const pause = gate.failed({ code, waitMs });
  await store.pauseRefreshes(clientId, pause).catch(() => undefined);
}

/** An answer after the deadline is as good as any: the version that was spent guards the write. */
function listen(
  rooms: Rooms,
  visit: Visit,
  { later, turn }: { readonly turn: Turn; readonly later: Promise<RefreshResult> },
): void {
  const hear = async (): Promise<void> => {
    const result = await later;
    if (result.outcome === 'unknown') return await giveChanceBack(rooms, turn);
    await tellGate(rooms, workspaceOf(rooms, turn.row), result);
    await follow(rooms, visit, { turn, result });
  };
  const heard = hear();
  rooms.desk.underway.add(turn.row.hash, turn.spentVersion, { kind: 'listen', done: heard });
  rooms.detach(heard.catch(onlyUnexpected));
}

async function giveChanceBack(rooms: Rooms, { attemptId, isProbe, row }: Turn): Promise<void> {
  if (isProbe) await giveBack(rooms, { session: row.hash, attemptId, left: 'unfinished' });
}

async function record(
  { trail }: Rooms,
  visit: Visit,
  what: { readonly turn: Turn; readonly event: 'refresh_probed' | 'refresh_failed'; readonly code?: string },
): Promise<void> {
  const { turn, ...rest } = what;
  const { hash: session, viewer } = turn.row;
  await trail.record({ requestId: visit.requestId, viewer, session, grantVersion: turn.spentVersion, ...rest });
}
