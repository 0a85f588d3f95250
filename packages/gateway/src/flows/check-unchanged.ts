// Who the host's user is at Databricks does not change in the middle of a session: that takes a sign-out.
import { GatewayError } from '../base/errors.ts';
import type { Viewer } from '../databricks/viewer.ts';
import type { LoginAttempt } from '../session/login-attempt.ts';
import { sessionState } from '../session/session.ts';
import type { SessionRow } from '../store/store.ts';
import { isAnother } from './account-notice.ts';
import { findSession } from './find-session.ts';
import { liveSession } from './live-session.ts';
import type { Rooms, Visit } from './rooms.ts';
import type { Workspace } from './workspace.ts';
import { findWorkspace } from './workspaces.ts';

interface Ending {
  readonly workspace: Workspace;
  readonly attempt: LoginAttempt;
  /** Who has signed in now. */
  readonly viewer: Viewer;
}

/**
 * Holds who has signed in against the session that lives.
 * @throws GatewayError `wrong_account`; `store_unavailable` and the like when that session cannot be read now.
 */
export async function checkUnchanged(rooms: Rooms, visit: Visit, ending: Ending): Promise<void> {
  const session = (await sessionOfCookie(rooms, visit, ending)) ?? (await sessionOfStart(rooms, visit, ending));
  if (session !== undefined && isAnother(ending.viewer, session.viewer)) throw new GatewayError('wrong_account');
}

async function sessionOfCookie(rooms: Rooms, visit: Visit, { workspace }: Ending): Promise<SessionRow | undefined> {
  // It is about to be replaced: its cookie gets no new seal.
  const { alsoSet: _, ...look } = visit;
  try {
    return await liveSession(rooms, look, workspace);
  } catch (error) {
    if (error instanceof GatewayError && error.status === 401) return undefined;
    throw error;
  }
}

/** The one of the begin, for a Strict cookie, which does not come back from Databricks. The same host user began: the attempt is theirs. */
async function sessionOfStart(
  rooms: Rooms,
  visit: Visit,
  { attempt, workspace }: Ending,
): Promise<SessionRow | undefined> {
  if (attempt.before === undefined || !attempt.isBeforeOwn) return undefined;
  const row = await findSession(rooms, visit, attempt.before);
  if (row === undefined || row === 'unreadable') return undefined;
  const home = findWorkspace(rooms, { issuer: row.viewer.issuer, clientId: row.grant.clientId });
  const isLive = sessionState(row, rooms.config.session, rooms.clock.now()) === 'live';
  return isLive && home === workspace ? row : undefined;
}
