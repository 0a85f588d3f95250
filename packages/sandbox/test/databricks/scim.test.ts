// People and groups for reading, at the workspace and at the account.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Sandbox } from '../../src/index.ts';
import { adminToken, api, discover, sandboxForTests, signIn } from './client.ts';

let sandbox: Sandbox;
let token: string;
before(async () => {
  sandbox = await sandboxForTests();
  ({ access: token } = await signIn(await discover(sandbox), 'ana@example.com'));
});
after(() => sandbox.close());

type List = { totalResults: number; itemsPerPage: number; Resources: Record<string, unknown>[] };
const list = async (path: string): Promise<List> =>
  (await api(sandbox, `GET /api/2.0/preview/scim/v2/${path}`, { token })).body as unknown as List;

it('everybody is listed once, a page at a time', async () => {
  const all = await list('Users');
  assert.equal(all.totalResults, sandbox.people.length);
  const page = await list('Users?startIndex=2&count=2');
  assert.deepEqual(page.Resources, all.Resources.slice(1, 3));
  assert.equal(page.totalResults, all.totalResults);
  assert.equal((await list('Users?count=0')).Resources.length, 0);
});

it('a filter on the name finds one person or group; any other filter is refused as SCIM does', async () => {
  const found = await list(`Users?filter=${encodeURIComponent('userName eq "Mia@example.com"')}`);
  assert.deepEqual(
    found.Resources.map(({ userName }) => userName),
    ['mia@example.com'],
  );
  const group = await list(`Groups?filter=${encodeURIComponent('displayName eq manhattan')}`);
  assert.deepEqual(
    group.Resources.map(({ displayName }) => displayName),
    ['manhattan'],
  );
  const odd = await api(sandbox, `GET /api/2.0/preview/scim/v2/Users?filter=${encodeURIComponent('title co "x"')}`, {
    token,
  });
  assert.equal(odd.status, 400);
  assert.deepEqual(Object.keys(odd.body), ['schemas', 'detail', 'status']);
});

it('single ones are found by id, and groups name their members', async () => {
  const [ana] = sandbox.people;
  const user = await api(sandbox, `GET /api/2.0/preview/scim/v2/Users/${ana?.id}`, { token });
  const me = await api(sandbox, 'GET /api/2.0/preview/scim/v2/Me', { token });
  assert.deepEqual(user.body, me.body);
  const group = await api(sandbox, `GET /api/2.0/preview/scim/v2/Groups/${ana?.groups[0]?.id}`, { token });
  assert.deepEqual(
    (group.body['members'] as { value: string }[]).map(({ value }) => value),
    [ana?.id],
  );
  assert.equal((await api(sandbox, 'GET /api/2.0/preview/scim/v2/Users/1', { token })).status, 404);
});

it('at the account it takes an admin', async () => {
  const path = `GET /api/2.0/accounts/${sandbox.world.accountId}/scim/v2/Users`;
  assert.equal((await api(sandbox, path, { token })).status, 403);
  const answer = await api(sandbox, path, { token: await adminToken(sandbox) });
  assert.equal(answer.body['totalResults'], sandbox.people.length);
});

it('another workspace is refused by its number, in a parameter or a header', async () => {
  const me = 'GET /api/2.0/preview/scim/v2/Me';
  const { workspaceId } = sandbox.world;
  assert.equal((await api(sandbox, `${me}?o=${workspaceId}`, { token })).status, 200);
  const other = await api(sandbox, `${me}?o=1`, { token });
  assert.deepEqual(other, {
    status: 403,
    body: { error_code: 'PERMISSION_DENIED', message: 'Invalid access to Org: 1' },
  });
  assert.equal((await api(sandbox, me, { token, headers: { 'x-databricks-org-id': '1' } })).status, 403);
});
