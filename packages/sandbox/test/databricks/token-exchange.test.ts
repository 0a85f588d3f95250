// Token exchange with a foreign provider whose keys are in the policy, or on this machine.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import type { Sandbox } from '../../src/index.ts';
import { adminToken, api, claimsOf, discover, sandboxForTests, tokenCall, type Client } from './client.ts';

const ISSUER = 'https://idp.example.com';
let sandbox: Sandbox;
let client: Client;
let admin: string;
let policies: string;
let keys: { publicKey: CryptoKey; privateKey: CryptoKey };
let jwks: string;
before(async () => {
  sandbox = await sandboxForTests();
  client = await discover(sandbox);
  admin = await adminToken(sandbox);
  policies = `/api/2.0/accounts/${sandbox.world.accountId}/federationPolicies`;
  keys = await generateKeyPair('ES256');
  jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256' }] });
  const made = await api(sandbox, `POST ${policies}?policy_id=idp`, {
    token: admin,
    body: { oidc_policy: { issuer: ISSUER, audiences: ['databricks'], jwks_json: jwks } },
  });
  assert.equal(made.status, 200, JSON.stringify(made.body));
});
after(() => sandbox.close());

interface ForeignOptions {
  readonly key?: CryptoKey;
  readonly alg?: string;
  readonly endless?: boolean;
}

async function foreignToken(claims: JWTPayload = {}, options: ForeignOptions = {}): Promise<string> {
  const now = Math.floor(sandbox.clock.now() / 1000);
  const end = options.endless === true ? {} : { exp: now + 300 };
  return await new SignJWT({ iss: ISSUER, aud: 'databricks', sub: 'ana@example.com', iat: now, ...end, ...claims })
    .setProtectedHeader({ alg: options.alg ?? 'ES256' })
    .sign(options.key ?? keys.privateKey);
}

async function exchange(token: string, more: Record<string, string> = {}) {
  return await tokenCall(client, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    scope: 'all-apis',
    ...more,
  });
}

it('a person of a trusted provider gets a token without an app, and it works', async () => {
  const answer = await exchange(await foreignToken());
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.deepEqual(Object.keys(answer.body).toSorted(), [
    'access_token',
    'expires_in',
    'issued_token_type',
    'scope',
    'token_type',
  ]);
  const token = String(answer.body['access_token']);
  assert.equal(claimsOf(token)['sub'], 'ana@example.com');
  const me = await api(sandbox, 'GET /api/2.0/preview/scim/v2/Me', { token });
  assert.equal(me.body['userName'], 'ana@example.com');
});

