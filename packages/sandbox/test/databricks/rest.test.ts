// Bearer tokens at the REST APIs, and who Me is.
import assert from 'node:assert/strict';
import { generateKeyPair, SignJWT } from 'jose';
import { after, before, describe, it } from 'node:test';
import type { Sandbox } from '../../src/index.ts';
import { attempt, decide, discover, exchange, sandboxForTests, signIn, type Client } from './client.ts';

let sandbox: Sandbox;
let client: Client;
before(async () => {
  sandbox = await sandboxForTests();
  client = await discover(sandbox);
});
after(() => sandbox.close());

const me = async (authorization?: string): Promise<Response> =>
  await fetch(`${sandbox.databricks.origin}/api/2.0/preview/scim/v2/Me`, {
    headers: authorization === undefined ? {} : { authorization },
  });

it('Me tells each person apart by id, name and groups, and names the workspace in a header', async () => {
  for (const person of sandbox.people) {
    const { access } = await signIn(client, person.email);
    const answer = await me(`Bearer ${access}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('x-databricks-org-id'), sandbox.world.workspaceId);
    const body = (await answer.json()) as Record<string, unknown>;
    assert.equal(body['id'], person.id);
    assert.match(person.id, /^\d+$/);
    assert.equal(body['userName'], person.email);
    assert.equal(body['displayName'], person.displayName);
    assert.equal(body['active'], true);
    const groups = (body['groups'] as { display: string }[]).map(({ display }) => display);
    assert.deepEqual(
      groups,
      person.groups.map(({ name }) => name),
    );
  }
  assert.equal(sandbox.events.count('scim.me'), sandbox.people.length);
});

describe('a bearer is refused', () => {
  it('when it is missing, with 401 and a challenge', async () => {
    for (const header of [undefined, 'Basic YTpi', 'Bearer']) {
      const answer = await me(header);
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="DatabricksRealm"');
    }
  });

  it("when it is expired, as 403 or by switch 401, with the vendor's body", async () => {
    const { access } = await signIn(client, 'ana@example.com');
    sandbox.clock.advance(3_601_000);
    for (const status of [403, 401] as const) {
      sandbox.databricks.setSwitches({ expiredBearerStatus: status });
      const answer = await me(`Bearer ${access}`);
      assert.equal(answer.status, status);
      assert.deepEqual(await answer.json(), { error_code: status, message: 'Invalid access token.' });
    }
    sandbox.databricks.setSwitches({ expiredBearerStatus: 403 });
  });

  it('when it is no token of this sandbox', async () => {
    const { access } = await signIn(client, 'ana@example.com');
    const [header = '', payload = '', signature = ''] = access.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const other = await generateKeyPair('RS256');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    const forged = await new SignJWT({ ...claims, sub: 'mia@example.com' })
      .setProtectedHeader({ kid, typ: 'at+jwt', alg: 'RS256' })
      .sign(other.privateKey);
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`;
    const renamed = Buffer.from(JSON.stringify({ ...claims, sub: 'mia@example.com' })).toString('base64url');
    for (const token of [forged, none, `${header}.${renamed}.${signature}`, 'x', 'a.b.c']) {
      assert.equal((await me(`Bearer ${token}`)).status, 403, token);
    }
  });

  it('when it is an ID token', async () => {
    const begun = await attempt(client);
    const answer = await exchange(client, begun, await decide(begun.url, 'ana@example.com'));
    const { id_token } = (await answer.json()) as { id_token: string };
    assert.equal((await me(`Bearer ${id_token}`)).status, 403);
  });

  it('when its scopes do not reach, with the scope that is missing', async () => {
    const { access } = await signIn(client, 'ana@example.com', 'sql offline_access');
    const answer = await me(`Bearer ${access}`);
    assert.equal(answer.status, 403);
    const { message } = (await answer.json()) as { message: string };
    assert.equal(message, 'Provided OAuth token does not have required scopes: iam.current-user:read');
    const fine = await signIn(client, 'ana@example.com', 'iam.current-user:read');
    assert.equal((await me(`Bearer ${fine.access}`)).status, 200);
  });
});

it('a workspace takes tokens of its account', async () => {
  const { access } = await signIn(await discover(sandbox, { level: 'account' }), 'ben@example.com');
  assert.equal((await me(`Bearer ${access}`)).status, 200);
});

it("unknown routes answer in the vendor's form", async () => {
  const answer = await fetch(`${sandbox.databricks.origin}/api/2.0/clusters/list`);
  assert.equal(answer.status, 404);
  assert.equal(((await answer.json()) as { error_code: string }).error_code, 'ENDPOINT_NOT_FOUND');
});

it('introspection names the account and the workspace', async () => {
  const { access } = await signIn(client, 'ana@example.com');
  const answer = await fetch(`${sandbox.databricks.origin}/api/2.0/tokens/introspect`, {
    headers: { authorization: `Bearer ${access}` },
  });
  const { accountId, workspaceId } = sandbox.world;
  assert.deepEqual(await answer.json(), {
    principal_context: { authentication_scope: { account_id: accountId, workspace_id: Number(workspaceId) } },
  });
});
