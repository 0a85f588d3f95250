// A service principal's token, as an independent client gets and checks it.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import type { Sandbox } from '../../src/index.ts';
import { api, discover, INSECURE, sandboxForTests, tokenCall, type Client } from './client.ts';

let sandbox: Sandbox;
let client: Client;
let applicationId: string;
let secret: string;
before(async () => {
  sandbox = await sandboxForTests();
  client = await discover(sandbox);
  const [principal] = sandbox.world.servicePrincipals;
  applicationId = principal?.person.email ?? '';
  secret = principal?.secret ?? '';
});
after(() => sandbox.close());

const form = (more: Record<string, string> = {}) => ({ grant_type: 'client_credentials', scope: 'all-apis', ...more });

for (const level of ['workspace', 'account'] as const) {
  it(`oauth4webapi gets one at the ${level} with Basic, valid for an hour, without a refresh token`, async () => {
    const { as } = await discover(sandbox, { level });
    const who = { client_id: applicationId };
    const parameters = new URLSearchParams({ scope: 'all-apis' });
    const auth = oauth.ClientSecretBasic(secret);
    const answer = await oauth.clientCredentialsGrantRequest(as, who, auth, parameters, INSECURE);
    const tokens = await oauth.processClientCredentialsResponse(as, who, answer);
    assert.equal(tokens.expires_in, 3600);
    assert.equal(tokens.refresh_token, undefined);
    const call = new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${tokens.access_token}` } });
    const { accountId, workspaceId } = sandbox.world;
    const audience = level === 'workspace' ? workspaceId : accountId;
    const claims = await oauth.validateJwtAccessToken(as, call, audience, INSECURE);
    assert.equal(claims.sub, applicationId);
    const me = await api(sandbox, 'GET /api/2.0/preview/scim/v2/Me', { token: tokens.access_token });
    assert.equal(me.body['userName'], applicationId);
    assert.equal('emails' in me.body, false);
  });
}

it('authorization_details is read past, and no scope means all-apis', async () => {
  const { scope: _, ...bare } = form({ client_id: applicationId, client_secret: secret });
  const answer = await tokenCall(client, { ...bare, authorization_details: '[{"type":"x"}]' });
  assert.equal(answer.body['scope'], 'all-apis');
});

it('a wrong or missing secret is invalid_client', async () => {
  for (const more of [{ client_secret: 'wrong' }, { client_secret: '' }, {}]) {
    const answer = await tokenCall(client, form({ client_id: applicationId, ...more }));
    assert.equal(answer.status, 401);
    assert.equal(answer.body['error'], 'invalid_client');
  }
});

it('an app connection is no service principal, in the words that were seen', async () => {
  const [app] = sandbox.databricks.apps;
  const answer = await tokenCall(
    client,
    form({ client_id: app?.clientId ?? '', client_secret: app?.clientSecret ?? '' }),
  );
  assert.equal(answer.body['error'], 'invalid_request');
  assert.match(String(answer.body['error_description']), /^OAuth application with client_id: '.+' not available/);
});

it('a scope that does not exist is invalid_scope', async () => {
  for (const scope of ['everything', 'all-apis everything', ' ']) {
    const answer = await tokenCall(client, form({ client_id: applicationId, client_secret: secret, scope }));
    assert.equal(answer.body['error'], 'invalid_scope', scope);
  }
});

it('a service principal cannot sign in on a page', async () => {
  const { authorization_endpoint = '' } = client.as;
  const answer = await fetch(`${authorization_endpoint}?client_id=${applicationId}&redirect_uri=http://localhost/`);
  assert.equal(answer.status, 400);
});
