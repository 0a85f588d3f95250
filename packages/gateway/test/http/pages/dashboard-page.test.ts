// What the dashboard page carries, and what it leaves out.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { componentPath } from '../../../src/http/pages/component.ts';
import { dashboardPage } from '../../../src/http/pages/dashboard.ts';
import { dashboardScript, dashboardScriptPath } from '../../../src/http/pages/dashboard-script.ts';
import { CLAIMS, CONNECTION, CONTEXT, dashboardData, embedUrl, NONCE, TOKEN } from './samples.ts';

const page = dashboardPage(CONTEXT, dashboardData());

it('the page carries no embed URL, no claims and no frame: the component asks for them [EM-09]', () => {
  assert.ok(!page.includes(':jwt') && !page.includes('<iframe'));
  assert.match(page, /<pre id="claims"[^>]*>No embed URL yet\.<\/pre>/);
  assert.match(page, /data-title="Taxi by area, Sigma workbook"/);
});

it('the script shows the claims of a URL with its connection and without the token, encrypted as it is [SE-15]', async () => {
  const address = new URL('../../../src/http/pages/client/claims.js', import.meta.url).href;
  const { claimsOf } = (await import(address)) as { claimsOf: (url: string) => string | undefined };
  const shown = claimsOf(embedUrl('x')) ?? '';
  assert.ok(!shown.includes(TOKEN));
  const note = `(encrypted token, ${TOKEN.length} characters, not shown)`;
  assert.deepEqual(JSON.parse(shown), { ...CLAIMS, jti: 'x', connection_oauth_tokens: { [CONNECTION]: note } });
  assert.equal(claimsOf('https://sigma.test/without'), undefined);
});

it('signing out is a form that carries the token of this session [SE-11]', () => {
  assert.match(
    page,
    /<form method="post" action="\/logout">\s*<input type="hidden" name="form_token" value="form-token-1"/,
  );
});

it('an internal user is not shown an account type or teams that Sigma would not take', () => {
  const { facts } = dashboardData();
  const internal = dashboardPage(
    CONTEXT,
    dashboardData({ facts: { ...facts, kind: 'internal', accountType: undefined, teams: [] } }),
  );
  assert.match(internal, /Internal user/);
  assert.equal(internal.match(/as stored in Sigma/g)?.length, 2);
});

it('embeds are a navigation only when there is a choice', () => {
  assert.ok(!page.includes('<nav'));
  const embeds = [
    { title: 'Default', current: false, path: '/dashboard' },
    { title: 'Area', current: true, path: '/dashboard/area' },
  ];
  const links = dashboardPage(CONTEXT, dashboardData({ embeds })).match(/<a href="\/dashboard[^>]*>/g) ?? [];
  assert.deepEqual(
    links.map((link) => link.includes('aria-current="page"')),
    [false, true],
  );
});

it('the script is one module whose address changes with it', () => {
  const script = dashboardScript();
  assert.doesNotMatch(script, /^(?:import|export)\s+(?!\{\};)/m);
  assert.match(dashboardScriptPath(), /^\/assets\/dashboard\.js\?v=[\w-]{12}$/);
  assert.ok(page.includes(`<script type="module" src="${dashboardScriptPath()}" nonce="${NONCE}">`));
  assert.match(componentPath(), /^\/assets\/sigma-embed\.js\?v=[\w-]{12}$/);
  assert.ok(page.includes(`<script src="${componentPath()}" nonce="${NONCE}" defer>`), "before the page's own");
});