describe('refused', () => {
  const cases: [name: string, token: () => Promise<string>, more?: Record<string, string>][] = [
    ['another issuer', () => foreignToken({ iss: 'https://other.example.com' })],
    ['another audience', () => foreignToken({ aud: 'other' })],
    ['a person who does not exist', () => foreignToken({ sub: 'zoe@example.com' })],
    ['a subject that is no text', () => foreignToken({ sub: 1 as unknown as string })],
    ['an expired token', () => foreignToken({ exp: Math.floor(sandbox.clock.now() / 1000) - 1 })],
    ['a token of tomorrow', () => foreignToken({ nbf: Math.floor(sandbox.clock.now() / 1000) + 86_400 })],
    ['a token without an end', () => foreignToken({}, { endless: true })],
    ['another key', async () => foreignToken({}, { key: (await generateKeyPair('ES256')).privateKey })],
    [
      'another algorithm',
      async () => foreignToken({}, { key: (await generateKeyPair('PS256')).privateKey, alg: 'PS256' }),
    ],
    ['no JWT', () => Promise.resolve('nothing')],
    [
      'an unsigned token',
      async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await foreignToken()).split('.')[1]}.`,
    ],
    [
      'another token type',
      () => foreignToken(),
      { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
    ],
    [
      'a refresh token asked for',
      () => foreignToken(),
      { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
    ],
    ['a scope that does not exist', () => foreignToken(), { scope: 'everything' }],
    ['no scope', () => foreignToken(), { scope: '' }],
  ];
  for (const [name, token, more] of cases) {
    it(name, async () => {
      const answer = await exchange(await token(), more);
      assert.equal(answer.status, 400);
      assert.match(String(answer.body['error']), /^invalid_(grant|request|scope)$/);
      assert.equal('access_token' in answer.body, false);
    });
  }
});

it('with client_id, only the policy of that service principal counts, with its subject', async () => {
  const [principal] = sandbox.world.servicePrincipals;
  const { email = '', id = '' } = principal?.person ?? {};
  const path = `/api/2.0/accounts/${sandbox.world.accountId}/servicePrincipals/${id}/federationPolicies`;
  assert.equal((await exchange(await foreignToken(), { client_id: email })).status, 400, 'no policy yet');
  const oidc_policy = { issuer: ISSUER, audiences: ['databricks'], jwks_json: jwks, subject: 'workflow' };
  assert.equal((await api(sandbox, `POST ${path}`, { token: admin, body: { oidc_policy } })).status, 200);
  assert.equal((await exchange(await foreignToken(), { client_id: email })).status, 400, 'another subject');
  const answer = await exchange(await foreignToken({ sub: 'workflow' }), { client_id: email });
  assert.equal(claimsOf(String(answer.body['access_token']))['sub'], email);
  const stranger = await exchange(await foreignToken({ sub: 'workflow' }), { client_id: 'nobody' });
  assert.match(String(stranger.body['error_description']), /not available in Databricks account/);
});

it("without keys in the policy they are fetched from the provider's metadata, on this machine only", async () => {
  const provider = createServer((request, response) => {
    const origin = `http://${request.headers.host}`;
    response.end(request.url?.includes('well-known') ? JSON.stringify({ jwks_uri: `${origin}/keys` }) : jwks);
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  try {
    const issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    const oidc_policy = { issuer, subject_claim: 'email' };
    assert.equal((await api(sandbox, `POST ${policies}`, { token: admin, body: { oidc_policy } })).status, 200);
    const { accountId } = sandbox.world;
    const claims = { iss: issuer, aud: accountId, email: 'ben@example.com', sub: 'x' };
    const answer = await exchange(await foreignToken(claims));
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  } finally {
    provider.close();
  }
  const far = { issuer: 'https://far.example.com' };
  await api(sandbox, `POST ${policies}`, { token: admin, body: { oidc_policy: far } });
  const answer = await exchange(await foreignToken({ iss: far.issuer, aud: sandbox.world.accountId }));
  assert.match(String(answer.body['error_description']), /this machine only/);
});

describe('federation policies', () => {
  it('can be listed, read, changed and deleted, and a deleted one counts no more', async () => {
    const id = `${policies}/idp`;
    const { body } = await api(sandbox, `GET ${id}`, { token: admin });
    assert.equal(body['name'], `accounts/${sandbox.world.accountId}/federationPolicies/idp`);
    assert.equal((body['oidc_policy'] as { subject_claim: string }).subject_claim, 'sub');
    const list = await api(sandbox, `GET ${policies}`, { token: admin });
    assert.ok((list.body['policies'] as unknown[]).length >= 1);
    const changed = { oidc_policy: { issuer: ISSUER, audiences: ['other'], jwks_json: jwks } };
    assert.equal((await api(sandbox, `PATCH ${id}`, { token: admin, body: changed })).status, 200);
    assert.equal((await exchange(await foreignToken())).status, 400);
    assert.equal((await exchange(await foreignToken({ aud: 'other' }))).status, 200);
    assert.equal((await api(sandbox, `POST ${policies}?policy_id=idp`, { token: admin, body: changed })).status, 409);
    assert.equal((await api(sandbox, `DELETE ${id}`, { token: admin })).status, 200);
    assert.equal((await exchange(await foreignToken({ aud: 'other' }))).status, 400);
    assert.equal((await api(sandbox, `GET ${id}`, { token: admin })).status, 404);
  });

  it('are refused in one sentence when something is wrong with them', async () => {
    const bad = [
      {},
      { oidc_policy: { issuer: 'idp' } },
      { oidc_policy: { issuer: ISSUER, audiences: 'x' } },
      { oidc_policy: { issuer: ISSUER, subject: 'x' } },
      { oidc_policy: { issuer: ISSUER, jwks_json: '{}' } },
      { oidc_policy: { issuer: ISSUER, jwks_json: 'no' } },
      { oidc_policy: { issuer: ISSUER, jwks_uri: 'no' } },
    ];
    for (const body of bad) {
      const answer = await api(sandbox, `POST ${policies}`, { token: admin, body });
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.body['error_code'], 'INVALID_PARAMETER_VALUE');
    }
  });
});
