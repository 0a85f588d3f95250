// A loaded workbook asks Databricks as its viewer, and says plainly what went wrong.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import { startFakeDatabricks, succeeded, type FakeDatabricks } from './fake-databricks.ts';
import { CONNECTION_ID, encrypt, organization, SIGMA_ORIGIN, type Organization, type Setting } from './organization.ts';

let databricks: FakeDatabricks;
beforeEach(async () => {
  databricks = await startFakeDatabricks();
});
afterEach(async () => await databricks[Symbol.asyncDispose]());

async function loaded(setting: Setting = {}): Promise<{ place: Organization; session: unknown }> {
  const place = organization({ databricks: databricks.origin, ...setting });
  const { data } = await place.get(await place.url());
  return { place, session: data['session'] };
}

it('every query carries the token of the viewer', async () => {
  const { place, session } = await loaded();
  for (const element of ['viewer', 'kpi-trips', 'by-zip', 'by-day', 'trips', 'by-length']) {
    const { body } = await place.query(session, element);
    assert.equal(body['kind'], 'rows', element);
  }
  assert.equal(databricks.asked.length, 6);
  for (const { authorization } of databricks.asked) assert.equal(authorization, 'Bearer the-access-token-of-ana');
  const paths = new Set(databricks.asked.map(({ method, path }) => `${method} ${path}`));
  assert.deepEqual([...paths], ['POST /api/2.0/sql/statements']);
});

it('two viewers side by side ask as themselves, whoever came first', async () => {
  const { place, session: ofAna } = await loaded();
  const claims = { sub: 'ben@example.com', connection_oauth_tokens: { [CONNECTION_ID]: encrypt('token-of-ben') } };
  const { data } = await place.get(await place.url({ claims }));
  for (const session of [data['session'], ofAna]) await place.query(session, 'kpi-trips');
  assert.deepEqual(
    databricks.asked.map(({ authorization }) => authorization),
    ['Bearer token-of-ben', 'Bearer the-access-token-of-ana'],
  );
});

it('statements name the warehouse and wait ten seconds, and the control is a parameter', async () => {
  const { place, session } = await loaded();
  await place.query(session, 'trips', '5');
  const { body } = databricks.asked[0] ?? {};
  assert.equal(body?.warehouse_id, 'wh1');
  assert.equal(body?.wait_timeout, '10s');
  assert.match(body?.statement ?? '', /FROM `demo`\.`taxi`\.`trips` WHERE `trip_distance` >= :Distance/);
  assert.deepEqual(body?.parameters, [{ name: 'Distance', value: '5', type: 'DOUBLE' }]);
});

it('statements go to the warehouse of the connection, whatever its HTTP path says', async () => {
  const { place, session } = await loaded();
  const connection = place.state.connections.get(CONNECTION_ID);
  assert.ok(connection);
  for (const endpoint of ['/sql/1.0/warehouses/other', '/sql/protocolv1/o/0/x', undefined]) {
    connection.details = { ...connection.details, endpoint };
    await place.query(session, 'kpi-trips');
  }
  assert.deepEqual(
    databricks.asked.map(({ body }) => body.warehouse_id),
    ['other', '/sql/protocolv1/o/0/x', ''],
  );
});

it('a statement that takes longer is asked for again', async () => {
  databricks.answer = ({ method }) => {
    return method === 'POST'
      ? { status: 200, body: { statement_id: 'slow', status: { state: 'PENDING' } } }
      : succeeded([['1', '2', '3']]);
  };
  const { place, session } = await loaded();
  const { body } = await place.query(session, 'kpi-trips');
  assert.deepEqual(body['rows'], [['1', '2', '3']]);
  assert.equal(databricks.asked.at(-1)?.path, '/api/2.0/sql/statements/slow');
});

it('a result in chunks is read to its end; a chunk that fails fails the element', async () => {
  const chunks = '/api/2.0/sql/statements/s1/result/chunks';
  databricks.answer = ({ path }) => {
    const [, index = '0'] = /chunks\/(\d)$/.exec(path) ?? [];
    const next = index === '2' ? {} : { next_chunk_internal_link: `${chunks}/${Number(index) + 1}` };
    const chunk = { chunk_index: Number(index), data_array: [[index, '1', '2']], ...next };
    const whole = { statement_id: 's1', status: { state: 'SUCCEEDED' }, result: chunk };
    return { status: 200, body: path.includes('chunks') ? chunk : whole };
  };
  const { place, session } = await loaded();
  const { body } = await place.query(session, 'trips');
  assert.deepEqual(body['rows'], [
    ['0', '1', '2'],
    ['1', '1', '2'],
    ['2', '1', '2'],
  ]);
  assert.deepEqual(
    databricks.asked.map(({ path }) => path),
    ['/api/2.0/sql/statements', `${chunks}/1`, `${chunks}/2`],
  );
  const whole = databricks.answer;
  databricks.answer = (asked) =>
    asked.path.endsWith('/2') ? { status: 404, body: { message: 'gone' } } : whole(asked);
  assert.deepEqual((await place.query(session, 'trips')).body, { kind: 'error', code: 'UNKNOWN', message: 'gone' });
});

