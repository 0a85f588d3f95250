// Read session: cookie -> Session -> PublicSession. Never a token; does not count as activity.
import { sessionEndsAt } from '../session/session.ts';
import { provenSession } from './proven-session.ts';
import type { Rooms, Visit } from './rooms.ts';
import type { Workspace } from './workspace.ts';
import { inWorkspace } from './workspaces.ts';

/** What a browser may know about its session. Times are epoch milliseconds. */
export interface PublicSession {
  readonly user: { readonly email: string; readonly displayName: string };
  /** When the session ends if nothing more happens. */
  readonly sessionEndsAt: number;
  /** When it ends however active the viewer is. */
  readonly absoluteEndsAt: number;
  /** When the present access token ends; it is refreshed before. */
  readonly accessExpiresAt: number;
  /** Aliases of the embeds of this session's workspace that the viewer may open. */
  readonly embeds: readonly string[];
  readonly serverTime: number;
}

/** @throws GatewayError with the codes of `provenSession`. */
export async function readSession(rooms: Rooms, visit: Visit, workspace: Workspace): Promise<PublicSession> {
  const { clock, config } = rooms;
  const row = await inWorkspace(workspace, () => provenSession(rooms, visit, workspace));
  return {
    user: { email: row.viewer.userName, displayName: row.viewer.displayName },
    sessionEndsAt: sessionEndsAt(row, config.session),
    absoluteEndsAt: row.createdAt + config.session.absoluteMs,
    accessExpiresAt: row.grant.accessExpiresAt,
    embeds: visit.policy.embedsOf(row.viewer, workspace.config.alias).map(({ alias }) => alias),
    serverTime: clock.now(),
  };
}
