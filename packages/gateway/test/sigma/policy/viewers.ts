// Viewers and policies for tests: each says only what it is about.
import type { Embed, GroupRow, OpenRule, PeopleConfig, PolicyConfig } from '../../../src/config/policy-config.ts';
import type { Viewer } from '../../../src/databricks/viewer.ts';

export function viewer(userName: string, ...groups: readonly string[]): Viewer {
  const rows = groups.map((name, index) => ({ id: `g${index}`, name }));
  return { issuer: 'https://issuer.test', id: `id of ${userName}`, userName, displayName: userName, groups: rows };
}

const NOBODY: OpenRule = { everyone: false, groups: [], domains: [], addresses: [] };

export function openTo(rule: Partial<OpenRule>): OpenRule {
  return { ...NOBODY, ...rule };
}

export function embed(alias: string, over: Partial<Embed> = {}): Embed {
  return {
    alias,
    workspace: 'default',
    title: `Title of ${alias}`,
    url: `https://app.sigmacomputing.com/acme/workbook/${alias}-1`,
    connectionIds: ['c1'],
    open: openTo({ everyone: true }),
    fixed: [],
    settable: [],
    themes: [],
    ...over,
  };
}

const PEOPLE: PeopleConfig = {
  accountType: 'View',
  teams: ['Sales_People'],
  attributes: [],
  groups: [],
  subject: { lowerCase: false, domains: [], addresses: [], shared: undefined },
  internalUsers: [],
};

export function policyConfig(
  embeds: readonly [Embed, ...Embed[]] = [embed('a')],
  people: Partial<PeopleConfig> = {},
): PolicyConfig {
  return { workspaces: [], embeds, people: { ...PEOPLE, ...people } };
}

/** What the group means that `over` is about. */
export function groupRow(group: string, over: Partial<GroupRow>): GroupRow {
  return { group, teams: [], accountType: undefined, attributes: [], ...over };
}
