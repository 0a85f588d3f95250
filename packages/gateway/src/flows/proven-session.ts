// Cookie -> Session whose viewer is proven: for what is said about a person where no URL is made.
import type { SessionRow } from '../store/store.ts';
import { liveSession } from './live-session.ts';
import { checkProven, openAccess } from './open-access.ts';
import type { Rooms, Visit } from './rooms.ts';
import type { Workspace } from './workspace.ts';

/**
 * The session of this browser, with its access token opened for the proof and not used (ST-02). The token is at hand as a rule.
 * @throws GatewayError with the codes of `liveSession`; `session_unreadable`, `key_unknown`, `key_service_unavailable`.
 */
export async function provenSession(rooms: Rooms, visit: Visit, workspace: Workspace): Promise<SessionRow> {
  const row = await liveSession(rooms, visit, workspace);
  const access = await openAccess(rooms, visit, row);
  if (access.row !== row) await checkProven(rooms, visit, { row, access });
  return row;
}
