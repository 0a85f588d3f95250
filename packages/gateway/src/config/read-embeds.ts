// The catalogue of embeds: those of the config file, or the one of the environment under the alias `default`.
import { readEmbedUrl } from './addresses.ts';
import type { ConfigFile, EmbedRow } from './config-file-schema.ts';
import { checkWorkspaces, connectionsOf, isOfEnvironment } from './embed-workspaces.ts';
import { placeText } from './config-file-problems.ts';
import { checkSample, checked, tellSample, type Loading } from './loading.ts';
import { fixedParameters, lookProblems, settableParameters } from './read-look.ts';
import type { Embed, OpenRule } from './policy-config.ts';
import type { Addresses } from './read-addresses.ts';
import { DEFAULT_WORKSPACE } from './read-databricks.ts';
import { hasWhiteSpace, isSampleEmbedUrl } from './secrets.ts';

const EVERYONE: OpenRule = { everyone: true, groups: [], domains: [], addresses: [] };

/** None when there is a problem, which is told. */
export function readEmbeds(loading: Loading, file: ConfigFile | undefined, addresses: Addresses): Embed[] {
  const connectionId = readConnectionId(loading, file, addresses);
  if (file?.embeds === undefined) {
    // A file that cannot be read may have said it: then only what is given is looked at.
    const text = file === undefined ? loading.values.text('embedUrl') : loading.values.required('embedUrl');
    const url = text === undefined ? undefined : checked(loading, 'embedUrl', readEmbedUrl(text));
    if (url === undefined) return [];
    if (isSampleEmbedUrl(url)) tellSample(loading, 'embedUrl', addresses);
    return [
      {
        alias: 'default',
        workspace: DEFAULT_WORKSPACE,
        title: workbookOf(url),
        url,
        connectionIds: [connectionId],
        open: EVERYONE,
        fixed: [],
        settable: [],
        themes: [],
      },
    ];
  }
  const rows = file.embeds;
  checkWorkspaces(loading, file, connectionId);
  const names = rows.map(({ url }) => workbookOf(url));
  return rows.map((row, index): Embed => {
    checkRow(loading, rows, index);
    const [firstConnection = connectionId, ...others] = connectionsOf(file, row);
    const name = names[index] ?? '';
    // Pages of one workbook would all be called like it.
    const isOwnName = names.indexOf(name) === names.lastIndexOf(name);
    return {
      alias: row.alias,
      workspace: row.workspace ?? DEFAULT_WORKSPACE,
      title: row.title ?? (isOwnName ? name : row.alias),
      url: normalUrl(row.url),
      connectionIds: [firstConnection, ...others],
      open: row.open === undefined ? EVERYONE : openRule(row.open),
      fixed: fixedParameters(row),
      settable: settableParameters(row),
      themes: row.themes ?? [],
    };
  });
}

function readConnectionId(loading: Loading, file: ConfigFile | undefined, addresses: Addresses): string {
  const { findings, values } = loading;
  const needsIt = (row: EmbedRow): boolean => isOfEnvironment(row) && connectionsOf(file ?? {}, row).length === 0;
  const everyOwn = file === undefined || (file.embeds !== undefined && !file.embeds.some(needsIt));
  const connectionId = (everyOwn ? values.text('connectionId') : values.required('connectionId')) ?? '';
  if (!everyOwn) checkSample(loading, 'connectionId', addresses);
  if (hasWhiteSpace(connectionId)) {
    findings.problem(values.name('connectionId'), 'holds white space', 'Copy the id again.');
  }
  return connectionId;
}

/** What one row says only together with others. */
function checkRow({ findings, values }: Loading, rows: readonly EmbedRow[], index: number): void {
  const row = rows[index] as EmbedRow;
  const at = (member: string): string => `${values.text('configFile')}: ${placeText(['embeds', index, member])}`;
  if (rows.findIndex(({ alias }) => alias === row.alias) < index) {
    findings.problem(at('alias'), `repeats the alias "${row.alias}"`, 'Give every embed an alias of its own.');
  }
  if (row.connectionId !== undefined && row.connectionIds !== undefined) {
    findings.problem(at('connectionIds'), 'stands beside connectionId', 'Keep one of the two.');
  }
  for (const id of [row.connectionId, ...(row.connectionIds ?? [])]) {
    if (id !== undefined && hasWhiteSpace(id))
      findings.problem(at('connectionId'), 'holds white space', 'Copy the id again.');
  }
  for (const [member, problem, fix] of lookProblems(row)) findings.problem(`${at('look')}.${member}`, problem, fix);
  const { addresses = [], domains = [], everyone, groups = [] } = row.open ?? { everyone: true };
  if (everyone === undefined && addresses.length + domains.length + groups.length === 0) {
    findings.problem(at('open'), 'names nobody', 'Name groups, domains or addresses, or leave the embed out.');
  }
}

function openRule({ addresses = [], domains = [], everyone, groups = [] }: NonNullable<EmbedRow['open']>): OpenRule {
  return { everyone: everyone === true, groups, domains, addresses };
}

function normalUrl(text: string): string {
  const read = readEmbedUrl(text);
  return 'ok' in read ? read.ok : '';
}

/** `…/workbook/Taxi-by-area-3fJk2…` reads as `Taxi by area`. */
function workbookOf(text: string): string {
  const slug = /\/workbook\/([^/]+)/.exec(new URL(text).pathname)?.[1] ?? '';
  const name = decoded(slug)
    .replace(/-[^-]*$/, '')
    .replaceAll('-', ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return name === '' ? 'Workbook' : name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
