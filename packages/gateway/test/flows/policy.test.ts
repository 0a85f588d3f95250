// What a signed-in viewer gets to see of the catalogue, over HTTP.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { COMPLETE } from '../config/environment.ts';
import { configFile, workbook } from '../support/config-file.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

const { path } = configFile({
  embeds: [
    { alias: 'money', url: workbook('Money'), open: { groups: ['finance'] } },
    { alias: 'east', title: 'The <East>', url: workbook('East'), open: { groups: ['queens'] } },
    {
      alias: 'all',
      url: workbook('All-people'),
      connectionIds: ['c1', 'c2'],
      parameters: { Region: ['West', 'East'], Year: 'any', Company: { fixed: 'acme & sons' } },
      themes: ['Dark'],
      look: { theme: 'Light', menuPosition: 'none', hideTooltip: true },
    },
  ],
});

let world: Gateways;
before(async () => {
  world = await startGateways({ env: { SIGMA_EMBED_CONFIG_FILE: path } });
  world.databricks.groups.set('ben', ['queens', 'staff']);
});
after(async () => {
  await world[Symbol.asyncDispose]();
});

const linksOf = (page: string): unknown[] =>
  [...page.matchAll(/<a href="(\/dashboard[^"]*)"[^>]*>([^<]*)<\/a\s*>/g)].map(([, href, text]) => [href, text]);

it('a page and the session list what is open to the viewer, by title, and say nothing of the rest [EM-01]', async () => {
  const ben = await world.signIn('ben');
  const ana = await world.signIn('ana');
  const page = await (await world.get('/dashboard', ben)).text();
  assert.deepEqual(linksOf(page), [
    ['/dashboard', 'The &lt;East&gt;'],
    ['/dashboard/all', 'All people'],
  ]);
  assert.match(page, /data-title="The &lt;East&gt;, Sigma workbook"/);
  const session = (await (await world.get('/api/session', ben)).json()) as { embeds: string[] };
  assert.deepEqual(session.embeds, ['east', 'all']);
  for (const [address, cookie] of [
    ['/dashboard', ben],
    ['/api/session', ben],
    ['/dashboard', ana],
    ['/api/session', ana],
  ] as const)
    assert.doesNotMatch(await (await world.get(address, cookie)).text(), /money/i, address);
});

it('an embed that is not open to the viewer is one code for API and page, and no token is touched [EM-08]', async () => {
  const ben = await world.signIn('ben');
  world.clock.sleep(50 * 60_000);
  const calls = world.databricks.tokenCalls();
  const { code, setCookies, status } = await world.mint(ben, 0, '{"embed":"money"}');
  assert.deepEqual([status, code, setCookies], [403, 'embed_forbidden', []]);
  assert.equal(world.databricks.tokenCalls(), calls);
  const page = await world.get('/dashboard/money', ben);
  assert.equal(page.status, 403);
  assert.match(await page.text(), /embed_forbidden/);
  const denied = world.lines
    .map((line) => JSON.parse(line) as { code?: string })
    .filter(({ code: one }) => one === 'embed_forbidden');
  assert.equal(denied.length, 2);
});

it('without an alias a viewer gets the first embed that is open to them', async () => {
  const urlOf = async (person: string): Promise<unknown> => (await world.mint(await world.signIn(person))).path;
  assert.deepEqual(
    [await urlOf('ben'), await urlOf('ana')],
    ['/acme/workbook/East-1a2B3c', '/acme/workbook/All-people-1a2B3c'],
  );
});

it("every connection of an embed gets this viewer's token", async () => {
  const { claims, token } = await world.mint(await world.signIn('ana'));
  const tokens = claims['connection_oauth_tokens'] as Record<string, string>;
  assert.deepEqual(Object.keys(tokens), ['c1', 'c2']);
  assert.equal(tokens['c1'], tokens['c2'], 'encrypted once');
  assert.equal(token, world.databricks.lastAccess('ana'));
});

const ALL = { ':embed': 'true', ':menu_position': 'none', ':hide_tooltip': 'true', Company: 'acme & sons' };

it('a page sets controls and theme as far as the catalogue allows; the rest of the query is fixed [EM-02]', async () => {
  const ana = await world.signIn('ana');
  const asked = async (page: object) => await world.mint(ana, 0, JSON.stringify({ embed: 'all', ...page }));
  assert.deepEqual((await asked({})).parameters, { ...ALL, ':theme': 'Light' });
  assert.deepEqual((await asked({ parameters: { Region: 'East,West', Year: '&:jwt=x#' }, theme: 'Dark' })).parameters, {
    ...ALL,
    ':theme': 'Dark',
    Region: 'East,West',
    Year: '&:jwt=x#',
  });
  // Old enough that a mint would refresh it first.
  world.clock.sleep(50 * 60_000);
  const calls = world.databricks.tokenCalls();
  for (const page of [
    { parameters: { Region: 'North' } },
    { parameters: { Region: 'West,North' } },
    { parameters: { region: 'West' } },
    { parameters: { Company: 'other' } },
    { parameters: { ':theme': 'Dark' } },
    { parameters: { ':jwt': 'x' } },
    { theme: 'Surface' },
    { theme: '' },
  ]) {
    const { code, status } = await asked(page);
    assert.deepEqual([status, code], [403, 'parameter_not_allowed'], JSON.stringify(page));
  }
  assert.equal(world.databricks.tokenCalls(), calls);
});

