// A refresh token that nobody will use any more -> revoked at Databricks, as far as Databricks lets us.
import type { AuditEvent } from '../audit/events.ts';
import type { Secret } from '../base/secret.ts';
import type { Rooms } from './rooms.ts';
import type { Workspace } from './workspace.ts';

/** Whose token it was. */
type TokenOf = Pick<AuditEvent, 'requestId' | 'viewer' | 'session'>;

/** A failure is written to the audit trail as one (OA-19). */
export async function revokeUnused(
  { trail }: Rooms,
  { databricks }: Workspace,
  { of, refreshToken }: { readonly refreshToken: Secret; readonly of: TokenOf },
): Promise<void> {
  if ((await databricks.revoke(refreshToken)) === 'failed') await trail.record({ event: 'revoke_failed', ...of });
}
