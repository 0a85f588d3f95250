// What an operator should see at the start: addresses, vendors, sessions, warnings. Holds nothing secret.
import { DEFAULT_WORKSPACE } from './read-databricks.ts';
import { showStoreUrl } from '../base/store-url.ts';
import type { Config, DatabricksConfig } from './config.ts';

/** The configuration in a dozen lines of plain text, for a terminal; no secret, no line break at the end. */
export function describeConfig(config: Config): string {
  const rows: (readonly [label: string, value: string])[] = [
    ['Open', `${config.publicOrigin}${config.basePath}`],
    ['Listens on', listening(config)],
    ['Callback', config.workspaces[0].redirectUri],
    ...config.workspaces.map((workspace, index) => [index === 0 ? 'Databricks' : '', databricks(workspace)] as const),
    ['Sigma', sigma(config)],
    ['Viewers', viewers(config)],
    ...config.policy.embeds.map(({ alias, url }, index) => [index === 0 ? 'Embeds' : '', `${alias}: ${url}`] as const),
    ['Sessions', sessions(config)],
    ['Database', showStoreUrl(config.storeUrl)],
    ['Refresh', refresh(config)],
    ['Keys', config.keyRing.map(({ id }) => id).join(', ')],
  ];
  const lines = rows.map(([label, value]) => `  ${label.padEnd(LABEL)} ${printable(value)}`);
  const warnings = config.warnings.map((warning) => `  ! ${printable(warning)}`);
  return [...lines, ...(warnings.length > 0 ? ['', ...warnings] : [])].join('\n');
}

const LABEL = 11;

function listening({ listen }: Config): string {
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  const reach: Record<string, string> = {
    '127.0.0.1': ' (this machine only)',
    '::1': ' (this machine only)',
    '0.0.0.0': ' (all interfaces)',
    '::': ' (all interfaces)',
  };
  return `${host}:${listen.port}${reach[listen.host] ?? ''}`;
}

function databricks(workspace: DatabricksConfig): string {
  const { accountId, alias, clientId, clientSecret, level, redirectUri, workspaceOrigin } = workspace;
  const account = level === 'account' ? ` ${accountId}` : '';
  const kind = clientSecret === undefined ? 'public app' : 'app';
  const shown = `${workspaceOrigin}, ${level} level${account}, ${kind} ${clientId}`;
  return alias === DEFAULT_WORKSPACE ? shown : `${alias}: ${shown}, callback ${redirectUri}`;
}

function sigma({ policy: { embeds }, sigma: { clientId } }: Config): string {
  const hosts = [...new Set(embeds.map(({ url }) => new URL(url).origin))].join(', ');
  return `${hosts}, credential ${clientId.slice(0, 8)}…`;
}

function viewers({ policy: { people }, sigma: { api } }: Config): string {
  const { accountType, groups, internalUsers, teams } = people;
  return [
    `account type ${accountType}`,
    teams.length === 0 ? 'no team' : `team ${teams.join(', ')}`,
    ...(groups.length === 0 ? [] : [`more by ${counted(groups.length, 'group')}`]),
    ...(internalUsers.length === 0 ? [] : [`internal users: ${counted(internalUsers.length, 'entry', 'entries')}`]),
    ...(api === undefined ? [] : [`others asked of ${api.origin}`]),
  ].join('; ');
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function sessions({ session: { absoluteMs, cookieMode, idleMs }, sigma: { sessionLengthSeconds } }: Config): string {
  const idle = `${idleMs / 60_000} min idle`;
  const longest = `${absoluteMs / 3_600_000} h at most`;
  return `${idle}, ${longest}; embed URLs live up to ${Math.round(sessionLengthSeconds / 60)} min; cookie SameSite=${cookieMode}`;
}

function refresh({ refresh: { graceMs, mode } }: Config): string {
  const known: Record<Config['refresh']['mode'], string> = {
    auto: 'rotation is learned from answers; until then a refresh token is sent once',
    multi_use: 'refresh tokens work many times',
    strict: 'a refresh token is sent once',
    grace:
      graceMs > 0 ? `a refresh token may be sent again within ${graceMs / 1000} s` : 'a refresh token is sent once',
  };
  return known[mode];
}

/** Terminals obey control characters; configuration values must not speak to them. */
function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
