// The command line and the environment of a run: whom to ask, as whom, and what is allowed. Opens no connection.
import { readFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import type { ApiOptions } from './sigma/api-options.ts';
import type { DatabricksOptions } from './databricks/room.ts';
import type { Need } from './probe.ts';
import type { EmbedOptions } from './sigma/embed-urls.ts';
import { PROBES } from './table.ts';

export const USAGE = `Asks real accounts what the vendors' documents leave open, and tells how to set the sandbox.

Usage: npm start -- probe [options]
       sigma-embed-sandbox probe [options]

It reads the environment of the gateway (DATABRICKS_HOST, DATABRICKS_OAUTH_CLIENT_ID, CLIENT_ID ...) and changes nothing at either
vendor. With PROBE_API_HOST, PROBE_API_CLIENT_ID and PROBE_API_CLIENT_SECRET it asks Sigma's REST API as well. Secrets come from
the environment or, as NAME_FILE, from files, and are never printed. Viewers sign in with a browser.

  --env-file <file>        read the environment from this file as well
  --host <host>            Databricks workspace (DATABRICKS_HOST)
  --client-id <id>         app connection (DATABRICKS_OAUTH_CLIENT_ID)
  --redirect-uri <url>     on this machine, registered letter by letter (DATABRICKS_REDIRECT_URI)
  --warehouse <id>         SQL warehouse that may run one SELECT over the samples
  --internal-user <email>  somebody with a Sigma login of their own
  --only <id,id>           only these probes
  --write                  also ask what changes something: makes users at Sigma, makes and deletes app connections (with
                           PROBE_ADMIN_CLIENT_ID and PROBE_ADMIN_CLIENT_SECRET), uses a refresh token twice, which may
                           end other sign-ins of the same app
  --no-browser             ask only what needs no sign-in
  --patience <seconds>     how long a frame may say nothing (20)
  --list                   the probes by name, and what each settles
  --json                   one JSON document instead of text
  --help                   this text
`;

export interface ProbeOptions {
  readonly help: boolean;
  readonly list: boolean;
  readonly json: boolean;
  readonly only: readonly string[];
  readonly patienceMs: number;
  readonly internalUser: string | undefined;
  readonly databricks: Omit<DatabricksOptions, 'authorize' | 'fetch'>;
  readonly embed: EmbedOptions | undefined;
  readonly api: ApiOptions | undefined;
  readonly has: ReadonlySet<Need>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws Error with one sentence for whatever cannot be read. */
export function readProbeOptions(argv: readonly string[], given: Env): ProbeOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'env-file': { type: 'string' },
      host: { type: 'string' },
      'client-id': { type: 'string' },
      'redirect-uri': { type: 'string' },
      warehouse: { type: 'string' },
      'internal-user': { type: 'string' },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
      'no-browser': { type: 'boolean', default: false },
      patience: { type: 'string', default: '20' },
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { help, 'internal-user': internalUser, json, list } = values;
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const env = { ...readEnvFile(values['env-file']), ...set };
  const read = (name: string): string | undefined => valueOf(env, name);
  const host = values.host ?? read('DATABRICKS_HOST');
  const clientId = values['client-id'] ?? read('DATABRICKS_OAUTH_CLIENT_ID');
  if (!help && !list && (host === undefined || clientId === undefined)) {
    throw new Error('It needs at least DATABRICKS_HOST and DATABRICKS_OAUTH_CLIENT_ID.');
  }
  const redirectUri = values['redirect-uri'] ?? read('DATABRICKS_REDIRECT_URI');
  const origin = originOf('DATABRICKS_HOST', host ?? 'localhost');
  const embed = readEmbed(read);
  const admin = readAdmin(read, origin);
  const api = readApi(read);
  const needs: readonly [Need, boolean][] = [
    ['sign_in', !values['no-browser'] && isHere(redirectUri)],
    ['embed', embed !== undefined],
    ['api', api !== undefined],
    ['internal_user', internalUser !== undefined],
    ['warehouse', values.warehouse !== undefined],
    ['admin', admin !== undefined],
    ['write', values.write],
  ];
  return {
    help,
    list,
    json,
    only: readOnly(values.only),
    patienceMs: readSeconds(values.patience) * 1000,
    internalUser,
    databricks: {
      host: origin,
      issuer: issuerOf(read, origin),
      clientId: clientId ?? '',
      clientSecret: read('DATABRICKS_OAUTH_CLIENT_SECRET'),
      redirectUri,
      warehouseId: values.warehouse,
      admin,
    },
    embed,
    api,
    has: new Set(needs.filter(([, has]) => has).map(([need]) => need)),
  };
}

function readEnvFile(path: string | undefined): Env {
  if (path === undefined) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    throw new Error(`--env-file: ${path} cannot be read.`);
  }
}

