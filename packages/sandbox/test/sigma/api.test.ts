// Sigma's REST API: a whole set-up with it, its refusals, its lists. Every good answer is held against its schema.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoWorkbooks } from '../../src/seed/workbooks.ts';
import { ENDPOINTS } from '../../src/sigma/api/api.ts';
import { memberByEmail } from '../../src/sigma/members.ts';
import { apiClient, tokenFor, type ApiClient } from './api-client.ts';
import { encryptWith, organization, SIGMA_ORIGIN } from './organization.ts';

const CONTENTS = (connectionId: string) => demoWorkbooks(connectionId)[1]?.contents ?? {};
const DETAILS = {
  type: 'databricks',
  host: 'dbc-sandbox.cloud.databricks.com',
  endpoint: '/sql/1.0/warehouses/wh1',
  useOauth: true,
  metadataUrl: 'https://dbc-sandbox.cloud.databricks.com/oidc/.well-known/openid-configuration',
  clientId: 'app',
  clientSecret: 'a-secret-that-comes-back-nowhere',
  scopes: ['openid', 'profile', 'email', 'all-apis'],
  idpType: 'aws_databricks',
  usePkce: true,
};

const visited = new Set<string>();
const done = (client: ApiClient): void => client.played.forEach((name) => visited.add(name));

it('an organization is set up by API alone, and an embed of it loads', async () => {
  const api = await apiClient();
  const { userId } = await api.get('/v2/whoami');
  const { teamId } = await api.post('/v2/teams', { name: 'Readers' });
  const { clientId, clientSecret } = await api.post('/v2/credentials', {
    ownerId: userId,
    name: 'Embeds',
    scopes: ['embed'],
  });
  const { connectionId } = await api.post('/v2/connections', { name: 'Warehouse', details: DETAILS });
  assert.deepEqual(await api.get(`/v2/connections/${String(connectionId)}/test`), {
    read: 'SUCCESS',
    write: 'DISABLED',
  });
  await api.post(`/v2/connections/${String(connectionId)}/grants`, {
    grants: [{ grantee: { teamId }, permission: 'usage' }],
  });
  await api.post(`/v2/connections/${String(connectionId)}/sync`, { path: ['demo', 'taxi', 'trips'] });
  const table = await api.post(`/v2/connection/${String(connectionId)}/lookup`, { path: ['demo', 'taxi', 'trips'] });
  assert.equal(table['kind'], 'table');
  const { workbookId } = await api.post('/v2/workbooks/spec', {
    name: 'Trips by API',
    folderId: 'home',
    document: CONTENTS(String(connectionId)),
  });
  await api.post(`/v2/workbooks/${String(workbookId)}/grants`, {
    grants: [{ grantee: { teamId }, permission: 'view' }],
  });
  const { url } = await api.get(`/v2/workbooks/${String(workbookId)}`);
  assert.match(String(url), /\/sandbox\/workbook\/Trips-by-API-[A-Za-z0-9]{22}$/);

  const claims = {
    iss: clientId,
    teams: ['Readers'],
    connection_oauth_tokens: { [String(connectionId)]: encryptWith(String(clientSecret), 'token-of-ana') },
  };
  const embed = await api.place.url({
    path: new URL(String(url)).pathname,
    header: { kid: clientId },
    secret: String(clientSecret),
    claims,
  });
  assert.equal(await api.place.refusal(embed), undefined);
  done(api);
});

