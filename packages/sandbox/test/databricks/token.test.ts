// What the token endpoint refuses, in the vendor's dialect.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Sandbox } from '../../src/index.ts';
import { attempt, decide, discover, REDIRECT, sandboxForTests, tokenCall, type Client } from './client.ts';

let sandbox: Sandbox;
let client: Client;
let clientId: string;
let secret: string;
before(async () => {
  sandbox = await sandboxForTests({ app: { clientSecret: 'a secret:with %20+ signs' } });
  client = await discover(sandbox);
  const [app] = sandbox.databricks.apps;
  clientId = app?.clientId ?? '';
  secret = app?.clientSecret ?? '';
});
after(() => sandbox.close());

/** The form of a good exchange, with a fresh code. */
async function goodForm(): Promise<Record<string, string>> {
  const begun = await attempt(client);
  const callback = await decide(begun.url, 'ana@example.com');
  return {
    grant_type: 'authorization_code',
    client_id: clientId,
    client_secret: secret,
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: REDIRECT,
    code_verifier: begun.verifier,
  };
}

const basic = (id: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`,
});

const encoded = (text: string): string => new URLSearchParams({ a: text }).toString().slice(2);

describe('a code is refused', () => {
  const cases: [name: string, spoil: (form: Record<string, string>) => void][] = [
    ['with another verifier', (form) => (form['code_verifier'] = 'x'.repeat(43))],
    ['with the challenge as verifier', (form) => (form['code_verifier'] = `${form['code_verifier']}x`)],
    ['with another redirect URI', (form) => (form['redirect_uri'] = `${REDIRECT}/`)],
    ['without the redirect URI', (form) => delete form['redirect_uri']],
    ['that was never issued', (form) => (form['code'] = 'nothing')],
  ];
  for (const [name, spoil] of cases) {
    it(name, async () => {
      const form = await goodForm();
      spoil(form);
      const answer = await tokenCall(client, form);
      assert.equal(answer.status, 400);
      assert.equal(answer.body['error'], 'invalid_grant');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    });
  }

  it('without a verifier', async () => {
    const { code_verifier: _, ...form } = await goodForm();
    assert.equal((await tokenCall(client, form)).body['error'], 'invalid_request');
  });

  it("after 60 seconds of the world's clock, and not before", async () => {
    const late = await goodForm();
    sandbox.clock.advance(60_000);
    assert.equal((await tokenCall(client, late)).body['error'], 'invalid_grant');
    const inTime = await goodForm();
    sandbox.clock.advance(59_000);
    assert.equal((await tokenCall(client, inTime)).status, 200);
  });

  it('a second time, which also ends what the first gave', async () => {
    const form = await goodForm();
    const first = await tokenCall(client, form);
    assert.equal(first.status, 200);
    assert.equal((await tokenCall(client, form)).body['error'], 'invalid_grant');
    const again = await tokenCall(client, {
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: secret,
      refresh_token: String(first.body['refresh_token']),
    });
    assert.equal(again.body['error_description'], 'Refresh token is invalid');
  });

  it('a second time when both come at once: exactly one wins', async () => {
    const form = await goodForm();
    const answers = await Promise.all(Array.from({ length: 8 }, () => tokenCall(client, form)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  it('of another app, without spending it', async () => {
    const form = await goodForm();
    const [app] = sandbox.databricks.apps;
    if (app === undefined) throw new Error('no app');
    sandbox.world.apps.push({ ...app, clientId: 'other', clientSecret: undefined });
    const { client_secret: _, ...stolen } = form;
    assert.equal((await tokenCall(client, { ...stolen, client_id: 'other' })).body['error'], 'invalid_grant');
    assert.equal((await tokenCall(client, form)).status, 200);
    sandbox.world.apps.pop();
  });

  it('at the other level', async () => {
    const account = await discover(sandbox, { level: 'account' });
    assert.equal((await tokenCall(account, await goodForm())).body['error'], 'invalid_grant');
  });
});

describe('client authentication', () => {
  it('Basic credentials are form-encoded first, so that a secret may hold a colon, a percent sign and a space', async () => {
    const { client_secret: _, ...form } = await goodForm();
    const answer = await tokenCall(client, form, basic(encoded(clientId), encoded(secret)));
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const { client_secret: __, ...next } = await goodForm();
    assert.equal((await tokenCall(client, next, basic(clientId, secret))).status, 401, 'not encoded');
  });

  it('a wrong or missing secret is invalid_client with 401', async () => {
    const { client_secret: _, ...form } = await goodForm();
    for (const spoiled of [form, { ...form, client_secret: 'wrong' }, { ...form, client_id: '' }]) {
      const answer = await tokenCall(client, spoiled);
      assert.equal(answer.status, 401);
      assert.equal(answer.body['error'], 'invalid_client');
    }
    for (const header of [basic(clientId, 'wrong'), { authorization: 'Basic !!!' }, { authorization: 'Bearer x' }]) {
      const answer = await tokenCall(client, form, header);
      assert.equal(answer.status, 401);
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic/);
    }
  });

  it("an unknown client has the vendor's own text", async () => {
    const answer = await tokenCall(client, { ...(await goodForm()), client_id: 'nobody' });
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.body, {
      error: 'invalid_request',
      error_description: `OAuth application with client_id: 'nobody' not available in Databricks account '${sandbox.world.accountId}'.`,
    });
  });

  it('two ways at once, or two ids, are refused', async () => {
    const form = await goodForm();
    const header = basic(encoded(clientId), encoded(secret));
    assert.equal((await tokenCall(client, form, header)).body['error'], 'invalid_request');
    const { client_secret: _, ...without } = form;
    assert.equal((await tokenCall(client, { ...without, client_id: 'x' }, header)).body['error'], 'invalid_request');
  });

  it('a public client must not send a secret', async () => {
    await using open = await sandboxForTests({ app: { clientSecret: undefined } });
    const answer = await tokenCall(await discover(open, { authentication: 'none' }), {
      grant_type: 'refresh_token',
      client_id: open.databricks.apps[0]?.clientId ?? '',
      client_secret: 'x',
      refresh_token: 'x',
    });
    assert.equal(answer.body['error'], 'invalid_client');
  });
});

describe('the form', () => {
  it('may carry a scope, as the QuickStart sends it', async () => {
    const answer = await tokenCall(client, { ...(await goodForm()), scope: 'all-apis offline_access' });
    assert.equal(answer.status, 200);
  });

  it('must name each parameter once', async () => {
    const form = new URLSearchParams(await goodForm());
    form.append('code_verifier', 'x'.repeat(43));
    assert.equal((await tokenCall(client, form)).body['error'], 'invalid_request');
  });

  it('must be a form', async () => {
    const answer = await fetch(client.as.token_endpoint ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(await goodForm()),
    });
    assert.equal(answer.status, 400);
  });

  it('must name a grant that is offered', async () => {
    for (const grant of ['password', 'constructor', '__proto__']) {
      const answer = await tokenCall(client, { ...(await goodForm()), grant_type: grant });
      assert.equal(answer.body['error'], 'unsupported_grant_type', grant);
    }
  });
});

it('refusals are logged without anything secret', () => {
  const refused = sandbox.events.list('token.refused');
  assert.ok(refused.length > 10);
  assert.equal(JSON.stringify(sandbox.events.list()).includes(secret), false);
});
