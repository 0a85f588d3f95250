// What the authorization endpoint refuses, and whether the app ever hears of it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Sandbox } from '../../src/index.ts';
import { attempt, decide, discover, REDIRECT, sandboxForTests, type Client } from './client.ts';

let sandbox: Sandbox;
let client: Client;
before(async () => {
  sandbox = await sandboxForTests({ app: { scopes: ['all-apis', 'offline_access', 'openid'] } });
  client = await discover(sandbox);
});
after(() => sandbox.close());

async function spoiled(spoil: (parameters: URLSearchParams) => void): Promise<Response> {
  const { url } = await attempt(client);
  spoil(url.searchParams);
  return await fetch(url, { redirect: 'manual' });
}

describe("refused as raw JSON on the vendor's own page, without a redirect", () => {
  const cases: [name: string, spoil: (parameters: URLSearchParams) => void, text: RegExp][] = [
    [
      'unknown client',
      (p) => p.set('client_id', 'nobody'),
      /^OAuth application with client_id: 'nobody' not available/,
    ],
    ['no client', (p) => p.delete('client_id'), /client_id/],
    [
      'redirect URI with another port',
      (p) => p.set('redirect_uri', REDIRECT.replace('3000', '3009')),
      /^redirect_uri 'http:\/\/localhost:3009\/auth\/databricks\/callback' not registered for OAuth application/,
    ],
    ['redirect URI with a slash more', (p) => p.set('redirect_uri', `${REDIRECT}/`), /not registered/],
    ['redirect URI with a query', (p) => p.set('redirect_uri', `${REDIRECT}?a=1`), /not registered/],
    ['no redirect URI', (p) => p.delete('redirect_uri'), /redirect_uri/],
    ['state twice', (p) => p.append('state', 'again'), /'state' must not be repeated/],
    ['redirect URI twice', (p) => p.append('redirect_uri', REDIRECT), /must not be repeated/],
  ];
  for (const [name, spoil, text] of cases) {
    it(name, async () => {
      const answer = await spoiled(spoil);
      assert.equal(answer.status, 400);
      assert.equal(answer.headers.get('location'), null);
      const body = (await answer.json()) as Record<string, string>;
      assert.equal(body['error'], 'invalid_request');
      assert.match(body['error_description'] ?? '', text);
    });
  }
});

describe('refused by a redirect to the app, with its state', () => {
  const cases: [name: string, spoil: (parameters: URLSearchParams) => void, error: string][] = [
    ['scope that the app does not have', (p) => p.set('scope', 'all-apis sql'), 'access_denied'],
    ['no scope', (p) => p.delete('scope'), 'invalid_request'],
    ['no PKCE', (p) => p.delete('code_challenge'), 'invalid_request'],
    ['PKCE method plain', (p) => p.set('code_challenge_method', 'plain'), 'invalid_request'],
    ['PKCE without a method, which means plain', (p) => p.delete('code_challenge_method'), 'invalid_request'],
    ['a challenge of the wrong length', (p) => p.set('code_challenge', 'abc'), 'invalid_request'],
    ['implicit flow', (p) => p.set('response_type', 'id_token'), 'unsupported_response_type'],
    ['fragment mode', (p) => p.set('response_mode', 'fragment'), 'invalid_request'],
  ];
  for (const [name, spoil, error] of cases) {
    it(name, async () => {
      const answer = await spoiled(spoil);
      assert.equal(answer.status, 302);
      const location = new URL(answer.headers.get('location') ?? '');
      assert.equal(location.origin + location.pathname, REDIRECT);
      assert.equal(location.searchParams.get('error'), error);
      assert.match(location.searchParams.get('state') ?? '', /^[\w-]{43}$/);
      assert.equal(location.searchParams.get('iss'), client.as.issuer);
      assert.equal(location.searchParams.has('code'), false);
    });
  }

  it('Deny', async () => {
    const { url, state } = await attempt(client);
    const callback = await decide(url, 'ana@example.com', 'deny');
    assert.equal(callback.searchParams.get('error'), 'access_denied');
    assert.equal(callback.searchParams.get('state'), state);
    assert.equal(sandbox.events.count('authorize.denied'), 1);
  });
});

describe('the sign-in page', () => {
  it('offers everybody with what they will see, waits for a click and runs no script', async () => {
    const { url } = await attempt(client);
    const answer = await fetch(url);
    const page = await answer.text();
    for (const { email, sees } of sandbox.people) {
      assert.ok(page.includes(`value="${email}"`), email);
      assert.ok(page.includes(sees), sees);
    }
    assert.match(page, /<button[^>]*name="decision"[^>]*value="allow"/);
    assert.ok(page.includes('Sandbox'));
    assert.equal(page.includes('<script'), false);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.equal(policy.includes('form-action'), false, 'Chromium would apply it to the redirect');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  it('chooses the person of login_hint', async () => {
    const { url } = await attempt(client);
    url.searchParams.set('login_hint', 'mia@example.com');
    const page = await (await fetch(url)).text();
    assert.match(page, /value="mia@example.com"[^>]*checked/);
    assert.doesNotMatch(page, /value="ana@example.com"[^>]*checked/);
  });

  it('is good for one decision, for ten minutes, for people who exist, and from its own origin', async () => {
    const { url } = await attempt(client);
    const submit = async (form: Record<string, string>, headers: Record<string, string> = {}): Promise<number> => {
      const action = new URL('/oidc/v1/authorize', url);
      const body = new URLSearchParams(form);
      return (await fetch(action, { method: 'POST', redirect: 'manual', headers, body })).status;
    };
    const open = async (): Promise<string> =>
      /name="request" value="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? '';
    const form = { person: 'ana@example.com', decision: 'allow' };
    const request = await open();
    assert.equal(await submit({ ...form, request }, { origin: 'http://evil.example' }), 400);
    assert.equal(await submit({ ...form, request }), 302);
    assert.equal(await submit({ ...form, request }), 400, 'a second time');
    assert.equal(await submit({ ...form, request: 'unknown' }), 400);
    assert.equal(await submit({ ...form, request: await open(), person: 'zoe@example.com' }), 400);
    const late = await open();
    sandbox.clock.advance(600_000);
    assert.equal(await submit({ ...form, request: late }), 400);
  });

  it('shows what a client wrote as text, never as HTML', async () => {
    sandbox.databricks.setApp({ name: '<script>alert(1)</script>' });
    const { url } = await attempt(client);
    const page = await (await fetch(url)).text();
    assert.equal(page.includes('<script'), false);
    assert.ok(page.includes('&lt;script&gt;'));
    sandbox.databricks.setApp({ name: 'Sigma Embed Gateway' });
  });
});
