// What the vendor leaves open, one switch at a time, as a client sees it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  api,
  attempt,
  claimsOf,
  decide,
  discover,
  exchange,
  REDIRECT,
  sandboxForTests,
  signIn,
  tokenCall,
  type Client,
} from './client.ts';

const ME = 'GET /api/2.0/preview/scim/v2/Me';

/** The form of an exchange that only lacks client authentication. */
async function codeForm(client: Client, secret = ''): Promise<Record<string, string>> {
  const begun = await attempt(client);
  const callback = await decide(begun.url, 'ana@example.com');
  return {
    grant_type: 'authorization_code',
    client_id: client.client.client_id,
    client_secret: secret,
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: REDIRECT,
    code_verifier: begun.verifier,
  };
}

it('badCodeError words a bad code', async () => {
  await using sandbox = await sandboxForTests({ databricks: { badCodeError: 'invalid_request' } });
  const client = await discover(sandbox);
  const form = await codeForm(client, sandbox.databricks.apps[0]?.clientSecret);
  const answer = await tokenCall(client, { ...form, code_verifier: 'x'.repeat(43) });
  assert.equal(answer.body['error'], 'invalid_request');
});

it('codeLifeSeconds is how long a code is good', async () => {
  await using sandbox = await sandboxForTests({ databricks: { codeLifeSeconds: 600 } });
  const client = await discover(sandbox);
  const secret = sandbox.databricks.apps[0]?.clientSecret;
  const [inTime, late] = [await codeForm(client, secret), await codeForm(client, secret)];
  sandbox.clock.advance(598_000);
  assert.equal((await tokenCall(client, inTime)).status, 200);
  sandbox.clock.advance(2000);
  assert.equal((await tokenCall(client, late)).status, 400);
});

it('restErrorCode names the code of a refusal instead of numbering it', async () => {
  await using sandbox = await sandboxForTests({ databricks: { restErrorCode: 'name' } });
  assert.equal((await api(sandbox, ME, { token: 'x' })).body['error_code'], 'PERMISSION_DENIED');
  sandbox.databricks.setSwitches({ expiredBearerStatus: 401 });
  assert.equal((await api(sandbox, ME, { token: 'x' })).body['error_code'], 'UNAUTHENTICATED');
});

it('refreshSlides moves the end of a multi-use token with each use', async () => {
  for (const [refreshSlides, status] of [
    [false, 400],
    [true, 200],
  ] as const) {
    await using sandbox = await sandboxForTests({ databricks: { refreshSlides } });
    const client = await discover(sandbox);
    const { refresh } = await signIn(client, 'ana@example.com');
    const use = async (): Promise<number> =>
      (
        await tokenCall(client, {
          grant_type: 'refresh_token',
          refresh_token: refresh,
          client_id: client.client.client_id,
          client_secret: sandbox.databricks.apps[0]?.clientSecret ?? '',
        })
      ).status;
    sandbox.clock.advance(6 * 86_400_000);
    assert.equal(await use(), 200);
    sandbox.clock.advance(6 * 86_400_000);
    assert.equal(await use(), status);
  }
});

it('idTokenEmail adds the claim', async () => {
  await using sandbox = await sandboxForTests({ databricks: { idTokenEmail: true } });
  const client = await discover(sandbox);
  const begun = await attempt(client);
  const answer = await exchange(client, begun, await decide(begun.url, 'ana@example.com'));
  const { id_token = '' } = (await answer.json()) as Record<string, string>;
  assert.equal(claimsOf(id_token)['email'], 'ana@example.com');
});

describe('pkceForSecretClients', () => {
  it('lets an app with a secret do without PKCE when optional, but not with half of it', async () => {
    await using sandbox = await sandboxForTests({ databricks: { pkceForSecretClients: 'optional' } });
    const client = await discover(sandbox);
    const secret = sandbox.databricks.apps[0]?.clientSecret ?? '';
    const { url } = await attempt(client);
    url.searchParams.delete('code_challenge');
    url.searchParams.delete('code_challenge_method');
    const form = async (): Promise<Record<string, string>> => ({
      grant_type: 'authorization_code',
      client_id: client.client.client_id,
      client_secret: secret,
      code: (await decide(url, 'ana@example.com')).searchParams.get('code') ?? '',
      redirect_uri: REDIRECT,
    });
    assert.equal((await tokenCall(client, await form())).status, 200);
    const mixed = await tokenCall(client, { ...(await form()), code_verifier: 'x'.repeat(43) });
    assert.equal(mixed.body['error'], 'invalid_grant', 'a verifier for a code without a challenge');
    const { code_verifier: _, ...stripped } = await codeForm(client, secret);
    assert.equal((await tokenCall(client, stripped)).status, 400, 'a code with a challenge needs its verifier');
  });

  it('never lets an app without a secret do so', async () => {
    await using sandbox = await sandboxForTests({
      app: { clientSecret: undefined },
      databricks: { pkceForSecretClients: 'optional' },
    });
    const { url } = await attempt(await discover(sandbox, { authentication: 'none' }));
    url.searchParams.delete('code_challenge');
    const answer = await fetch(url, { redirect: 'manual' });
    assert.match(answer.headers.get('location') ?? '', /error=invalid_request/);
  });
});

it('redirectStatus is the status of the way back', async () => {
  for (const redirectStatus of [303, 301] as const) {
    await using sandbox = await sandboxForTests({ databricks: { redirectStatus } });
    const { url } = await attempt(await discover(sandbox), 'nothing');
    assert.equal((await fetch(url, { redirect: 'manual' })).status, redirectStatus);
  }
});

