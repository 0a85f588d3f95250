// What the dashboard page carries, and what it leaves out.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { claimsShown } from '../../../src/http/pages/claims-shown.ts';
import { dashboardPage } from '../../../src/http/pages/dashboard.ts';
import { dashboardScript, dashboardScriptHref } from '../../../src/http/pages/dashboard-script.ts';
import { CLAIMS, CONNECTION, dashboardData, dashboardWithoutUrl, embedUrl, NONCE, TOKEN } from './samples.ts';

const page = dashboardPage({ nonce: NONCE }, dashboardData());
const claimsOfPage = (html: string): string => /<pre id="claims"[^>]*>([\s\S]*?)<\/pre/.exec(html)?.[1] ?? '';

it('the claims panel names the connection and leaves the token out, encrypted as it is [SE-15]', () => {
  const panel = claimsOfPage(page);
  assert.ok(
    panel.includes(CONNECTION) &&
      panel.includes(`(encrypted token, ${TOKEN.length} characters, not shown)`) &&
      panel.includes('ana@example.com'),
  );
  assert.ok(!page.includes(TOKEN), 'the token is in no text of the page');
});

it('claims without tokens are shown as they are, and odd ones break nothing', () => {
  assert.equal(claimsShown({ sub: 'a' }), '{\n  "sub": "a"\n}');
  assert.equal(claimsShown({ oauth_token: TOKEN }).includes(TOKEN), false);
  const note = '(encrypted token, 900 characters, not shown)';
  assert.ok(claimsShown({ connection_oauth_tokens: { a: note } }).includes(note), 'the note of the minter stays');
  assert.doesNotThrow(() => claimsShown({ connection_oauth_tokens: null }));
});

it('the script renders the claims of a URL exactly as the server does', async () => {
  const address = new URL('../../../src/http/pages/client/claims.js', import.meta.url).href;
  const { claimsOf } = (await import(address)) as { claimsOf: (url: string) => unknown };
  assert.deepEqual(claimsOf(embedUrl('x')), claimsShown({ ...CLAIMS, jti: 'x' }));
  assert.equal(claimsOf('https://sigma.test/without'), undefined);
});

it('signing out is a form that carries the token of this session [SE-11]', () => {
  assert.match(
    page,
    /<form method="post" action="\/logout">\s*<input type="hidden" name="form_token" value="form-token-1"/,
  );
});

it('the URL stands in one attribute and in no frame, so that Back and reload do not spend it twice', () => {
  assert.equal(page.split(':jwt=').length, 2);
  const tag = /<iframe[^>]*>/.exec(page)?.[0] ?? '';
  assert.doesNotMatch(tag, /\ssrc=/);
  assert.match(tag, /title="Taxi by area, Sigma workbook"/);
  assert.match(tag, /referrerpolicy="no-referrer"/);
  assert.match(tag, /allow="clipboard-read; clipboard-write; fullscreen"/);
});

it('without a URL the page carries none of its times and claims', () => {
  const empty = dashboardPage({ nonce: NONCE }, dashboardWithoutUrl());
  assert.match(empty, /data-embed-url=""\s+data-server-time=""\s+data-expires-at=""\s+data-renew-at=""/);
  assert.equal(claimsOfPage(empty), 'No embed URL yet.');
});

it('an internal user is not shown an account type or teams that Sigma would not take', () => {
  const { facts } = dashboardData();
  const internal = dashboardPage(
    { nonce: NONCE },
    dashboardData({ facts: { ...facts, kind: 'internal', accountType: undefined, teams: [] } }),
  );
  assert.match(internal, /Internal user/);
  assert.equal(internal.match(/as stored in Sigma/g)?.length, 2);
});

it('embeds are a navigation only when there is a choice', () => {
  assert.ok(!page.includes('<nav'));
  const embeds = [
    { alias: 'default', current: false, href: '/dashboard' },
    { alias: 'area', current: true, href: '/dashboard/area' },
  ];
  const links = dashboardPage({ nonce: NONCE }, dashboardData({ embeds })).match(/<a href="\/dashboard[^>]*>/g) ?? [];
  assert.deepEqual(
    links.map((link) => link.includes('aria-current="page"')),
    [false, true],
  );
});

it('the script is one module whose address changes with it', () => {
  const script = dashboardScript();
  assert.doesNotMatch(script, /^(?:import|export)\s+(?!\{\};)/m);
  assert.match(dashboardScriptHref(), /^\/assets\/dashboard\.js\?v=[\w-]{12}$/);
  assert.ok(page.includes(`<script type="module" src="${dashboardScriptHref()}" nonce="${NONCE}">`));
});
