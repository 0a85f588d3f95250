// EndedSession -> refresh token -> revoked at Databricks, as far as Databricks lets us. Ends nothing by itself.
import { GatewayError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { EndedSession } from '../store/store.ts';
import type { Rooms, Visit } from './rooms.ts';
import { grantPlace } from './seal-grant.ts';
import { workspaceOfEnded } from './workspaces.ts';

/** `unreadable`: there is no token to revoke; the session is gone all the same. */
export type Revocation = 'revoked' | 'unsupported' | 'failed' | 'unreadable';

/** Revokes the grant of a session that is gone; a failure is written to the audit trail as one (OA-19). */
export async function revokeEnded(rooms: Rooms, visit: Pick<Visit, 'requestId'>, ended: EndedSession): Promise<void> {
  if ((await revokeGrant(rooms, ended)) !== 'failed') return;
  const { hash: session, viewer } = ended;
  await rooms.trail.record({ event: 'revoke_failed', requestId: visit.requestId, viewer, session });
}

/** The same, and whoever asks writes the trail. */
export async function revokeGrant(rooms: Rooms, ended: EndedSession): Promise<Revocation> {
  const refreshToken = openRefresh(rooms, ended);
  if (refreshToken === undefined) return 'unreadable';
  return (await workspaceOfEnded(rooms, ended)?.databricks.revoke(refreshToken)) ?? 'failed';
}

function openRefresh(rooms: Rooms, { sealedRefresh, ...ended }: EndedSession): Secret | undefined {
  try {
    return rooms.vault.open(sealedRefresh, { purpose: 'refresh_token', parts: grantPlace(ended, ended) });
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}