it('signInPolicy turns everybody away by a redirect', async () => {
  await using sandbox = await sandboxForTests({ databricks: { signInPolicy: 'denies' } });
  const { state, url } = await attempt(await discover(sandbox));
  const location = new URL((await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '');
  assert.equal(location.searchParams.get('error'), 'access_denied');
  assert.equal(location.searchParams.get('error_description'), 'Policy evaluation failed for this request');
  assert.equal(location.searchParams.get('state'), state);
});

it('ipAccessList answers 403 without the shape of an OAuth error, for tokens or for everything', async () => {
  await using sandbox = await sandboxForTests();
  const client = await discover(sandbox);
  const { access } = await signIn(client, 'ana@example.com');
  const text = new RegExp(
    `^Source IP address: 127\\.0\\.0\\.1 is blocked by Databricks IP ACL for workspace: ${sandbox.world.workspaceId} \\[ReqId: [0-9a-f-]{36}\\]$`,
  );
  for (const [ipAccessList, meStatus] of [
    ['blocks_tokens', 200],
    ['blocks_everything', 403],
  ] as const) {
    sandbox.databricks.setSwitches({ ipAccessList });
    const answer = await tokenCall(client, {});
    assert.equal(answer.status, 403);
    assert.deepEqual(Object.keys(answer.body), ['error_code', 'message']);
    assert.match(String(answer.body['message']), text);
    assert.equal((await api(sandbox, ME, { token: access })).status, meStatus);
  }
});

it('tokenOutage answers HTML with 502, or 429 with Retry-After, and spends nothing', async () => {
  await using sandbox = await sandboxForTests();
  const client = await discover(sandbox);
  const form = await codeForm(client, sandbox.databricks.apps[0]?.clientSecret);
  const send = (): Promise<Response> =>
    fetch(client.as.token_endpoint ?? '', { method: 'POST', body: new URLSearchParams(form) });
  sandbox.databricks.setSwitches({ tokenOutage: 'html_502' });
  const html = await send();
  assert.equal(html.status, 502);
  assert.match(await html.text(), /<title>502 Bad Gateway<\/title>/);
  sandbox.databricks.setSwitches({ tokenOutage: 'throttled' });
  const throttled = await send();
  assert.equal(throttled.status, 429);
  assert.equal(throttled.headers.get('retry-after'), '1');
  sandbox.databricks.setSwitches({ tokenOutage: 'none' });
  assert.equal((await send()).status, 200);
});

describe('revokeEndpoint', () => {
  it('is absent by default, may answer unlisted, and may be advertised', async () => {
    await using sandbox = await sandboxForTests({ databricks: { revokeEndpoint: 'unlisted' } });
    assert.equal((await discover(sandbox)).as.revocation_endpoint, undefined);
    sandbox.databricks.setSwitches({ revokeEndpoint: 'advertised' });
    const client = await discover(sandbox);
    assert.equal(client.as.revocation_endpoint, `${client.as.issuer}/v1/revoke`);
  });

  it("ends a refresh token's grant, or one access token, for the app that owns them", async () => {
    await using sandbox = await sandboxForTests({ databricks: { revokeEndpoint: 'advertised' } });
    const client = await discover(sandbox);
    const secret = sandbox.databricks.apps[0]?.clientSecret ?? '';
    const { access, refresh } = await signIn(client, 'ana@example.com');
    const who = { client_id: client.client.client_id, client_secret: secret };
    const revoke = async (token: string, caller: Record<string, string> = who): Promise<number> =>
      (
        await fetch(client.as.revocation_endpoint ?? '', {
          method: 'POST',
          body: new URLSearchParams({ token, ...caller }),
        })
      ).status;
    assert.equal(await revoke(refresh, { ...who, client_secret: 'wrong' }), 401);
    assert.equal(await revoke(refresh, { client_id: 'databricks-cli' }), 200, 'nothing happens, and nothing is told');
    const again = { grant_type: 'refresh_token', refresh_token: refresh, ...who };
    assert.equal((await tokenCall(client, again)).status, 200);
    assert.equal(await revoke(refresh), 200);
    assert.equal((await tokenCall(client, again)).body['error_description'], 'Refresh token is invalid');
    assert.equal((await api(sandbox, ME, { token: access })).status, 200);
    assert.equal(await revoke(access), 200);
    assert.equal((await api(sandbox, ME, { token: access })).status, 403);
    assert.equal(await revoke('unknown'), 200);
  });
});

it('meWithSqlScope lets a token with only `sql` read who it is', async () => {
  await using sandbox = await sandboxForTests({ databricks: { meWithSqlScope: 'answered' } });
  const { access } = await signIn(await discover(sandbox), 'ana@example.com', 'sql');
  assert.equal((await api(sandbox, ME, { token: access })).body['userName'], 'ana@example.com');
});

it('a rotation that keeps no old key ends the tokens that it signed', async () => {
  await using sandbox = await sandboxForTests();
  const { access } = await signIn(await discover(sandbox), 'ana@example.com');
  await sandbox.databricks.rotateKeys({ keepOld: false });
  assert.equal((await api(sandbox, ME, { token: access })).status, 403);
  const published = await (await fetch(`${sandbox.databricks.keysOrigin}/oidc/jwks.json`)).json();
  assert.equal((published as { keys: unknown[] }).keys.length, 1);
});
