// Every Databricks workspace: the one of the environment, and those of the config file. Each has a client and a redirect
// URI of its own, so that the answer of one can never pass for the answer of another (RFC 9700 section 4.4.2).
import { resolve } from 'node:path';
import { accountOriginOf } from '../base/account-host.ts';
import { secret, type Secret } from '../base/secret.ts';
import { readHost, readRedirectUri, readWorkspaceHost, type Read } from './addresses.ts';
import { placeText } from './config-file-problems.ts';
import type { ConfigFile, WorkspaceRow } from './config-file-schema.ts';
import type { DatabricksConfig } from './config.ts';
import { checkFileMode, readFailure } from './files.ts';
import type { Loading } from './loading.ts';
import type { Addresses } from './read-addresses.ts';
import { ACCOUNT_ID, DEFAULT_WORKSPACE, NO_ACCOUNT_HOST, readDatabricks } from './read-databricks.ts';
import { hasWhiteSpace, isSample } from './secrets.ts';

/** The first is the one of the environment. */
export function readWorkspaces(
  loading: Loading,
  file: ConfigFile | undefined,
  addresses: Addresses,
): readonly [DatabricksConfig, ...DatabricksConfig[]] {
  const first = readDatabricks(loading, addresses);
  const rows = file?.workspaces ?? [];
  const others = rows.map((row, index) => readRow({ loading, addresses, first, index }, row));
  const all = [first, ...others] as const;
  for (const [index, row] of rows.entries()) checkOwn({ loading, addresses, first, index }, row, all);
  return all;
}

/** Where a row stands, and what it is read with. */
interface Standing {
  readonly loading: Loading;
  readonly addresses: Addresses;
  readonly first: DatabricksConfig;
  readonly index: number;
}

type Member = keyof WorkspaceRow;

function readRow(at: Standing, row: WorkspaceRow): DatabricksConfig {
  const level = row.level ?? 'workspace';
  checkAccount(at, row);
  return {
    ...at.first,
    alias: row.alias,
    label: row.label ?? row.alias,
    workspaceOrigin: checked(at, 'host', readWorkspaceHost(row.host)) ?? '',
    level,
    accountId: row.accountId,
    accountOrigin: row.accountHost === undefined ? undefined : checked(at, 'accountHost', readHost(row.accountHost)),
    clientId: row.clientId,
    clientSecret: readSecret(at, row),
    clientAuthentication: row.clientAuthentication ?? 'basic',
    redirectUri: readOwnRedirectUri(at, row),
  };
}

function checkAccount(at: Standing, { accountHost, accountId, host, level }: WorkspaceRow): void {
  if (level === 'account' && accountId === undefined) {
    tell(at, 'accountId', 'is missing', 'The account console shows it in the menu behind your name.');
  }
  if (accountId !== undefined && !ACCOUNT_ID.test(accountId)) {
    tell(at, 'accountId', 'is not an account id', 'It has letters, digits and hyphens only.');
  }
  const read = readWorkspaceHost(host);
  if (level === 'account' && accountHost === undefined && 'ok' in read && accountOriginOf(read.ok) === undefined) {
    tell(at, 'accountHost', NO_ACCOUNT_HOST.problem, NO_ACCOUNT_HOST.fix);
  }
}

/** The redirect URI of the environment's workspace, and the alias behind it. */
function readOwnRedirectUri(at: Standing, { alias }: WorkspaceRow): string {
  const { redirectUri } = at.addresses;
  if (redirectUri === '') return '';
  return checked(at, 'alias', readRedirectUri(`${redirectUri.replace(/\/$/, '')}/${alias}`))?.href ?? '';
}

/** The file that holds a client secret is never the config file itself. */
function readSecret(at: Standing, row: WorkspaceRow): Secret | undefined {
  const { clientSecretFile: path, clientSecretVariable: variable } = row;
  if (path !== undefined && variable !== undefined) {
    tell(at, 'clientSecretFile', 'stands beside clientSecretVariable', 'Keep one of the two.');
  }
  if (variable !== undefined) return fromVariable(at, variable);
  if (path !== undefined) return fromFile(at, path);
  const { findings, values } = at.loading;
  if (values.boolean('allowPublicClient')) {
    findings.warn(
      `The workspace ${row.alias} has no client secret: whoever steals one of its refresh tokens can use it anywhere.`,
    );
  } else {
    const fix = 'Name the file that holds the client secret, or an environment variable by clientSecretVariable.';
    tell(at, 'clientSecretFile', 'is missing', fix);
  }
  return undefined;
}

function fromVariable(at: Standing, variable: string): Secret | undefined {
  const text = at.loading.sources.env[variable];
  if (text !== undefined && text.trim() !== '') return checkedSecret(at, 'clientSecretVariable', text);
  tell(at, 'clientSecretVariable', 'names a variable that is not set', 'Set it, or correct the name.');
  return undefined;
}

function fromFile(at: Standing, path: string): Secret | undefined {
  const { findings, sources } = at.loading;
  const file = resolve(sources.cwd, path);
  try {
    const text = sources.readFile(file).replace(/\r?\n$/, '');
    checkFileMode(placeOf(at, 'clientSecretFile'), file, findings);
    if (text !== '') return checkedSecret(at, 'clientSecretFile', text);
    tell(at, 'clientSecretFile', 'names an empty file', 'Write the secret into the file, or point to another one.');
  } catch (error) {
    tell(at, 'clientSecretFile', readFailure(error), 'Correct the path, or the rights of the file.');
  }
  return undefined;
}

function checkedSecret(at: Standing, member: Member, text: string): Secret {
  if (hasWhiteSpace(text))
    tell(at, member, 'gives a secret with white space', 'Copy the secret again, without line breaks.');
  else if (isSample(text) && !at.addresses.loopback) {
    tell(at, member, 'still gives a sample value', 'Set your own; samples are known to everybody.');
  }
  return secret(text);
}

/** What makes a workspace one of its own. */
function checkOwn(at: Standing, row: WorkspaceRow, all: readonly DatabricksConfig[]): void {
  const before = all.slice(0, at.index + 1);
  if (before.some(({ alias }) => alias === row.alias)) {
    const fix = `Give every workspace an alias of its own; "${DEFAULT_WORKSPACE}" is the one of the environment.`;
    tell(at, 'alias', `repeats the alias "${row.alias}"`, fix);
  }
  if (before.some(({ clientId }) => clientId === row.clientId)) {
    const fix =
      'Make an app connection for each workspace. At account level one workspace here serves all of the account.';
    tell(at, 'clientId', 'is the client of another workspace', fix);
  }
}

function checked<T>(at: Standing, member: Member, read: Read<T>): T | undefined {
  if ('ok' in read) return read.ok;
  tell(at, member, read.problem, read.fix);
  return undefined;
}

function placeOf({ index, loading }: Standing, member: Member): string {
  return `${loading.values.text('configFile')}: ${placeText(['workspaces', index, member])}`;
}

function tell(at: Standing, member: Member, problem: string, fix: string): void {
  at.loading.findings.problem(placeOf(at, member), problem, fix);
}
