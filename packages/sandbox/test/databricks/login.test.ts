// Whole sign-ins by an independent client.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import { attempt, decide, discover, exchange, INSECURE, REDIRECT, sandboxForTests, signIn } from './client.ts';

for (const level of ['workspace', 'account'] as const)
  for (const authentication of ['basic', 'post', 'none'] as const) {
    it(`oauth4webapi signs Ana in at the ${level} with client authentication "${authentication}"`, async () => {
      const app = authentication === 'none' ? { clientSecret: undefined } : {};
      await using sandbox = await sandboxForTests({ app });
      const client = await discover(sandbox, { level, authentication });
      const begun = await attempt(client);
      const callback = await decide(begun.url, 'ana@example.com');
      assert.equal(callback.searchParams.get('iss'), client.as.issuer);
      const answer = await exchange(client, begun, callback);
      const { headers } = answer;
      const tokens = await oauth.processAuthorizationCodeResponse(client.as, client.client, answer, {
        expectedNonce: begun.nonce,
        requireIdToken: true,
      });
      await oauth.validateApplicationLevelSignature(client.as, answer, INSECURE);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(tokens.expires_in, 3600);
      assert.equal(tokens.scope, 'all-apis offline_access openid');
      assert.match(tokens.refresh_token ?? '', /^doau[0-9a-f]{32}$/);
      const identity = oauth.getValidatedIdTokenClaims(tokens);
      assert.equal(identity?.sub, 'ana@example.com');
      assert.equal(identity?.['given_name'], 'Ana');

      const { workspaceId, accountId } = sandbox.world;
      const audience = level === 'workspace' ? workspaceId : accountId;
      const call = new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${tokens.access_token}` } });
      const claims = await oauth.validateJwtAccessToken(client.as, call, audience, INSECURE);
      assert.equal(claims.sub, 'ana@example.com');
      assert.equal(claims.client_id, client.client.client_id);
      assert.equal(claims.exp - claims.iat, 3600);
      assert.match(claims.jti, /^[0-9a-f-]{36}$/);
      assert.match(tokens.access_token, /^eyJraWQi/, 'the header begins with kid');
      const kinds = sandbox.events.list().map(({ kind, person }) => [kind, person]);
      assert.deepEqual(kinds, [
        ['authorize.shown', undefined],
        ['authorize.allowed', 'ana@example.com'],
        ['token.issued', 'ana@example.com'],
      ]);
      assert.equal(sandbox.databricks.tokenCalls(), 1);
    });
  }

describe('what can be learned without signing in', () => {
  it('both well-known names answer the same, and the keys lie on another origin with 64-digit ids', async () => {
    await using sandbox = await sandboxForTests();
    const { origin, keysOrigin } = sandbox.databricks;
    for (const path of ['/oidc', `/oidc/accounts/${sandbox.world.accountId}`]) {
      const [one, other] = await Promise.all(
        ['oauth-authorization-server', 'openid-configuration'].map(async (name) =>
          (await fetch(`${origin}${path}/.well-known/${name}`)).json(),
        ),
      );
      assert.deepEqual(one, other);
      const { issuer, jwks_uri } = one as Record<string, string>;
      assert.equal(issuer, `${origin}${path}`);
      assert.equal(jwks_uri, `${keysOrigin}/oidc/jwks.json`);
    }
    assert.notEqual(keysOrigin, origin);
    const { keys } = (await (await fetch(`${keysOrigin}/oidc/jwks.json`)).json()) as { keys: { kid: string }[] };
    assert.match(keys[0]?.kid ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(Object.keys(keys[0] ?? {}).toSorted(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
    const facts = await (await fetch(`${origin}/.well-known/databricks-config`)).json();
    assert.equal((facts as Record<string, string>)['workspace_id'], sandbox.world.workspaceId);
  });

  it('there is no revocation endpoint and no issuer for another account', async () => {
    await using sandbox = await sandboxForTests();
    const { origin } = sandbox.databricks;
    assert.equal((await fetch(`${origin}/oidc/v1/revoke`, { method: 'POST' })).status, 404);
    const other = `${origin}/oidc/accounts/00000000-0000-0000-0000-000000000000/.well-known/openid-configuration`;
    assert.equal((await fetch(other)).status, 404);
  });
});

it('tokens of an old key stay good after a rotation, and the new key is published', async () => {
  await using sandbox = await sandboxForTests();
  const client = await discover(sandbox);
  const before = await signIn(client, 'ana@example.com');
  await sandbox.databricks.rotateKeys();
  const after = await signIn(client, 'ana@example.com');
  assert.notEqual(before.access.split('.')[0], after.access.split('.')[0]);
  for (const { access } of [before, after]) {
    const call = new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${access}` } });
    await oauth.validateJwtAccessToken(client.as, call, sandbox.world.workspaceId, INSECURE);
  }
});

it('without offline_access there is no refresh token, without openid no ID token', async () => {
  await using sandbox = await sandboxForTests();
  const client = await discover(sandbox);
  const begun = await attempt(client, 'sql');
  const answer = await exchange(client, begun, await decide(begun.url, 'ben@example.com'));
  assert.deepEqual(Object.keys((await answer.json()) as object), ['access_token', 'scope', 'token_type', 'expires_in']);
});

it('the switches change expires_in, iss and nonce', async () => {
  await using sandbox = await sandboxForTests({
    databricks: { expiresInAsString: true, callbackIssuer: false, echoNonce: false },
  });
  const client = await discover(sandbox);
  const begun = await attempt(client);
  const callback = await decide(begun.url, 'ana@example.com');
  assert.equal(callback.searchParams.has('iss'), false);
  const body = (await (await exchange(client, begun, callback)).json()) as Record<string, string>;
  assert.equal(body['expires_in'], '3600');
  const claims = Buffer.from(body['id_token']?.split('.')[1] ?? '', 'base64url').toString('utf8');
  assert.equal('nonce' in (JSON.parse(claims) as object), false);
});

it("the same world signs in two people side by side, and neither gets the other's token", async () => {
  await using sandbox = await sandboxForTests();
  const client = await discover(sandbox);
  const [first, second] = [await attempt(client), await attempt(client)];
  const [ana, ben] = await Promise.all([decide(first.url, 'ana@example.com'), decide(second.url, 'ben@example.com')]);
  assert.equal(ana.origin + ana.pathname, REDIRECT);
  const subjects = [];
  for (const [begun, callback] of [
    [first, ana],
    [second, ben],
  ] as const) {
    const { access_token = '' } = (await (await exchange(client, begun, callback)).json()) as Record<string, string>;
    const claims = JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
    subjects.push(claims.sub);
  }
  assert.deepEqual(subjects, ['ana@example.com', 'ben@example.com']);
});