it("a missing permission shows the vendor's message and a plain sentence", async () => {
  const message = "[INSUFFICIENT_PERMISSIONS] User does not have SELECT on Table 'demo.taxi.trips'";
  databricks.answer = () => ({
    status: 200,
    body: { statement_id: 's', status: { state: 'FAILED', error: { error_code: 'BAD_REQUEST', message } } },
  });
  const { place, session } = await loaded();
  const { body } = await place.query(session, 'trips');
  assert.deepEqual(body, {
    kind: 'error',
    code: 'EACCES',
    message,
    hint: 'You do not have permission to see this data. Ask the owner of the table for SELECT.',
  });
  assert.equal(place.events.at(-1)?.kind, 'query.failed');
});

for (const [status, body] of [
  [403, { error_code: 403, message: 'Invalid access token.' }],
  [401, { error_code: 401, message: 'Credential was not sent' }],
] as const) {
  it(`a dead token (${status}) turns the frame into a sign-in page`, async () => {
    databricks.answer = () => ({ status, body });
    const { place, session } = await loaded();
    const answer = await place.query(session, 'viewer');
    assert.equal(answer.body['kind'], 'sign_in');
    assert.equal(answer.body['message'], 'Your OAuth session has expired. Sign in to view this connection.');
  });
}

it('a dead token fails each chart where the switch says so', async () => {
  databricks.answer = () => ({ status: 403, body: { error_code: 403, message: 'Invalid access token.' } });
  const { place, session } = await loaded({ switches: { tokenDeath: 'chart_errors' } });
  assert.equal((await place.query(session, 'kpi-trips')).body['kind'], 'error');
});

it('another 403 is a permission, not a dead token', async () => {
  databricks.answer = () => ({ status: 403, body: { error_code: 'PERMISSION_DENIED', message: 'no CAN_USE' } });
  const { place, session } = await loaded();
  const { body } = await place.query(session, 'kpi-trips');
  assert.deepEqual({ kind: body['kind'], code: body['code'] }, { kind: 'error', code: 'EACCES' });
});

it('a Databricks that is away is a network error of the element', async () => {
  const { place, session } = await loaded({ databricks: 'http://127.0.0.1:1' });
  const { body } = await place.query(session, 'kpi-trips');
  assert.deepEqual({ kind: body['kind'], code: body['code'] }, { kind: 'error', code: 'NETWORK' });
});

it('at exp the session ends and asks Databricks nothing more', async () => {
  const { place, session } = await loaded();
  place.world.clock.advance(3_599_000);
  assert.equal((await place.query(session, 'kpi-trips')).body['kind'], 'rows');
  const before = databricks.asked.length;
  place.world.clock.advance(1000);
  assert.deepEqual((await place.query(session, 'kpi-trips')).body, { kind: 'ended' });
  assert.equal(databricks.asked.length, before);
  const { now, exp } = (await place.times(session)).body as { now: number; exp: number };
  assert.ok(now >= exp);
});

it('a page without the session, or from elsewhere, gets nothing', async () => {
  const { place, session } = await loaded();
  assert.equal((await place.query('guessed', 'kpi-trips')).status, 400);
  assert.equal((await place.query(session, 'nothing')).body['code'], 'ESTALE');
  assert.equal(
    (await place.ask('query', { session, element: 'kpi-trips', variables: {}, sql: 'SELECT 1' })).status,
    400,
  );
  assert.equal((await place.times('guessed')).status, 404);
  const request = new Request(`${SIGMA_ORIGIN}/sandbox/api/query`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: 'http://127.0.0.1:9' },
    body: JSON.stringify({ session, element: 'kpi-trips', variables: {} }),
  });
  assert.equal((await place.fetch(request)).status, 403);
  assert.equal(databricks.asked.length, 0);
});
