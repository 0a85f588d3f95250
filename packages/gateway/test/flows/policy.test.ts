// What a signed-in viewer gets to see of the catalogue, over HTTP.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { configFile, workbook } from '../support/config-file.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

const { path } = configFile({
  embeds: [
    { alias: 'money', url: workbook('Money'), open: { groups: ['finance'] } },
    { alias: 'east', title: 'The <East>', url: workbook('East'), open: { groups: ['queens'] } },
    { alias: 'all', url: workbook('All-people'), connectionIds: ['c1', 'c2'] },
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
  const { code, setCookies, status } = await world.mint(ben, 0, '{"embed":"money"}');
  assert.deepEqual([status, code, setCookies], [403, 'embed_forbidden', []]);
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

it("every connection of an embed gets this viewer's token, each encrypted by itself", async () => {
  const { claims } = await world.mint(await world.signIn('ana'));
  const tokens = claims['connection_oauth_tokens'] as Record<string, string>;
  assert.deepEqual(Object.keys(tokens), ['c1', 'c2']);
  assert.notEqual(tokens['c1'], tokens['c2']);
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