describe('the token endpoint', () => {
  const ask = async (
    place: ReturnType<typeof organization>,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const request = new Request(`${SIGMA_ORIGIN}/v2/auth/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    });
    const response = await place.fetch(request);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const formOf = ({ world }: ReturnType<typeof organization>) => ({
    grant_type: 'client_credentials',
    client_id: world.apiCredential.clientId,
    client_secret: world.apiCredential.secret,
  });
  const basicOf = ({ world: { apiCredential } }: ReturnType<typeof organization>) => ({
    authorization: `Basic ${Buffer.from(`${apiCredential.clientId}:${apiCredential.secret}`).toString('base64')}`,
  });

  it('takes the credential in the form, and in the header by switch', async () => {
    const place = organization({ switches: { tokenPace: 'unlimited' } });
    assert.equal((await ask(place, formOf(place))).status, 200);
    assert.deepEqual(
      (await ask(place, { grant_type: 'client_credentials' }, basicOf(place))).body['message'],
      'Invalid access/refresh token',
    );
    for (const [tokenAuthentication, inForm, inHeader] of [
      ['basic', 401, 200],
      ['either', 200, 200],
    ] as const) {
      const other = organization({ switches: { tokenPace: 'unlimited', tokenAuthentication } });
      assert.equal((await ask(other, formOf(other))).status, inForm);
      assert.equal((await ask(other, { grant_type: 'client_credentials' }, basicOf(other))).status, inHeader);
    }
  });

  it('refuses a wrong secret, an embed credential and another grant', async () => {
    const place = organization({ switches: { tokenPace: 'unlimited' } });
    const { clientId, secret } = place.world.credential;
    assert.equal((await ask(place, { ...formOf(place), client_secret: 'x' })).status, 401);
    assert.equal((await ask(place, { ...formOf(place), client_id: clientId, client_secret: secret })).status, 401);
    assert.equal((await ask(place, { ...formOf(place), grant_type: 'password' })).status, 400);
  });

  it('answers a credential once a second, unless the switch says otherwise', async () => {
    const place = organization();
    assert.equal((await ask(place, formOf(place))).status, 200);
    assert.equal((await ask(place, formOf(place))).status, 429);
    place.world.clock.advance(1000);
    assert.equal((await ask(place, formOf(place))).status, 200);
  });

  it('refreshes with its own refresh token, which is no access token', async () => {
    const place = organization({ switches: { tokenPace: 'unlimited' } });
    const { refresh_token: refresh } = await tokenFor(place, place.world.apiCredential);
    const form = { ...formOf(place), grant_type: 'refresh_token', refresh_token: refresh };
    assert.equal((await ask(place, form)).status, 200);
    assert.equal((await ask(place, { ...form, refresh_token: 'guessed' })).status, 400);
    const headers = { authorization: `Bearer ${refresh}` };
    assert.equal((await place.fetch(new Request(`${SIGMA_ORIGIN}/v2/whoami`, { headers }))).status, 401);
  });

  it('a token ends after an hour, and with its credential', async () => {
    const api = await apiClient();
    api.place.world.clock.advance(3_599_000);
    await api.get('/v2/whoami');
    api.place.world.clock.advance(1000);
    assert.deepEqual((await api.call('GET', '/v2/whoami')).body['message'], 'Token missing or malformed');
    const other = await apiClient();
    await other.call('DELETE', `/v2/credentials/${other.place.world.apiCredential.clientId}`);
    assert.equal((await other.call('GET', '/v2/whoami')).status, 401);
  });
});

it('members are made once, found, changed and deactivated', async () => {
  const api = await apiClient();
  const [team] = await api.list('/v2.1/teams?name=Sales_People');
  const body = {
    email: 'new@example.com',
    firstName: 'New',
    lastName: 'Person',
    memberType: 'View',
    userKind: 'embed',
    addToTeams: [{ teamId: team?.['teamId'] }],
  };
  const { memberId } = await api.post('/v2/members?sendInvite=false', body);
  const again = await api.call('POST', '/v2/members', body);
  assert.equal(again.status, 409);
  assert.match(String(again.body['message']), new RegExp(`member-id=${String(memberId)}`));
  const [found] = await api.list('/v2.1/members?email=new%40example.com');
  assert.equal(found?.['userKind'], 'embed');
  assert.equal((await api.list(`/v2/members/${String(memberId)}/teams`))[0]?.['name'], 'Sales_People');
  assert.equal(await api.place.refusal(await api.place.url({ claims: { sub: 'new@example.com' } })), undefined);
  const changed = await api.call('PATCH', `/v2/members/${String(memberId)}`, { memberType: 'Build', isInactive: true });
  assert.equal(changed.body['memberType'], 'Build');
  assert.equal((await api.list('/v2.1/members?search=new')).length, 0, 'inactive members are left out');
  await api.call('DELETE', `/v2/members/${String(memberId)}`);
  assert.equal((await api.get(`/v2/members/${String(memberId)}`))['isArchived'], true);
  assert.ok(Array.isArray(await api.get('/v2/members')), 'the oldest list is plain');
  assert.ok('nextPage' in (await api.get('/v2/members?limit=1')));
  assert.equal(
    (await api.call('POST', '/v2/members', { ...body, email: 'x@example.com', memberType: 'Emperor' })).status,
    400,
  );
  done(api);
});

it('teams are made once, filled, renamed and archived; what they shared is gone with them', async () => {
  const api = await apiClient();
  const { userId } = await api.get('/v2/whoami');
  const { teamId } = await api.post('/v2/teams', { name: 'Readers', members: [userId], createTeamFolder: true });
  assert.equal((await api.call('POST', '/v2/teams', { name: 'Readers' })).status, 409);
  const path = `/v2/teams/${String(teamId)}`;
  assert.deepEqual((await api.get(path))['members'], [userId]);
  await api.call('PATCH', `${path}/members`, { remove: [userId] });
  assert.deepEqual(await api.list(`${path}/members`), []);
  assert.equal((await api.call('PATCH', `${path}/members`, { add: ['nobody'] })).status, 404);
  assert.equal((await api.call('PATCH', path, { name: 'Others' })).body['name'], 'Others');
  await api.call('DELETE', path);
  assert.equal((await api.call('GET', path)).status, 404);
  assert.ok(Array.isArray(await api.get('/v2/teams')));
  done(api);
});

it('connections are replaced whole, renamed and archived, and no answer carries a secret', async () => {
  const api = await apiClient();
  const made = await api.post('/v2/connections', { name: 'Other', details: DETAILS, timeoutSecs: 60 });
  const path = `/v2/connections/${String(made['connectionId'])}`;
  assert.equal(made['oauthClientId'], 'app');
  assert.equal(made['httpPath'], DETAILS.endpoint);
  const answers = [made, await api.get(path), await api.get('/v2/connections?search=other')];
  assert.ok(!JSON.stringify([answers, [...api.place.state.connections.values()]]).includes(DETAILS.clientSecret));
  const { clientId: _, ...bare } = DETAILS;
  const replaced = await api.call('PUT', path, { name: 'Third', details: bare });
  assert.equal(replaced.body['oauthClientId'], undefined);
  assert.equal(replaced.body['isIndependentOAuth'], false);
  assert.equal((await api.call('PATCH', path, { name: 'Fourth' })).body['name'], 'Fourth');
  const { teamId } = (await api.list('/v2.1/teams'))[0] ?? {};
  await api.post(`${path}/grants`, { grants: [{ grantee: { teamId }, permission: 'annotate' }] });
  await api.post(`${path}/grants`, { grants: [{ grantee: { teamId }, permission: 'usage' }] });
  const [grant, ...more] = await api.list(`${path}/grants`);
  assert.deepEqual([grant?.['permission'], more.length], ['usage', 0]);
  await api.call('DELETE', `${path}/grants/${String(grant?.['grantId'])}`);
  assert.equal((await api.list(`${path}/grants`)).length, 0);
  for (const details of [
    { ...DETAILS, type: 'snowflake' },
    { ...DETAILS, useOauth: false },
    { ...DETAILS, token: 'x' },
    { ...DETAILS, host: 'https://x' },
    { ...DETAILS, endpoint: undefined },
  ]) {
    assert.equal(
      (await api.call('POST', '/v2/connections', { name: 'Bad', details })).status,
      400,
      JSON.stringify(details),
    );
  }
  await api.call('DELETE', path);
  assert.equal((await api.call('GET', path)).status, 404);
  done(api);
});

it('a test, a look-up and a sync want the sign-in of the caller', async () => {
  const api = await apiClient(organization({ switches: { tokenPace: 'unlimited', connectionSignIn: 'missing' } }));
  const id = api.place.world.connectionId;
  assert.equal((await api.get(`/v2/connections/${id}/test`))['read'], 'FAILED');
  for (const path of [`/v2/connection/${id}/lookup`, `/v2/connections/${id}/sync`]) {
    const answer = await api.call('POST', path, { path: ['demo', 'taxi', 'trips'] });
    assert.equal(answer.body['message'], 'Sign in to view this connection');
  }
  const signedIn = await apiClient();
  assert.equal((await signedIn.call('POST', `/v2/connection/${id}/lookup`, { path: ['demo', 'nothing'] })).status, 404);
});

it('workbooks are made, read back, replaced, described and moved', async () => {
  const api = await apiClient();
  const id = api.place.world.connectionId;
  const empty = await api.post('/v2/workbooks', { name: 'Empty', folderId: 'f', description: 'Nothing yet' });
  assert.equal(empty['description'], 'Nothing yet');
  const dry = await api.post('/v2/workbooks', { name: 'Dry', folderId: 'f', contents: CONTENTS(id), dryRun: true });
  assert.equal((await api.call('GET', `/v2/workbooks/${String(dry['workbookId'])}`)).status, 404);
  const path = `/v2/workbooks/${String(empty['workbookId'])}`;
  const put = (body: object) => api.call('PUT', `${path}/contents`, body);
  assert.equal((await put({ contents: CONTENTS(id), documentVersion: 1 })).status, 200);
  assert.equal((await put({ contents: CONTENTS(id), documentVersion: 1 })).status, 409, 'somebody was faster');
  const full = await api.get(`${path}?includeContents=true`);
  assert.deepEqual(full['contents'], JSON.parse(JSON.stringify(CONTENTS(id))));
  assert.equal(full['documentVersion'], 2);
  assert.equal((await api.call('PUT', `${path}/spec`, { document: CONTENTS(id) })).status, 200);
  assert.deepEqual((await api.get(`${path}/spec`))['document'], full['contents']);
  assert.deepEqual(
    (await api.list(`${path}/pages`)).map((page) => page['pageId']),
    ['overview', 'patterns', 'about'],
  );
  const [viewer, , , , , byZip] = await api.list(`${path}/pages/overview/elements`);
  assert.deepEqual([viewer?.['elementId'], byZip?.['vizualizationType']], ['viewer', 'bar']);
  assert.equal((await api.list(`${path}/elements`)).length, 11);
  assert.deepEqual(await api.list(`${path}/controls`), [{ name: 'Distance', valueType: 'number' }]);
  const { connectionId: other } = await api.post('/v2/connections', { name: 'Other', details: DETAILS });
  const mapping = [
    { fromId: id, toId: other },
    { fromId: 'unknown', toId: other },
  ];
  const swapped = await api.post(`${path}/swapSources`, { connectionMapping: mapping });
  assert.deepEqual(swapped['unswappedConnections'], ['unknown']);
  assert.ok(JSON.stringify(await api.get(`${path}?includeContents=true`)).includes(String(other)));
  assert.ok((await api.list('/v2/workbooks')).length >= 2);
  done(api);
});

it('contents that do not fit are refused with every place, and nothing changes', async () => {
  const api = await apiClient();
  const text = JSON.stringify(CONTENTS(api.place.world.connectionId));
  const bad = JSON.parse(
    text.replace('[Trips/Fare]', '[Trips/Price]').replace('elementId=\\"by-day\\"', 'elementId=\\"gone\\"'),
  ) as object;
  const verified = await api.post('/v2/workbooks/spec/verify', { contents: bad });
  assert.equal(verified['valid'], false);
  assert.match(
    JSON.stringify(verified['errors']),
    /kpi-fare: Unknown column.*unknown element 'gone'.*'by-day' is not placed/,
  );
  const before = (await api.list('/v2/workbooks')).length;
  assert.equal((await api.call('POST', '/v2/workbooks', { name: 'Bad', folderId: 'f', contents: bad })).status, 400);
  const wrong = await api.call('POST', '/v2/workbooks', {
    name: 'Bad',
    folderId: 'f',
    contents: { schemaVersion: 1, kind: 'report', elements: [], pages: [] },
  });
  assert.match(String(wrong.body['message']), /contents\.kind: .*contents\.pages: /);
  assert.equal((await api.list('/v2/workbooks')).length, before);
  assert.deepEqual(await api.post('/v2/workbooks/spec/verify', { document: JSON.parse(text) as object }), {
    valid: true,
    errors: [],
  });
  done(api);
});

it('workbooks are shared with teams and members, and a grant can be taken back', async () => {
  const api = await apiClient();
  const [workbook] = await api.list('/v2/workbooks');
  const path = `/v2/workbooks/${String(workbook?.['workbookId'])}`;
  const { memberId } = memberByEmail(api.place.state, 'sam@example.com') ?? {};
  await api.post(`${path}/grants`, { grants: [{ grantee: { memberId }, permission: 'edit' }] });
  const grant = [...api.place.state.grants.values()].find((one) => one.memberId === memberId);
  assert.equal(grant?.permission, 'edit');
  assert.equal((await api.call('DELETE', `${path}/grants/${grant?.grantId}`)).status, 200);
  assert.equal((await api.call('DELETE', `${path}/grants/${grant?.grantId}`)).status, 404);
  assert.equal(
    (await api.call('POST', `${path}/grants`, { grants: [{ grantee: { teamId: 'x' }, permission: 'view' }] })).status,
    404,
  );
  done(api);
});

it('a tag keeps the version that it names', async () => {
  const api = await apiClient();
  const [workbook] = await api.list('/v2/workbooks');
  const workbookId = String(workbook?.['workbookId']);
  const tagged = await api.post('/v2/workbooks/tag', { workbookId, tag: 'Stable' });
  await api.call('PUT', `/v2/workbooks/${workbookId}/contents`, {
    contents: { schemaVersion: 1, kind: 'workbook', elements: [], pages: [{ id: 'new', name: 'New' }] },
  });
  assert.deepEqual(
    (await api.list(`/v2/workbooks/${workbookId}/tags`)).map((tag) => tag['name']),
    ['Production', 'Stable'],
  );
  assert.equal((await api.list(`/v2/workbooks/${workbookId}/pages?tag=Stable`)).length, 3);
  assert.equal((await api.list(`/v2/workbooks/${workbookId}/pages`)).length, 1);
  const again = await api.post('/v2/workbooks/tag', { workbookId, tag: 'Stable' });
  assert.equal(again['versionTagId'], tagged['versionTagId']);
  assert.equal(again['taggedWorkbookVersion'], 2);
  assert.equal((await api.call('POST', '/v2/workbooks/tag', { workbookId, tag: 'x', workbookVersion: 1 })).status, 400);
  done(api);
});

it('saved views save what a frame has explored', async () => {
  const api = await apiClient();
  const { data } = await api.place.get(await api.place.url());
  const view = { variables: { Distance: '10' }, sorting: {} };
  const { body } = await api.place.ask('explore', { session: data['session'], view });
  const path = `/v2/workbooks/${String(data['workbookId'])}/bookmarks`;
  const wanted = { workbookVersion: 1, name: 'Far', isShared: true, exploreKey: body['exploreKey'] };
  const { bookmarkId } = await api.post(path, wanted);
  assert.equal((await api.call('POST', path, { ...wanted, workbookVersion: 7 })).status, 400);
  assert.equal((await api.call('POST', path, { ...wanted, exploreKey: 'gone' })).status, 400);
  const opened = await api.place.get(await api.place.url({ query: `:bookmark=${String(bookmarkId)}&` }));
  assert.deepEqual(opened.data['variables'], { Distance: '10' });
  const changed = await api.call('PATCH', `${path}/${String(bookmarkId)}`, { isDefault: true, name: null });
  assert.deepEqual([changed.body['isDefault'], changed.body['name']], [true, 'Far']);
  assert.equal((await api.get(`${path}/${String(bookmarkId)}`))['isDefault'], true);
  assert.equal((await api.list(path)).length, 2);
  await api.call('DELETE', `${path}/${String(bookmarkId)}`);
  assert.equal((await api.list(path)).length, 1);
  done(api);
});

it('account types of the organization are listed; own ones come and go, their holders are moved', async () => {
  const api = await apiClient();
  const names = (await api.list('/v2/accountTypes')).map((type) => type['accountTypeName']);
  assert.deepEqual(names, ['View', 'Act', 'Analyze', 'Build', 'Admin']);
  const { accountTypeId } = await api.post('/v2/accountTypes', {
    name: 'Guest',
    description: 'Looks',
    permissions: ['viewWorkbooks'],
  });
  assert.equal(
    (await api.call('POST', '/v2/accountTypes', { name: 'Guest', description: '', permissions: [] })).status,
    409,
  );
  const path = `/v2/accountTypes/${String(accountTypeId)}`;
  assert.deepEqual(await api.get(`${path}/permissions`), [
    { permission: 'viewWorkbooks', description: 'viewWorkbooks' },
  ]);
  assert.equal(await api.place.refusal(await api.place.url({ claims: { account_type: 'Guest' } })), undefined);
  assert.equal((await api.call('DELETE', path)).status, 400);
  const [view] = await api.list('/v2/accountTypes?pageSize=1');
  await api.call('DELETE', `${path}?reassignToAccountTypeId=${String(view?.['accountTypeId'])}`);
  assert.equal(memberByEmail(api.place.state, 'ana@example.com')?.accountType, 'View');
  assert.equal((await api.call('DELETE', `/v2/accountTypes/${String(view?.['accountTypeId'])}`)).status, 400);
  done(api);
});

it('user attributes come, are assigned, and go; an embed may carry those that are there', async () => {
  const api = await apiClient();
  const { userAttributeId } = await api.post('/v2/user-attributes', {
    name: 'Shoe',
    defaultValue: { type: 'string', val: '42' },
  });
  assert.equal((await api.call('POST', '/v2/user-attributes', { name: 'Shoe' })).status, 409);
  const path = `/v2/user-attributes/${String(userAttributeId)}`;
  const value = { type: 'string', val: '44' };
  const { userId } = await api.get('/v2/whoami');
  const [team] = await api.list('/v2.1/teams');
  await api.post(`${path}/users`, { assignments: [{ userId, value }] });
  await api.post(`${path}/teams`, { assignments: [{ teamId: team?.['teamId'], value }] });
  assert.equal((await api.call('POST', `${path}/users`, { assignments: [{ userId: 'x', value }] })).status, 404);
  assert.equal((await api.list(`${path}/users`))[0]?.['userId'], userId);
  assert.equal((await api.list(`${path}/teams`))[0]?.['priority'], 1);
  assert.equal(
    await api.place.refusal(await api.place.url({ claims: { user_attributes: { Shoe: '44' } } })),
    undefined,
  );
  assert.equal((await api.list('/v2/user-attributes?name=Shoe')).length, 1);
  assert.equal((await api.get(path))['name'], 'Shoe');
  await api.call('DELETE', path);
  assert.equal((await api.call('GET', path)).status, 404);
  done(api);
});

it('lists go on page by page in the older and in the newer way', async () => {
  const api = await apiClient();
  for (let at = 0; at < 5; at += 1) await api.post('/v2/teams', { name: `Team ${at}` });
  const names: unknown[] = [];
  let page = '';
  do {
    const answer = await api.get(`/v2.1/teams?limit=3${page === '' ? '' : `&page=${page}`}`);
    names.push(...(answer['entries'] as { name: string }[]).map(({ name }) => name));
    assert.equal(answer['total'], 7);
    assert.equal(answer['hasMore'], answer['nextPage'] !== null);
    page = (answer['nextPage'] as string | null) ?? '';
  } while (page !== '');
  assert.equal(new Set(names).size, 7);
  const first = await api.get('/v2/accountTypes?pageSize=3');
  const last = await api.get(`/v2/accountTypes?pageSize=3&pageToken=${String(first['nextPageToken'])}`);
  assert.equal((last['entries'] as object[]).length, 2);
  assert.equal('nextPageToken' in last, false);
  for (const query of ['limit=0', 'limit=1001', 'limit=x', 'page=-1']) {
    assert.equal((await api.call('GET', `/v2.1/teams?${query}`)).status, 400, query);
  }
});

describe('a call is refused', () => {
  it('without a token, with the words of the vendor', async () => {
    const place = organization();
    const response = await place.fetch(new Request(`${SIGMA_ORIGIN}/v2/connections`));
    assert.equal(response.status, 401);
    const { code, message } = (await response.json()) as { code: string; message: string };
    assert.deepEqual({ code, message }, { code: 'unauthorized', message: 'Token missing or malformed' });
  });

  it('when only an administrator may make it', async () => {
    const place = organization({ switches: { tokenPace: 'unlimited' } });
    const sam = memberByEmail(place.state, 'sam@example.com');
    const own = { clientId: 'f'.repeat(64), secret: 's'.repeat(64) };
    place.state.credentials.set(own.clientId, {
      ...own,
      name: '',
      description: '',
      ownerId: sam?.memberId ?? '',
      scopes: ['api'],
    });
    const api = await apiClient(place, own);
    assert.equal((await api.get('/v2/whoami'))['userId'], sam?.memberId);
    for (const { admin, method, path } of ENDPOINTS.filter((row) => row.admin)) {
      assert.equal(admin, true);
      assert.equal(
        (await api.call(method, path.replaceAll(/:\w+/g, 'x'), method === 'GET' ? undefined : {})).status,
        403,
        path,
      );
    }
  });

  it('when its path is none of the sandbox, by name', async () => {
    const api = await apiClient();
    const answer = await api.call('GET', '/v2/datasets');
    assert.equal(answer.status, 404);
    assert.match(String(answer.body['message']), /does not play GET \/v2\/datasets/);
  });

  it('when its body is none', async () => {
    const api = await apiClient();
    const answer = await api.call('POST', '/v2/teams', { nmae: 'x' });
    assert.equal(answer.status, 400);
    assert.match(String(answer.body['message']), /name: /);
  });
});

it('each endpoint of the table gave a good answer in these tests', () => {
  const all = ENDPOINTS.map(({ method, path }) => `${method} ${path}`).filter(
    (name) => name !== 'DELETE /v2/credentials/:clientId',
  );
  assert.deepEqual(
    all.filter((name) => !visited.has(name)),
    [],
  );
});
