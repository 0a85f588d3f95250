// Whose tokens the embeds of a config file are for. A running gateway keeps its workspaces: a policy that was written for others
// would send the tokens of one to a connection that leads to another.
import { GatewayError } from '../base/errors.ts';
import { readWorkspaceHost } from './addresses.ts';
import type { ConfigFile } from './config-file-schema.ts';
import type { Loading } from './loading.ts';
import type { PolicyConfig, WorkspaceSource } from './policy-config.ts';
import { DEFAULT_WORKSPACE } from './read-databricks.ts';

/** Needs no secret and tells no problem: the strict reading of workspaces does, at the start. */
export function readSources({ values }: Loading, file: ConfigFile | undefined): readonly WorkspaceSource[] {
  const ofEnvironment = {
    alias: DEFAULT_WORKSPACE,
    workspaceOrigin: originOf(values.text('workspaceHost') ?? ''),
    clientId: values.text('databricksClientId') ?? '',
  };
  const rows = file?.workspaces ?? [];
  const ofFile = rows.map(({ alias, clientId, host }) => ({ alias, workspaceOrigin: originOf(host), clientId }));
  return [ofEnvironment, ...ofFile];
}

/** @throws GatewayError `config_invalid` when a policy is for other workspaces than the `running` ones. */
export function checkSources(
  { embeds, workspaces }: Pick<PolicyConfig, 'embeds' | 'workspaces'>,
  running: readonly WorkspaceSource[],
): void {
  const found = (alias: string): WorkspaceSource | undefined => running.find((known) => known.alias === alias);
  const stranger = embeds.find(({ workspace }) => found(workspace) === undefined);
  const moved = workspaces.find((next) => {
    const known = found(next.alias) ?? next;
    return known.workspaceOrigin !== next.workspaceOrigin || known.clientId !== next.clientId;
  });
  const alias = stranger?.workspace ?? moved?.alias;
  if (alias === undefined) return;
  const what = stranger === undefined ? 'has another host or client' : 'is new';
  throw new GatewayError('config_invalid', {
    message: `The workspaces changed (${alias} ${what}): start the gateway again.`,
  });
}

function originOf(host: string): string {
  const read = readWorkspaceHost(host);
  return 'ok' in read ? read.ok : host;
}