it('parameters of the wrong form are refused, also under names that are hard to see [EM-01]', async () => {
  const ana = await world.signIn('ana');
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`p${index}`, 'x']));
  const texts = [
    '{"parameters":[]}',
    '{"parameters":"Year=1"}',
    '{"parameters":null}',
    '{"parameters":{"Year":1}}',
    '{"parameters":{"Year":["1"]}}',
    '{"parameters":{"Year":"\\ud800"}}',
    '{"theme":"\\ud800"}',
    '{"theme":{}}',
    JSON.stringify({ parameters: many }),
    JSON.stringify({ parameters: { Year: 'x'.repeat(4001) } }),
  ];
  for (const text of texts) {
    const { code, status } = await world.mint(ana, 0, text);
    assert.deepEqual([status, code], [400, 'body_invalid'], text.slice(0, 80));
  }
  const { code } = await world.mint(ana, 0, '{"parameters":{"__proto__":"x"}}');
  assert.equal(code, 'parameter_not_allowed');
});

it('nothing that a request says changes a claim, or the query beyond the allow-list [EM-01] [EM-02]', async () => {
  const ana = await world.signIn('ana');
  const claim = fc.constantFrom(
    'sub',
    'kid',
    'iss',
    'aud',
    'teams',
    'account_type',
    'user_attributes',
    ':jwt',
    ':embed',
  );
  const name = fc.oneof(fc.constantFrom('Region', 'Year', 'Company', 'Year ', '__proto__'), claim, fc.string());
  const value = fc.oneof(
    fc.constantFrom('West', 'West,East', 'a&:jwt=x', '?#/../', '%2C'),
    fc.string({ unit: 'binary' }),
  );
  const page = fc.record(
    {
      embed: fc.oneof({ weight: 9, arbitrary: fc.constant('all') }, fc.constantFrom('money', 'east'), fc.string()),
      parameters: fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({ Region: fc.constantFrom('West', 'East,West'), Year: value }, { requiredKeys: [] }),
        },
        fc.dictionary(name, value, { maxKeys: 3 }),
        fc.anything(),
      ),
      theme: fc.oneof({ weight: 6, arbitrary: fc.constant('Dark') }, fc.constant('Light'), fc.string()),
      active: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    { weight: 4, arbitrary: page },
    {
      weight: 1,
      arbitrary: fc.tuple(page, fc.dictionary(claim, fc.jsonValue())).map(([a, b]) => Object.assign({}, a, b)),
    },
  );
  let urls = 0;
  await fc.assert(
    fc.asyncProperty(body, async (wish) => {
      const { claims, parameters, path: where, status } = await world.mint(ana, 0, JSON.stringify(wish));
      if (status !== 200) return assert.ok([400, 403, 404].includes(status), `${status}`);
      urls += 1;
      const { exp: _e, iat: _i, jti: _j, connection_oauth_tokens: tokens, ...rest } = claims;
      assert.deepEqual(rest, {
        sub: 'ana@example.com',
        iss: COMPLETE.CLIENT_ID,
        ver: '1.1',
        aud: 'sigmacomputing',
        account_type: 'View',
        teams: ['Sales_People'],
      });
      assert.deepEqual(Object.keys(tokens as object), ['c1', 'c2']);
      assert.equal(where, '/acme/workbook/All-people-1a2B3c');
      const { ':theme': theme, Region, Year, ...others } = parameters;
      assert.deepEqual(others, ALL);
      assert.match(theme ?? '', /^(Light|Dark)$/);
      assert.match(Region ?? 'West', /^(West|East)(,(West|East))*$/);
      const asked = (wish.parameters ?? {}) as Record<string, string>;
      assert.equal(Year, asked['Year']);
    }),
    { numRuns: 500 },
  );
  assert.ok(urls > 50, `${urls}`);
});

it('a refused opening is in the audit trail under the alias of the catalogue, never under the text of a request', async () => {
  const ben = await world.signIn('ben');
  await world.mint(ben, 0, '{"embed":"money"}');
  await world.mint(ben, 0, '{"embed":"no-such-embed"}');
  const denials = async (): Promise<string> => {
    const bodies = (await world.store.recentAudit(1000))
      .map(({ body }) => body)
      .filter((body) => body.includes('mint_denied'));
    const text = bodies.join('\n');
    return text.includes('embed_unknown') ? text : await delay(10).then(denials);
  };
  const text = await denials();
  assert.match(text, /"embed":"money".*embed_forbidden|embed_forbidden.*"embed":"money"/);
  assert.doesNotMatch(text, /no-such-embed/);
});
