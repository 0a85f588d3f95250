// Refresh tokens in the three ways in which an app can be set up.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import type { Sandbox, SandboxOptions } from '../../src/index.ts';
import { discover, INSECURE, sandboxForTests, signIn, type Client, type Tokens } from './client.ts';

async function signedIn(options: SandboxOptions): Promise<{ sandbox: Sandbox; client: Client; tokens: Tokens }> {
  const sandbox = await sandboxForTests(options);
  const client = await discover(sandbox);
  return { sandbox, client, tokens: await signIn(client, 'ana@example.com') };
}

const refreshWith = async ({ as, auth, client }: Client, token: string): Promise<Response> =>
  await oauth.refreshTokenGrantRequest(as, client, auth, token, INSECURE);

/** The new refresh token, as oauth4webapi reads it. */
async function refreshed(client: Client, token: string): Promise<Tokens> {
  const answer = await oauth.processRefreshTokenResponse(client.as, client.client, await refreshWith(client, token));
  return { access: answer.access_token, refresh: answer.refresh_token ?? '' };
}

async function refused(client: Client, token: string): Promise<void> {
  const answer = await refreshWith(client, token);
  assert.equal(answer.status, 400);
  assert.deepEqual(await answer.json(), { error: 'invalid_request', error_description: 'Refresh token is invalid' });
}

async function meStatus(sandbox: Sandbox, access: string): Promise<number> {
  const headers = { authorization: `Bearer ${access}` };
  return (await fetch(`${sandbox.databricks.origin}/api/2.0/preview/scim/v2/Me`, { headers })).status;
}

describe('multi_use', () => {
  it('one refresh token works again and again, with a new access token each time, until its end', async () => {
    const { sandbox, client, tokens } = await signedIn({});
    await using _ = sandbox;
    const [first, second] = [await refreshed(client, tokens.refresh), await refreshed(client, tokens.refresh)];
    assert.equal(first.refresh, tokens.refresh);
    assert.equal(new Set([tokens.access, first.access, second.access]).size, 3);
    sandbox.clock.advance(7 * 86_400_000 - 60_000);
    await refreshed(client, tokens.refresh);
    sandbox.clock.advance(60_000);
    await refused(client, tokens.refresh);
    assert.equal(sandbox.events.count('token.refreshed'), 3);
  });
});

