// `openid-client` and `oauth4webapi` against every grant: each token is checked the way a careful relying party checks it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import { createVisitor } from '../support/visitor.ts';

const REDIRECT = 'http://localhost:3000/auth/databricks/callback';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox({ redirectUrls: [REDIRECT], databricks: { revokeEndpoint: 'advertised' } });
});
after(() => sandbox.close());

type Level = 'workspace' | 'account';

async function configure(level: Level, who: { id: string; secret: string }): Promise<client.Configuration> {
  const path = level === 'workspace' ? '/oidc' : `/oidc/accounts/${sandbox.world.accountId}`;
  return await client.discovery(
    new URL(`${sandbox.databricks.origin}${path}`),
    who.id,
    who.secret,
    client.ClientSecretBasic(who.secret),
    { execute: [client.allowInsecureRequests] },
  );
}

const app = (): { id: string; secret: string } => {
  const [registered] = sandbox.databricks.apps;
  return { id: registered?.clientId ?? '', secret: registered?.clientSecret ?? '' };
};

const principal = (): { id: string; secret: string } => {
  const [service] = sandbox.world.servicePrincipals;
  return { id: service?.person.email ?? '', secret: service?.secret ?? '' };
};

/** Signature by the published keys, issuer, audience, times and type (RFC 9068 section 4). */
async function validated(
  config: client.Configuration,
  level: Level,
  token: string,
): Promise<oauth.JWTAccessTokenClaims> {
  const request = new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${token}` } });
  const { accountId, workspaceId } = sandbox.world;
  const audience = level === 'workspace' ? workspaceId : accountId;
  return await oauth.validateJwtAccessToken(config.serverMetadata(), request, audience, {
    [oauth.allowInsecureRequests]: true,
  });
}

for (const level of ['workspace', 'account'] as const) {
  describe(`at the ${level}`, () => {
    it('a sign-in with state, nonce and PKCE, its ID token, two refreshes and a revocation', async () => {
      const config = await configure(level, app());
      const verifier = client.randomPKCECodeVerifier();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: REDIRECT,
        scope: 'openid all-apis offline_access',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      const callback = await createVisitor(REDIRECT).allow(url.href, 'mia@example.com');
      const tokens = await client.authorizationCodeGrant(config, new URL(callback), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      assert.equal(tokens.claims()?.sub, 'mia@example.com');
      assert.equal((await validated(config, level, tokens.access_token)).sub, 'mia@example.com');
      let { refresh_token: refresh = '' } = tokens;
      for (let time = 0; time < 2; time += 1) {
        const next = await client.refreshTokenGrant(config, refresh);
        assert.equal((await validated(config, level, next.access_token)).client_id, app().id);
        refresh = next.refresh_token ?? '';
      }
      await client.tokenRevocation(config, refresh);
      await assert.rejects(client.refreshTokenGrant(config, refresh), { error: 'invalid_request' });
    });

    it("a service principal's token, also after the keys were rotated", async () => {
      const config = await configure(level, principal());
      const first = await client.clientCredentialsGrant(config, { scope: 'all-apis' });
      await sandbox.databricks.rotateKeys();
      const second = await client.clientCredentialsGrant(config, { scope: 'all-apis' });
      for (const { access_token } of [first, second]) {
        assert.equal((await validated(config, level, access_token)).sub, principal().id);
      }
    });

    it('a token exchanged for one of a federated provider', async () => {
      const admin = await client.clientCredentialsGrant(await configure('account', principal()), { scope: 'all-apis' });
      const keys = await generateKeyPair('RS256');
      const issuer = `https://idp-${level}.example.com`;
      const jwks_json = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'RS256' }] });
      const made = await fetch(
        `${sandbox.databricks.origin}/api/2.0/accounts/${sandbox.world.accountId}/federationPolicies`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${admin.access_token}` },
          body: JSON.stringify({ oidc_policy: { issuer, audiences: ['databricks'], jwks_json } }),
        },
      );
      assert.equal(made.status, 200);
      const foreign = await new SignJWT({ sub: 'ben@example.com' })
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(issuer)
        .setAudience('databricks')
        .setExpirationTime('5m')
        .sign(keys.privateKey);
      const config = await configure(level, principal());
      // Without a client: the policy of the account alone decides.
      const { token_endpoint = '' } = config.serverMetadata();
      const answer = await fetch(token_endpoint, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token: foreign,
          subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
          scope: 'sql',
        }),
      });
      const { access_token = '' } = (await answer.json()) as Record<string, string>;
      const claims = await validated(config, level, access_token);
      assert.equal(claims.sub, 'ben@example.com');
      assert.equal(claims.scope, 'sql');
    });
  });
}
