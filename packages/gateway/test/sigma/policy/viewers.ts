// Viewers and policies for tests: each says only what it is about.
import type { Embed, OpenRule, PeopleConfig, PolicyConfig } from '../../../src/config/policy-config.ts';
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
    ...over,
  };
}

export function policyConfig(
  embeds: readonly [Embed, ...Embed[]] = [embed('a')],
  people: Partial<PeopleConfig> = {},
): PolicyConfig {
  return {
    embeds,
    people: { accountType: 'View', teams: ['Sales_People'], internalUsers: [], sharedSubject: undefined, ...people },
  };
}