describe('rotate', () => {
  it('each refresh token works once; using an old one hurts nobody else', async () => {
    const { sandbox, client, tokens } = await signedIn({ app: { refreshMode: 'rotate' } });
    await using _ = sandbox;
    const next = await refreshed(client, tokens.refresh);
    assert.notEqual(next.refresh, tokens.refresh);
    await refused(client, tokens.refresh);
    const last = await refreshed(client, next.refresh);
    assert.equal(await meStatus(sandbox, last.access), 200);
  });

  it('of many at once exactly one gets new tokens', async () => {
    const { sandbox, client, tokens } = await signedIn({ app: { refreshMode: 'rotate' } });
    await using _ = sandbox;
    const answers = await Promise.all(Array.from({ length: 10 }, () => refreshWith(client, tokens.refresh)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });
});

describe('rotate_family', () => {
  it('a second use ends the whole grant, its access tokens included', async () => {
    const { sandbox, client, tokens } = await signedIn({ app: { refreshMode: 'rotate_family' } });
    await using _ = sandbox;
    const other = await signIn(client, 'ana@example.com');
    const next = await refreshed(client, tokens.refresh);
    assert.equal(await meStatus(sandbox, next.access), 200);
    await refused(client, tokens.refresh);
    await refused(client, next.refresh);
    assert.equal(await meStatus(sandbox, next.access), 403);
    await refreshed(client, other.refresh);
    assert.equal(await meStatus(sandbox, other.access), 200, 'another sign-in of the same person stands');
  });
});

describe('the switch singleUseReplay', () => {
  it('counts from the moment it is set, for an app that is there already', async () => {
    const { sandbox, client, tokens } = await signedIn({ app: { refreshMode: 'rotate_family' } });
    await using _ = sandbox;
    sandbox.databricks.setSwitches({ singleUseReplay: 'is_refused' });
    const next = await refreshed(client, tokens.refresh);
    await refused(client, tokens.refresh);
    const last = await refreshed(client, next.refresh);
    sandbox.databricks.setSwitches({ singleUseReplay: 'ends_grant' });
    await refused(client, next.refresh);
    await refused(client, last.refresh);
  });
});

describe('grace', () => {
  it('a used token goes on working for so many seconds, and counts as a replay afterwards', async () => {
    const app = { refreshMode: 'rotate_family', refreshGraceSeconds: 30 } as const;
    const { sandbox, client, tokens } = await signedIn({ app });
    await using _ = sandbox;
    const first = await refreshed(client, tokens.refresh);
    sandbox.clock.advance(29_000);
    const second = await refreshed(client, tokens.refresh);
    assert.equal(new Set([tokens.refresh, first.refresh, second.refresh]).size, 3);
    sandbox.clock.advance(1000);
    await refused(client, tokens.refresh);
    await refused(client, second.refresh);
  });
});

describe('the absolute end of a sign-in', () => {
  it('counts from the consent, through all rotations, and not for tokens that work many times', async () => {
    for (const refreshMode of ['rotate', 'multi_use'] as const) {
      const { sandbox, client, tokens } = await signedIn({ app: { refreshMode, sessionTtlSeconds: 5 * 86_400 } });
      await using _ = sandbox;
      sandbox.clock.advance(4 * 86_400_000);
      const next = await refreshed(client, tokens.refresh);
      sandbox.clock.advance(2 * 86_400_000);
      await (refreshMode === 'rotate' ? refused : refreshed)(client, next.refresh);
    }
  });
});

describe('a dead refresh token', () => {
  it('is worded by the switches', async () => {
    const { sandbox, client } = await signedIn({
      databricks: { deadRefreshError: 'invalid_grant', deadRefreshStatus: 401 },
    });
    await using _ = sandbox;
    const answer = await refreshWith(client, 'doau00000000000000000000000000000000');
    assert.equal(answer.status, 401);
    assert.equal(((await answer.json()) as { error: string }).error, 'invalid_grant');
    sandbox.databricks.setSwitches({ deadRefreshError: 'invalid_request', deadRefreshStatus: 400 });
    await refused(client, 'doau00000000000000000000000000000000');
  });

  it('is what a revoked grant leaves; live access tokens end only when told so', async () => {
    const { sandbox, client, tokens } = await signedIn({});
    await using _ = sandbox;
    const ben = await signIn(client, 'ben@example.com');
    assert.equal(sandbox.databricks.revokeGrants('ana@example.com'), 1);
    await refused(client, tokens.refresh);
    assert.equal(await meStatus(sandbox, tokens.access), 200);
    await refreshed(client, ben.refresh);
    sandbox.databricks.revokeGrants('ben@example.com', { accessTokens: true });
    assert.equal(await meStatus(sandbox, ben.access), 403);
  });

  it('at the account is one of the workspace', async () => {
    const { sandbox, client, tokens } = await signedIn({});
    await using _ = sandbox;
    await refused(await discover(sandbox, { level: 'account' }), tokens.refresh);
    await refreshed(client, tokens.refresh);
  });
});

it('a refresh answer without a refresh token leaves the old one good, in every mode', async () => {
  const { sandbox, client, tokens } = await signedIn({
    app: { refreshMode: 'rotate_family' },
    databricks: { refreshAnswersWithToken: false },
  });
  await using _ = sandbox;
  assert.equal((await refreshed(client, tokens.refresh)).refresh, '');
  assert.notEqual((await refreshed(client, tokens.refresh)).access, '');
});

it('fewer scopes may be asked for, more may not', async () => {
  const { sandbox, client, tokens } = await signedIn({});
  await using _ = sandbox;
  const ask = (scope: string): Promise<Response> =>
    oauth.refreshTokenGrantRequest(client.as, client.client, client.auth, tokens.refresh, {
      ...INSECURE,
      additionalParameters: { scope },
    });
  assert.equal(((await (await ask('openid')).json()) as { scope: string }).scope, 'openid');
  assert.equal(((await (await ask('sql')).json()) as { error: string }).error, 'invalid_scope');
});

it('lifetimes follow the app at the time of the call', async () => {
  const { sandbox, client, tokens } = await signedIn({});
  await using _ = sandbox;
  sandbox.databricks.setApp({ accessTtlSeconds: 120 });
  const { access } = await refreshed(client, tokens.refresh);
  sandbox.clock.advance(119_000);
  assert.equal(await meStatus(sandbox, access), 200);
  sandbox.clock.advance(2000);
  assert.equal(await meStatus(sandbox, access), 403);
});
