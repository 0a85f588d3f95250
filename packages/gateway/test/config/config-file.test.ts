// What is said of a config file: every problem at once, with its place and how to mend it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { membersOf } from '../../../../tools/config-file-reference.ts';
import { configFileJsonSchema } from '../../src/config/config-file-schema.ts';
import type { Config } from '../../src/config/config.ts';
import { ConfigError, loadConfig, type ConfigProblem } from '../../src/config/load.ts';
import { COMPLETE } from './environment.ts';

const FILE = '/etc/policy.json';
const url = 'https://app.sigmacomputing.com/acme/workbook/A-1';

function load(content: unknown, env: Record<string, string | undefined> = {}): Config {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return loadConfig({
    env: { ...COMPLETE, SIGMA_EMBED_CONFIG_FILE: FILE, ...env },
    readFile: (path) => (path === FILE ? text : 'a-secret-of-a-file'),
  });
}

function problemsOf(content: unknown): readonly ConfigProblem[] {
  try {
    load(content, { DATABRICKS_OAUTH_BASE_URL: undefined, EU_CLIENT_SECRET: 'a-secret-of-a-variable' });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const said = (content: unknown): string[] =>
  problemsOf(content).map(({ key, problem }) => `${key.replace(`${FILE}: `, '')} ${problem}`);

it('every problem of the file is told at once, with its place [CF-01]', () => {
  const content = {
    embeds: [
      { alias: 'a b', url, open: { groups: 'finance', every: true } },
      { alias: 'b', url: 'http://app.sigmacomputing.com/acme/workbook/A-1', title: '', connectionIds: [] },
      { url: `${url}?x=1`, open: { domains: ['@example.com'], addresses: ['ana'] } },
    ],
    teams: [1, ' '],
    team: [],
  };
  assert.deepEqual(said(content), [
    'embeds[0].alias has the wrong form',
    'embeds[0].open.groups is not a list',
    'embeds[0].open has an unknown member "every"',
    'embeds[1].title is empty',
    'embeds[1].url is plain http',
    'embeds[1].connectionIds is empty',
    'embeds[2].alias is missing',
    'embeds[2].url holds a query or a fragment',
    'embeds[2].open.domains[0] has the wrong form',
    'embeds[2].open.addresses[0] has the wrong form',
    'teams[0] is not a text',
    'teams[1] is empty',
    `${FILE} has an unknown member "team"`,
  ]);
  for (const { fix } of problemsOf(content)) assert.match(fix, /^[A-Z].*\.$/);
});

it('what is wrong about people is told at its place too', () => {
  const content = {
    embeds: [{ alias: 'a', url, connectionId: 'c' }],
    accountType: ' ',
    attributes: { ' a': 'x', b: 1, c: { from: 'title' }, d: { groups: ['a,b'] }, e: { form: 'domain' } },
    groups: [{ teams: 'x' }, { group: 'g', attributes: { a: null }, account_type: 'Pro' }],
    subject: {
      lowerCase: 'yes',
      domains: { 'Example.com': 'example.org', 'a.test': 'b' },
      addresses: { 'a@b.test': 'ana' },
    },
    internalUsers: 'sam@example.com',
  };
  assert.deepEqual(said(content), [
    'accountType is empty',
    'attributes. a has a name that cannot be used here',
    'attributes.b has the wrong form',
    'attributes.c.from is not "userName" or "domain"',
    'attributes.d.groups[0] has the wrong form',
    'attributes.e.from is not "userName" or "domain"',
    'attributes.e has an unknown member "form"',
    'groups[0].group is missing',
    'groups[0].teams is not a list',
    'groups[1].attributes.a is not a text',
    'groups[1] has an unknown member "account_type"',
    'internalUsers is not a list',
    'subject.lowerCase is not true or false',
    'subject.domains.Example.com has a name that cannot be used here',
    'subject.domains.a.test has the wrong form',
    'subject.addresses.a@b.test is not one plain e-mail address',
  ]);
});

it('what is wrong about controls, themes and the look is told at its place too', () => {
  const row = {
    parameters: {
      ':theme': 'any',
      'a b': 'any',
      Region: [],
      Year: 'all',
      Size: { fix: 'x' },
      Half: { fixed: '\ud800' },
    },
    themes: [''],
    look: { theme: 1, menuPosition: 'left', hideMenu: 'yes', language: 'de_DE', loading: 'x' },
  };
  const embed = (over: object): object => ({ alias: 'a', url, connectionId: 'c', ...over });
  assert.deepEqual(
    said({ embeds: [embed(row)] }).map((text) => text.replace('embeds[0].', '')),
    [
      'parameters.:theme has a name that cannot be used here',
      'parameters.a b has a name that cannot be used here',
      'parameters.Region is empty',
      'parameters.Year has the wrong form',
      'parameters.Size.fixed is missing',
      'parameters.Size has an unknown member "fix"',
      'parameters.Half.fixed holds half a character',
      'themes[0] is empty',
      'look.theme is not a text',
      'look.menuPosition is not "top" or "bottom" or "none"',
      'look.hideMenu is not true or false',
      'look.language has the wrong form',
      'look has an unknown member "loading"',
    ],
  );
  for (const look of [{ hideMenu: true }, { hideMenu: true, menuPosition: 'none' }, { languageVariant: 'x' }])
    assert.match(said({ embeds: [embed({ look })] }).join(), /look\.\w+ (does nothing here|stands without language)/);
});

it('two people never become one Sigma user by the table; two domains that become one are warned of [OA-16]', () => {
  const embeds = [{ alias: 'a', url, connectionId: 'c' }];
  const addresses = { 'ana@a.test': 'ana@c.test', 'ben@a.test': 'ben@c.test', 'eve@b.test': 'Ana@C.test' };
  assert.deepEqual(said({ embeds, subject: { addresses } }), [
    'subject.addresses.eve@b.test is the address of somebody else in the table',
  ]);
  const { warnings } = load({ embeds, subject: { domains: { 'a.test': 'c.test', 'b.test': 'c.test' } } });
  assert.match(warnings.join(), /Several domains become c\.test/);
});

it('teams that only groups bring are teams: nothing is warned of', () => {
  const groups = [{ group: 'g', teams: ['T'] }];
  assert.deepEqual(load({ groups }, { TEAMS: undefined }).warnings, []);
  assert.match(load({ groups: [{ group: 'g' }] }, { TEAMS: undefined }).warnings.join(), /TEAMS is empty/);
});

it('what members say only together is told too, and nothing that follows from another problem', () => {
  const rows = [
    { alias: 'a', url, connectionId: 'c1', connectionIds: ['c2'] },
    { alias: 'a', url, connectionId: 'c 1', open: {} },
    { alias: 'b', url, connectionId: 'c1', open: { groups: [], domains: [] } },
  ];
  assert.deepEqual(said({ embeds: rows }), [
    'embeds[0].connectionIds stands beside connectionId',
    'embeds[1].alias repeats the alias "a"',
    'embeds[1].connectionId holds white space',
    'embeds[1].open names nobody',
    'embeds[2].open names nobody',
  ]);
});

it('a text that is no JSON is told by its line, without a word of it', () => {
  const [problem] = problemsOf('{\n  "teams": ["canary" "b"]\n}');
  assert.match(problem?.problem ?? '', /not JSON; the reading stopped at line 2, column 22$/);
  assert.doesNotMatch(JSON.stringify([problem, problemsOf('canary')]), /canary/);
  assert.deepEqual(said('\ufeff{}'), ['DATABRICKS_OAUTH_BASE_URL is missing']);
});

it('a member called __proto__ is refused wherever it stands [CF-05]', () => {
  for (const text of [
    '{"__proto__":1}',
    '{"attributes":{"__proto__":"x"}}',
    '{"subject":{"addresses":{"__proto__":"ana@example.com"}}}',
    `{"embeds":[{"alias":"a","url":"${url}","open":{"__proto__":{"everyone":true}}}]}`,
  ])
    assert.match(said(text).join(), /unknown member "__proto__"/);
});

it('a title is the one that is given, else the name of the workbook, else the alias where two would be the same', () => {
  const titles = (...embeds: readonly object[]): string[] => load({ embeds }).policy.embeds.map(({ title }) => title);
  const at = (path: string): string => `https://app.sigmacomputing.com/acme/workbook/${path}`;
  assert.deepEqual(
    titles(
      { alias: 'one', title: 'Mine', url: at('Taxi-by-area-1') },
      { alias: 'two', url: at('Sales%20by%2Farea-1/page/p1') },
      { alias: 'three', url: at('Costs-2/page/p1') },
      { alias: 'four', url: at('Costs-2/page/p2') },
      { alias: 'five', url: at('%E0%A4-2') },
      { alias: 'six', url: at('3fJk2') },
    ),
    ['Mine', 'Sales by/area', 'three', 'four', '%E0%A4', '3fJk2'],
  );
});

it('the example has every member of the schema and no problem', () => {
  const text = readFileSync('packages/gateway/config-file.example.json', 'utf8');
  assert.deepEqual(said(text), []);
  const example: unknown = JSON.parse(text);
  const names = membersOf(configFileJsonSchema(), '').map(({ name }) => name);
  assert.deepEqual(
    names.filter((name) => valuesAt(example, name).length === 0),
    [],
  );
});

/** Values at `a.b[].c`; `NAME` is any member. */
function valuesAt(value: unknown, place: string): unknown[] {
  let found = [value];
  for (const part of place.split('.')) {
    const name = part.replace('[]', '');
    const inner = found.flatMap((one) => (name === 'NAME' ? Object.values(Object(one)) : [Object(one)[name]]));
    found = inner
      .flatMap((one: unknown) => (part.endsWith('[]') && Array.isArray(one) ? one : [one]))
      .filter((one) => one !== undefined);
  }
  return found;
}
