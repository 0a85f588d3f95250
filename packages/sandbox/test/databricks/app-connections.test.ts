// App connections by API: what an account admin can set up, and when sign-in notices.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sandbox } from '../../src/index.ts';
import { adminToken, api, attempt, decide, discover, REDIRECT, sandboxForTests, signIn, tokenCall } from './client.ts';

const path = ({ world }: Sandbox, kind = 'custom'): string =>
  `/api/2.0/accounts/${world.accountId}/oauth2/${kind}-app-integrations`;

const BODY = {
  name: 'Sigma',
  redirect_urls: [REDIRECT],
  confidential: true,
  scopes: ['all-apis', 'sql', 'offline_access'],
  token_access_policy: { access_token_ttl_in_minutes: 5, refresh_token_ttl_in_minutes: 60 },
};

async function made(sandbox: Sandbox, body: object = BODY) {
  const token = await adminToken(sandbox);
  const answer = await api(sandbox, `POST ${path(sandbox)}`, { token, body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const { client_id, client_secret, integration_id } = answer.body as Record<string, string>;
  const client = { ...(await discover(sandbox)), client: { client_id: client_id ?? '' } };
  return { token, client, id: integration_id ?? '', secret: client_secret };
}

/** Whether the authorization endpoint knows the app. */
async function isKnown(client: Awaited<ReturnType<typeof made>>['client']): Promise<boolean> {
  const { url } = await attempt(client, 'all-apis');
  return (await fetch(url, { redirect: 'manual' })).status === 200;
}

it('an app made by API signs people in with its lifetimes, and its secret is shown once', async () => {
  await using sandbox = await sandboxForTests();
  const { client, id, secret, token } = await made(sandbox);
  assert.match(secret ?? '', /^dose/);
  const { body } = await api(sandbox, `GET ${path(sandbox)}/${id}`, { token });
  assert.equal(JSON.stringify(body).includes(secret ?? ''), false);
  assert.equal(body['confidential'], true);
  assert.deepEqual(body['token_access_policy'], {
    access_token_ttl_in_minutes: 5,
    refresh_token_ttl_in_minutes: 60,
    enable_single_use_refresh_tokens: false,
  });
  assert.equal(body['creator_username'], sandbox.world.servicePrincipals[0]?.person.email);
  const { verifier, url } = await attempt(client, 'all-apis offline_access');
  const callback = await decide(url, 'ana@example.com');
  const answer = await tokenCall(client, {
    grant_type: 'authorization_code',
    client_id: client.client.client_id,
    client_secret: secret ?? '',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: REDIRECT,
    code_verifier: verifier,
  });
  assert.equal(answer.body['expires_in'], 300);
});

it('a public app has no secret', async () => {
  await using sandbox = await sandboxForTests();
  const { secret } = await made(sandbox, { ...BODY, confidential: false });
  assert.equal(secret, undefined);
});

it('lists are paged, and a PATCH replaces lists and keeps name and confidentiality', async () => {
  await using sandbox = await sandboxForTests();
  const { id, token } = await made(sandbox);
  const first = await api(sandbox, `GET ${path(sandbox)}?page_size=1`, { token });
  assert.equal((first.body['apps'] as unknown[]).length, 1);
  const next = String(first.body['next_page_token']);
  const second = await api(sandbox, `GET ${path(sandbox)}?page_size=1&page_token=${next}`, { token });
  assert.equal((second.body['apps'] as { integration_id: string }[])[0]?.integration_id, id);
  assert.equal('next_page_token' in second.body, false);

  const patch = { name: 'Other', confidential: false, redirect_urls: ['https://app.example.com/cb'] };
  assert.equal((await api(sandbox, `PATCH ${path(sandbox)}/${id}`, { token, body: patch })).status, 200);
  const { body } = await api(sandbox, `GET ${path(sandbox)}/${id}`, { token });
  assert.deepEqual([body['name'], body['confidential'], body['redirect_urls']], ['Sigma', true, patch.redirect_urls]);
});

it('changes reach sign-in after the propagation delay, and the API shows them at once', async () => {
  await using sandbox = await sandboxForTests({ databricks: { appPropagationSeconds: 1800 } });
  const { client, id, token } = await made(sandbox);
  const listed = async (): Promise<number> => (await api(sandbox, `GET ${path(sandbox)}/${id}`, { token })).status;
  assert.equal(await listed(), 200);
  assert.equal(await isKnown(client), false);
  sandbox.clock.advance(1_799_000);
  assert.equal(await isKnown(client), false);
  sandbox.clock.advance(1000);
  assert.equal(await isKnown(client), true);
  assert.equal((await api(sandbox, `DELETE ${path(sandbox)}/${id}`, { token })).status, 200);
  assert.equal(await listed(), 404);
  assert.equal(await isKnown(client), true, 'deleted, but sign-in has not heard of it');
  sandbox.clock.advance(1_800_000);
  assert.equal(await isKnown(client), false);
});

it('deleting an app ends its refresh tokens; its access tokens live on or end, by switch', async () => {
  for (const deletedAppTokens of ['live_on', 'end'] as const) {
    await using sandbox = await sandboxForTests({ databricks: { deletedAppTokens } });
    const token = await adminToken(sandbox);
    const client = await discover(sandbox);
    const { access, refresh } = await signIn(client, 'ana@example.com');
    const { body } = await api(sandbox, `GET ${path(sandbox)}`, { token });
    const [{ integration_id = '' } = {}] = body['apps'] as { integration_id?: string }[];
    await api(sandbox, `DELETE ${path(sandbox)}/${integration_id}`, { token });
    const again = await tokenCall(client, {
      grant_type: 'refresh_token',
      refresh_token: refresh,
      client_id: client.client.client_id,
    });
    assert.match(String(again.body['error_description']), /^OAuth application with client_id/);
    const { status } = await api(sandbox, 'GET /api/2.0/preview/scim/v2/Me', { token: access });
    assert.equal(status, deletedAppTokens === 'live_on' ? 200 : 403);
    assert.equal((await api(sandbox, `GET ${path(sandbox)}`, { token })).status, 200, 'the admin has no app');
  }
});

it('single-use tokens rotate; whether a replay ends the grant is a switch', async () => {
  await using sandbox = await sandboxForTests();
  const policy = { enable_single_use_refresh_tokens: true, absolute_session_lifetime_in_minutes: 20_000 };
  const { client } = await made(sandbox, { ...BODY, token_access_policy: policy });
  const app = sandbox.databricks.apps.find(({ clientId }) => clientId === client.client.client_id);
  assert.equal(app?.refreshMode, 'rotate_family', 'the switch is asked at the replay');
  assert.equal(app?.sessionTtlSeconds, 1_200_000);
});

describe('refused', () => {
  const cases: [name: string, change: object][] = [
    ['no name', { name: '' }],
    ['a redirect URL that is none', { redirect_urls: ['localhost:3000'] }],
    ['a redirect URL with a fragment', { redirect_urls: [`${REDIRECT}#x`] }],
    ['a redirect URL of another kind', { redirect_urls: ['javascript:alert(1)'] }],
    ['a scope that does not exist', { scopes: ['everything'] }],
    ['user scopes beyond the scopes', { user_authorized_scopes: ['openid'] }],
    ['a lifetime of nothing', { token_access_policy: { access_token_ttl_in_minutes: 0 } }],
    [
      'a refresh token shorter than an access token',
      { token_access_policy: { access_token_ttl_in_minutes: 90, refresh_token_ttl_in_minutes: 60 } },
    ],
    ['a session shorter than a refresh token', { token_access_policy: { absolute_session_lifetime_in_minutes: 60 } }],
  ];
  it('with one sentence each', async () => {
    await using sandbox = await sandboxForTests();
    const token = await adminToken(sandbox);
    for (const [name, change] of cases) {
      const answer = await api(sandbox, `POST ${path(sandbox)}`, { token, body: { ...BODY, ...change } });
      assert.equal(answer.status, 400, name);
      assert.equal(answer.body['error_code'], 'INVALID_PARAMETER_VALUE', name);
    }
    const far = { ...BODY, redirect_urls: ['http://app.example.com/cb'] };
    assert.equal((await api(sandbox, `POST ${path(sandbox)}`, { token, body: far })).status, 200);
    sandbox.databricks.setSwitches({ httpRedirectUrls: 'loopback_only' });
    assert.equal((await api(sandbox, `POST ${path(sandbox)}`, { token, body: far })).status, 400);
    assert.equal((await api(sandbox, `POST ${path(sandbox)}`, { token, body: BODY })).status, 200);
  });

  it("to everybody but an account's admins: other people, a workspace's token, another account", async () => {
    await using sandbox = await sandboxForTests();
    const account = await discover(sandbox, { level: 'account' });
    const { access: mia } = await signIn(account, 'mia@example.com');
    const { access: ana } = await signIn(account, 'ana@example.com');
    const { access: narrow } = await signIn(account, 'mia@example.com', 'sql');
    const status = async (token: string, at = path(sandbox)): Promise<number> =>
      (await api(sandbox, `GET ${at}`, { token })).status;
    assert.equal(await status(mia), 200);
    assert.equal(await status(ana), 403);
    assert.equal(await status(narrow), 403);
    assert.equal(await status(await adminToken(sandbox, 'workspace')), 403);
    assert.equal(await status(mia, path(sandbox).replace(sandbox.world.accountId, 'other')), 403);
  });
});

it('published apps stand in a catalogue; a deleted one can be connected again', async () => {
  await using sandbox = await sandboxForTests();
  const token = await adminToken(sandbox);
  const root = `/api/2.0/accounts/${sandbox.world.accountId}/oauth2/published-apps`;
  const { body } = await api(sandbox, `GET ${root}`, { token });
  const catalogue = body['apps'] as { app_id: string; client_id: string; is_confidential_client: boolean }[];
  assert.ok(catalogue.some(({ client_id }) => client_id === 'databricks-sql-connector'));
  assert.ok(catalogue.every((app) => !app.is_confidential_client));
  const at = path(sandbox, 'published');
  const list = (await api(sandbox, `GET ${at}`, { token })).body['apps'] as Record<string, string>[];
  const cli = list.find((app) => app['app_id'] === 'databricks-cli')?.['integration_id'] ?? '';
  const isThere = (): boolean => sandbox.databricks.apps.some(({ clientId }) => clientId === 'databricks-cli');
  assert.equal((await api(sandbox, `POST ${at}`, { token, body: { app_id: 'databricks-cli' } })).status, 409);
  assert.equal((await api(sandbox, `DELETE ${at}/${cli}`, { token })).status, 200);
  assert.equal(isThere(), false);
  const policy = { access_token_ttl_in_minutes: 10 };
  const again = await api(sandbox, `POST ${at}`, {
    token,
    body: { app_id: 'databricks-cli', token_access_policy: policy },
  });
  assert.equal(again.status, 200);
  assert.equal(isThere(), true);
  const longer = { token_access_policy: { access_token_ttl_in_minutes: 20 } };
  const id = String(again.body['integration_id']);
  assert.equal((await api(sandbox, `PATCH ${at}/${id}`, { token, body: longer })).status, 200);
  assert.equal(sandbox.databricks.apps.find(({ clientId }) => clientId === 'databricks-cli')?.accessTtlSeconds, 1200);
  assert.equal((await api(sandbox, `POST ${at}`, { token, body: { app_id: 'nothing' } })).status, 400);
});
