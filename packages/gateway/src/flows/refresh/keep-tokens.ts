// New tokens: sealed, in the store, and only then used. The version that was spent is the fence (RF-04).
import { GatewayError } from '../../base/errors.ts';
import { rotationShown } from '../../databricks/rotation.ts';
import type { TokenSet } from '../../databricks/token-set.ts';
import { areOf } from '../../databricks/viewer.ts';
import { dropSession } from '../drop-session.ts';
import type { Rooms, Visit } from '../rooms.ts';
import { revokeUnused } from '../revoke-unused.ts';
import { grantPlace, sealGrant } from '../seal-grant.ts';
import { workspaceOf } from '../workspaces.ts';
import { learned } from './resend.ts';
import { savePair, type Saved } from './save-pair.ts';
import type { Tried, Turn } from './turn.ts';

interface Won {
  readonly turn: Turn;
  readonly tokens: TokenSet;
}

/**
 * Waits for the store no longer than the write may take; the work itself goes on until the tokens are there.
 * @throws GatewayError `identity_mismatch`, `not_signed_in`.
 */
export async function keepTokens(rooms: Rooms, visit: Visit, won: Won): Promise<Tried> {
  const { config, desk, detach, wait } = rooms;
  const { tokens, turn } = won;
  if (!areOf(tokens.subjects, turn.row.viewer)) {
    revokeNew(rooms, visit, won);
    await dropSession(rooms, visit, { row: turn.row, reason: 'identity_mismatch' });
    throw new GatewayError('identity_mismatch', { detail: 'the refreshed token names another subject' });
  }
  const done = save(rooms, visit, won);
  desk.underway.add(turn.row.hash, turn.spentVersion, { kind: 'save', done });
  detach(done.catch(onlyUnexpected));
  const tooLate = wait(config.refresh.persistMs).then((): Tried => ({
    outcome: 'not_now',
    waitMs: 0,
    error: new GatewayError('store_unavailable', { detail: 'new tokens wait to be written' }),
  }));
  return await Promise.race([done, tooLate]);
}

/** Whoever waits for the tokens is told; the background need not be told again. */
export function onlyUnexpected(error: unknown): void {
  if (!(error instanceof GatewayError)) throw error;
}

async function save(rooms: Rooms, visit: Visit, won: Won): Promise<Tried> {
  const { tokens, turn } = won;
  const { opened, trail } = rooms;
  const { grant: before, hash, viewer } = turn.row;
  const { clientId } = before;
  const version = turn.spentVersion + 1;
  const rotation = learned(before.rotation, rotationShown(turn.refreshToken, tokens.refreshToken));
  const grant = sealGrant(rooms, { session: turn.row, clientId, tokens, spent: turn.refreshToken, version, rotation });
  const saved = await savePair(rooms, { session: hash, spentVersion: turn.spentVersion, grant });
  const about = { requestId: visit.requestId, viewer, session: hash };
  if (saved !== 'written') return await drop(rooms, visit, won, saved);
  const { accessToken } = tokens;
  const expiresAt = grant.accessExpiresAt;
  opened.put(hash, grantPlace(turn.row, grant), accessToken);
  if (before.rotation !== rotation) workspaceOf(rooms, turn.row).learned(rotation);
  const event = turn.doubt === undefined ? 'refresh_ok' : 'refresh_recovered';
  await trail.record({ event, ...about, grantVersion: version, rotation, expiresAt });
  return { outcome: 'fresh', access: { accessToken, expiresAt, version, row: turn.row, isFromMemory: false } };
}

/** The session is gone or has moved on: it is not brought back, and what came for it is not kept (RF-13). */
async function drop(rooms: Rooms, visit: Visit, won: Won, saved: Exclude<Saved, 'written'>): Promise<Tried> {
  if (saved === 'left') throw new GatewayError('shutting_down');
  const { hash: session, viewer } = won.turn.row;
  await rooms.trail.record({ event: 'refresh_discarded', requestId: visit.requestId, viewer, session, reason: saved });
  if (saved === 'moved') return { outcome: 'moved' };
  revokeNew(rooms, visit, won);
  throw new GatewayError('not_signed_in');
}

function revokeNew(rooms: Rooms, { requestId }: Visit, { tokens, turn }: Won): void {
  const { hash: session, viewer } = turn.row;
  const refreshToken = tokens.refreshToken ?? turn.refreshToken;
  rooms.detach(revokeUnused(rooms, workspaceOf(rooms, turn.row), { refreshToken, of: { requestId, viewer, session } }));
}
