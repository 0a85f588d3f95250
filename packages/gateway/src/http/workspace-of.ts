// Which workspace a request is about, and how addresses of ours say it. The workspace of the first embed goes without saying.
import type { Workspace } from '../flows/workspace.ts';
import { wantedWorkspace } from '../flows/workspaces.ts';
import { queryOf, type Call } from './call.ts';

/** By the embed in the path or the query, or by `workspace` in the query. */
export function workspaceOfCall(call: Call): Workspace {
  const query = queryOf(call);
  const embed = call.alias ?? query.get('embed') ?? undefined;
  return wantedWorkspace(call.rooms, call.visit, { embed, workspace: query.get('workspace') ?? undefined });
}

/** The parameters that say which workspace an address is about. */
export function workspaceQuery({ rooms, visit }: Call, alias: string): Readonly<Record<string, string>> {
  return wantedWorkspace(rooms, visit, {}).config.alias === alias ? {} : { workspace: alias };
}

/** Path of the dashboard of a workspace. */
export function dashboardPath(call: Call, { config }: Workspace): string {
  const query = new URLSearchParams(workspaceQuery(call, config.alias)).toString();
  return query === '' ? '/dashboard' : `/dashboard?${query}`;
}

/** Path of the sign-in page of a workspace. */
export function signInPath(call: Call, alias: string, query: Readonly<Record<string, string>>): string {
  return `/login?${new URLSearchParams({ ...query, ...workspaceQuery(call, alias) }).toString()}`;
}
