// Finds the workspace that an embed, a session or a grant belongs to. What belongs to one is of no use at another (OA-04).
import { GatewayError } from '../base/errors.ts';
import type { EndedSession, SessionRow } from '../store/store.ts';
import type { Rooms, Visit } from './rooms.ts';
import type { Workspace } from './workspace.ts';

/** The workspace of an embed; of the first embed when none is named, or one that does not exist. */
export function workspaceOfEmbed({ workspaces }: Rooms, { policy }: Visit, alias: string | undefined): Workspace {
  const { workspace } = policy.named(alias) ?? policy.first;
  return workspaces.find(({ config }) => config.alias === workspace) ?? workspaces[0];
}

/** What a browser asks about: an embed by its alias, or else a workspace by its own. */
export interface WorkspaceWish {
  readonly embed?: string | undefined;
  readonly workspace?: string | undefined;
}

/** The workspace that is asked about; that of the first embed when none is named, or one that does not exist. */
export function wantedWorkspace(rooms: Rooms, visit: Visit, { embed, workspace }: WorkspaceWish): Workspace {
  const named = embed === undefined ? rooms.workspaces.find(({ config }) => config.alias === workspace) : undefined;
  return named ?? workspaceOfEmbed(rooms, visit, embed);
}

/** The workspace whose app connection a grant is from; `undefined` when it is not configured any more. */
export function findWorkspace(
  { workspaces }: Rooms,
  grant: { readonly issuer: string; readonly clientId: string },
): Workspace | undefined {
  return workspaces.find(
    ({ config, databricks }) => config.clientId === grant.clientId && databricks.issuer === grant.issuer,
  );
}

/**
 * The workspace of a session.
 * @throws GatewayError `app_unknown` when it is not configured any more.
 */
export function workspaceOf(rooms: Rooms, { grant, viewer }: Pick<SessionRow, 'grant' | 'viewer'>): Workspace {
  const found = findWorkspace(rooms, { issuer: viewer.issuer, clientId: grant.clientId });
  if (found === undefined) throw new GatewayError('app_unknown');
  return found;
}

/** The same for a session that is gone. */
export function workspaceOfEnded(rooms: Rooms, { clientId, viewer }: EndedSession): Workspace | undefined {
  return findWorkspace(rooms, { issuer: viewer.issuer, clientId });
}

/** Works for one workspace; a failure says which, so that the browser loses the cookie that it is about and no other. */
export async function inWorkspace<T>({ config }: Workspace, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GatewayError) error.workspace ??= config.alias;
    throw error;
  }
}