/** The value, or the content of the file that NAME_FILE names. Empty is absent. */
function valueOf(env: Env, name: string): string | undefined {
  const [value, file] = [env[name]?.trim(), env[`${name}_FILE`]?.trim()];
  if (value !== undefined && value !== '') return value;
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Error(`${name}_FILE: ${file} cannot be read.`);
  }
}

function originOf(name: string, host: string): string {
  const url = host.includes('://') ? host : `https://${host}`;
  if (!URL.canParse(url)) throw new Error(`${name} is no host name.`);
  return new URL(url).origin;
}

/** At the account host where the environment says so. */
function issuerOf(read: (name: string) => string | undefined, workspace: string): string {
  const account = read('DATABRICKS_ACCOUNT_ID');
  return read('DATABRICKS_AUTH_LEVEL') === 'account' && account !== undefined
    ? `${accountOrigin(read, workspace)}/oidc/accounts/${account}`
    : `${workspace}/oidc`;
}

function accountOrigin(read: (name: string) => string | undefined, workspace: string): string {
  const named = read('DATABRICKS_ACCOUNT_HOST');
  if (named !== undefined) return originOf('DATABRICKS_ACCOUNT_HOST', named);
  const { hostname, origin } = new URL(workspace);
  if (hostname.endsWith('.azuredatabricks.net')) return 'https://accounts.azuredatabricks.net';
  if (hostname.endsWith('.gcp.databricks.com')) return 'https://accounts.gcp.databricks.com';
  return hostname.endsWith('.cloud.databricks.com') ? 'https://accounts.cloud.databricks.com' : origin;
}

function readAdmin(read: (name: string) => string | undefined, workspace: string): DatabricksOptions['admin'] {
  const [accountId, id] = [read('DATABRICKS_ACCOUNT_ID'), read('PROBE_ADMIN_CLIENT_ID')];
  const secret = read('PROBE_ADMIN_CLIENT_SECRET');
  if (accountId === undefined || id === undefined || secret === undefined) return undefined;
  return { accountOrigin: accountOrigin(read, workspace), accountId, id, secret };
}

function readEmbed(read: (name: string) => string | undefined): EmbedOptions | undefined {
  const [clientId, secret] = [read('CLIENT_ID'), read('SECRET')];
  const [baseUrl, connectionId] = [read('DATABRICKS_OAUTH_BASE_URL'), read('DATABRICKS_CONNECTION_ID')];
  if (clientId === undefined || secret === undefined || baseUrl === undefined || connectionId === undefined) {
    return undefined;
  }
  if (!URL.canParse(baseUrl)) throw new Error('DATABRICKS_OAUTH_BASE_URL is no address.');
  const teams = (read('DATABRICKS_OAUTH_TEAMS') ?? read('TEAMS') ?? '').split(',').map((name) => name.trim());
  return {
    clientId,
    secret,
    baseUrl,
    connectionId,
    accountType: read('DATABRICKS_OAUTH_ACCOUNT_TYPE') ?? read('ACCOUNT_TYPE'),
    teams: teams.filter((name) => name !== ''),
  };
}

function readApi(read: (name: string) => string | undefined): ApiOptions | undefined {
  const [host, clientId] = [read('PROBE_API_HOST'), read('PROBE_API_CLIENT_ID')];
  const secret = read('PROBE_API_CLIENT_SECRET');
  if (host === undefined || clientId === undefined || secret === undefined) return undefined;
  return { origin: originOf('PROBE_API_HOST', host), clientId, secret };
}

function isHere(redirectUri: string | undefined): boolean {
  if (redirectUri === undefined || !URL.canParse(redirectUri)) return false;
  const { hostname, protocol } = new URL(redirectUri);
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function readOnly(text: string | undefined): readonly string[] {
  const ids = text?.split(',').map((id) => id.trim()) ?? [];
  const unknown = ids.find((id) => !PROBES.some((probe) => probe.id === id));
  if (unknown !== undefined) throw new Error(`--only: there is no probe "${unknown.slice(0, 40)}"; --list names them.`);
  return ids;
}

function readSeconds(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) > 0) return Number(text);
  throw new Error(`--patience takes seconds, not "${text.slice(0, 20)}".`);
}
