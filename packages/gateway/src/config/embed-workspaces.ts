// Which workspace an embed belongs to, and through which Sigma connections. A connection leads to one workspace: the token of
// another would be sent to a stranger.
import { placeText } from './config-file-problems.ts';
import type { ConfigFile, EmbedRow } from './config-file-schema.ts';
import type { Loading } from './loading.ts';
import { DEFAULT_WORKSPACE } from './read-databricks.ts';

/** The connections that a row names, or that its workspace does; none when neither does. */
export function connectionsOf(file: ConfigFile, row: EmbedRow): readonly string[] {
  if (row.connectionIds !== undefined) return row.connectionIds;
  const id = row.connectionId ?? file.workspaces?.find(({ alias }) => alias === row.workspace)?.connectionId;
  return id === undefined ? [] : [id];
}

export function isOfEnvironment({ workspace }: EmbedRow): boolean {
  return workspace === undefined || workspace === DEFAULT_WORKSPACE;
}

/** Tells what is wrong with workspaces and connections of the embeds. `inherited`: the connection of the environment. */
export function checkWorkspaces({ findings, values }: Loading, file: ConfigFile, inherited: string): void {
  const known = new Set([DEFAULT_WORKSPACE, ...(file.workspaces ?? []).map(({ alias }) => alias)]);
  const workspaceOfConnection = new Map<string, string>();
  const tell = (index: number, member: string, problem: string, fix: string): void =>
    findings.problem(`${values.text('configFile')}: ${placeText(['embeds', index, member])}`, problem, fix);

  for (const [index, row] of (file.embeds ?? []).entries()) {
    const workspace = row.workspace ?? DEFAULT_WORKSPACE;
    if (!known.has(workspace)) {
      tell(index, 'workspace', 'names no workspace', `Known are ${[...known].join(', ')}.`);
      continue;
    }
    const named = connectionsOf(file, row);
    if (named.length === 0 && !isOfEnvironment(row)) {
      tell(index, 'connectionId', 'is missing', `Name the Sigma connection to the workspace "${workspace}".`);
    }
    for (const id of named.length === 0 && isOfEnvironment(row) ? [inherited] : named) {
      const other = workspaceOfConnection.get(id) ?? workspace;
      if (other !== workspace) {
        const fix = 'A Sigma connection leads to one workspace, and would be given tokens of both. Name another one.';
        tell(index, 'connectionId', `is a connection that embeds of the workspace "${other}" use`, fix);
      }
      workspaceOfConnection.set(id, other);
    }
  }
}
