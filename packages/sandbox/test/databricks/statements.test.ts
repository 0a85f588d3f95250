// The Statement Execution API over HTTP: waiting, polling, cancelling, failing as the vendor does.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Sandbox } from '../../src/index.ts';
import { discover, sandboxForTests, signIn, type Client } from './client.ts';

/** Runs until it is stopped. */
const ENDLESS = 'SELECT count(*) FROM range(3000000) a CROSS JOIN range(3000000) b WHERE a.range + b.range = 7';

let sandbox: Sandbox;
let client: Client;
const tokens: Record<string, string> = {};
before(async () => {
  sandbox = await sandboxForTests();
  client = await discover(sandbox);
  for (const name of ['ana', 'ben', 'eve']) tokens[name] = (await signIn(client, `${name}@example.com`)).access;
});
after(() => sandbox.close());

interface Answer {
  readonly http: number;
  readonly statement_id: string;
  readonly status: { state: string; sql_state?: string; error?: { error_code: string; message: string } };
  readonly manifest: {
    format: string;
    schema: { column_count: number; columns: { name: string; type_name: string; type_text: string }[] };
    total_row_count: number;
    total_chunk_count: number;
    truncated: boolean;
  };
  readonly result: { row_count?: number; data_array?: (string | null)[][] };
  readonly error_code?: string;
  readonly message?: string;
}

async function call(who: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${sandbox.databricks.origin}/api/2.0/sql${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { http: answer.status, ...((await answer.json()) as Omit<Answer, 'http'>) };
}

const submit = (who: string, statement: string, more: object = {}): Promise<Answer> =>
  call(who, '/statements', { statement, warehouse_id: sandbox.world.warehouseId, wait_timeout: '50s', ...more });

it('a result has a manifest, and every value is text or null', async () => {
  const answer = await submit(
    'ana',
    'SELECT pickup_zip, fare_amount, trip_distance, tpep_pickup_datetime, current_user() AS who, ' +
      'count(*) OVER () AS n, CAST(tpep_pickup_datetime AS DATE) AS day FROM demo.taxi.trips ORDER BY 4, 3 LIMIT 2',
  );
  assert.equal(answer.status.state, 'SUCCEEDED', JSON.stringify(answer));
  const { columns } = answer.manifest.schema;
  assert.deepEqual(
    columns.map(({ name, type_name }) => [name, type_name]),
    [
      ['pickup_zip', 'INT'],
      ['fare_amount', 'DOUBLE'],
      ['trip_distance', 'DOUBLE'],
      ['tpep_pickup_datetime', 'TIMESTAMP'],
      ['who', 'STRING'],
      ['n', 'LONG'],
      ['day', 'DATE'],
    ],
  );
  assert.equal(answer.manifest.total_row_count, 2);
  const [row = []] = answer.result.data_array ?? [];
  assert.match(row[0] ?? '', /^10\d{3}$/);
  assert.equal(row[1], null);
  assert.match(row[2] ?? '', /^\d+\.\d+$/);
  assert.match(row[3] ?? '', /^2016-01-01T\d\d:\d\d:\d\d\.000Z$/);
  assert.equal(row[4], 'ana@example.com');
  assert.equal(row[6], '2016-01-01');
});

it('a result without rows is an empty object', async () => {
  const answer = await submit('ana', 'SELECT pickup_zip FROM demo.taxi.trips WHERE false');
  assert.deepEqual(answer.result, {});
  assert.equal(answer.manifest.total_chunk_count, 0);
});

const named = (name: string, value: string | null, type?: string): object => ({ name, value, ...(type && { type }) });

it('named parameters are values, never SQL', async () => {
  const answer = await submit('ana', "SELECT :a, :b + 1, :c IS NULL, ':a' /* :d */", {
    parameters: [named('a', "x'; DROP TABLE t; --"), named('b', '41', 'INT'), named('c', null)],
  });
  assert.deepEqual(answer.result.data_array, [["x'; DROP TABLE t; --", '42', 'true', ':a']]);
  const unbound = await submit('ana', 'SELECT :missing');
  assert.match(unbound.status.error?.message ?? '', /^\[UNBOUND_SQL_PARAMETER\] Found the unbound parameter: missing/);
});

it('row_limit cuts and says so', async () => {
  const answer = await submit('ana', 'SELECT pickup_zip FROM demo.taxi.trips', { row_limit: 7 });
  assert.equal(answer.result.data_array?.length, 7);
  assert.equal(answer.manifest.truncated, true);
});

it('catalog and schema complete short names', async () => {
  const short = 'SELECT count(fare_amount) FROM trips';
  const samples = await submit('ana', short, { catalog: 'samples', schema: 'nyctaxi' });
  assert.deepEqual(samples.result.data_array, [['21932']]);
  const demo = await submit('ana', 'SELECT count(fare_amount), current_user() FROM taxi.trips', { catalog: 'demo' });
  assert.deepEqual(demo.result.data_array, [['0', 'ana@example.com']]);
  assert.equal((await submit('ana', short)).status.sql_state, '42P01');
});

describe('waiting', () => {
  it('0s answers PENDING at once; polling finds the result, and its chunk', async () => {
    const begun = await submit('ana', 'SELECT count(*) FROM demo.taxi.trips', { wait_timeout: '0s' });
    assert.equal(begun.status.state, 'PENDING');
    let polled = begun;
    while (/^(PENDING|RUNNING)$/.test(polled.status.state))
      polled = await call('ana', `/statements/${begun.statement_id}`);
    assert.equal(polled.status.state, 'SUCCEEDED');
    const chunk = await call('ana', `/statements/${begun.statement_id}/result/chunks/0`);
    assert.equal((chunk as unknown as { row_count: number }).row_count, 1);
  });

  it('a statement belongs to whoever submitted it, and is forgotten after an hour', async () => {
    const { statement_id: id } = await submit('ana', 'SELECT 1');
    assert.equal((await call('ben', `/statements/${id}`)).http, 404);
    assert.equal((await call('ben', `/statements/${id}/cancel`, {})).http, 404);
    assert.equal((await call('ana', `/statements/${id}`)).http, 200);
    sandbox.databricks.setApp({ accessTtlSeconds: 86_400 });
    const long = await signIn(client, 'ana@example.com');
    sandbox.clock.advance(3_600_000);
    tokens['ana'] = long.access;
    assert.equal((await call('ana', `/statements/${id}`)).http, 404);
    for (const name of ['ben', 'eve']) tokens[name] = (await signIn(client, `${name}@example.com`)).access;
  });

  it('cancel stops a running statement, and others of the same person go on', async () => {
    const begun = await submit('ana', ENDLESS, { wait_timeout: '0s' });
    const beside = await submit('ana', 'SELECT count(*) FROM samples.nyctaxi.trips');
    assert.equal(beside.status.state, 'SUCCEEDED');
    assert.equal((await call('ana', `/statements/${begun.statement_id}`)).status.state, 'RUNNING');
    assert.equal((await call('ana', `/statements/${begun.statement_id}/cancel`, {})).http, 200);
    let polled = begun;
    while (/^(PENDING|RUNNING)$/.test(polled.status.state))
      polled = await call('ana', `/statements/${begun.statement_id}`);
    assert.equal(polled.status.state, 'CANCELED');
    assert.equal(sandbox.events.count('statement.cancelled'), 1);
  });
});

describe('a failed statement is HTTP 200 with state FAILED', () => {
  const cases: [name: string, who: string, statement: string, sqlState: string, message: RegExp][] = [
    [
      'Eve has no SELECT',
      'eve',
      'SELECT * FROM demo.taxi.trips',
      '42501',
      /^\[INSUFFICIENT_PERMISSIONS\] Insufficient privileges:\nUser does not have SELECT on Table 'demo\.taxi\.trips' SQLSTATE: 42501$/,
    ],
    ['syntax', 'ana', 'SELECT * FRM x', '42601', /^\[PARSE_SYNTAX_ERROR\] Syntax error at or near/],
    ['no table', 'ana', 'SELECT * FROM a.b.c', '42P01', /^\[TABLE_OR_VIEW_NOT_FOUND\] The table or view `a`\.`b`\.`c`/],
    ['no column', 'ana', 'SELECT nothing FROM demo.taxi.trips', '42703', /^\[UNRESOLVED_COLUMN.*`nothing`/],
    ['a cast', 'ana', "SELECT CAST(:x AS INT), 'a'::INT", '42P02', /UNBOUND/],
  ];
  for (const [name, who, statement, sqlState, message] of cases) {
    it(name, async () => {
      const answer = await submit(who, statement);
      assert.equal(answer.http, 200);
      assert.equal(answer.status.state, 'FAILED');
      assert.equal(answer.status.sql_state, sqlState);
      assert.equal(answer.status.error?.error_code, 'BAD_REQUEST');
      assert.match(answer.status.error?.message ?? '', message);
      const [event] = sandbox.events.list('statement.failed').slice(-1);
      assert.equal(event?.person, `${who}@example.com`);
    });
  }

  it('Eve may still ask who she is', async () => {
    assert.deepEqual((await submit('eve', 'SELECT current_user()')).result.data_array, [['eve@example.com']]);
  });
});

describe('a submission is refused', () => {
  const cases: [name: string, more: object, http: number, code: string][] = [
    ['unknown warehouse', { warehouse_id: 'nothing' }, 404, 'RESOURCE_DOES_NOT_EXIST'],
    ['no statement', { statement: ' ' }, 400, 'INVALID_PARAMETER_VALUE'],
    ['a wait of 3s', { wait_timeout: '3s' }, 400, 'INVALID_PARAMETER_VALUE'],
    ['another disposition', { disposition: 'ELSEWHERE' }, 400, 'INVALID_PARAMETER_VALUE'],
    ['CSV inline', { format: 'CSV' }, 400, 'INVALID_PARAMETER_VALUE'],
    ['Arrow', { disposition: 'EXTERNAL_LINKS', format: 'ARROW_STREAM' }, 400, 'INVALID_PARAMETER_VALUE'],
    ['a byte limit of 0', { byte_limit: 0 }, 400, 'INVALID_PARAMETER_VALUE'],
    [
      '21 tags',
      { query_tags: Array.from({ length: 21 }, (_, at) => ({ key: `k${at}` })) },
      400,
      'INVALID_PARAMETER_VALUE',
    ],
    ['a row limit of 0', { row_limit: 0 }, 400, 'INVALID_PARAMETER_VALUE'],
    ['a parameter twice', { parameters: [{ name: 'a' }, { name: 'a' }] }, 400, 'INVALID_PARAMETER_VALUE'],
  ];
  for (const [name, more, http, code] of cases) {
    it(name, async () => {
      const answer = await submit('ana', 'SELECT 1', more);
      assert.equal(answer.http, http);
      assert.equal(answer.error_code, code);
    });
  }

  it('without the scope', async () => {
    tokens['narrow'] = (await signIn(client, 'ana@example.com', 'iam.current-user:read')).access;
    const answer = await submit('narrow', 'SELECT 1');
    assert.equal(answer.http, 403);
    assert.equal(answer.message, 'Provided OAuth token does not have required scopes: sql');
    tokens['narrow'] = (await signIn(client, 'ana@example.com', 'sql')).access;
    assert.equal((await submit('narrow', 'SELECT 1')).status.state, 'SUCCEEDED');
  });

  it('without a token', async () => {
    const answer = await fetch(`${sandbox.databricks.origin}/api/2.0/sql/statements`, { method: 'POST', body: '{}' });
    assert.equal(answer.status, 401);
  });
});

it('the one warehouse is listed', async () => {
  const list = (await call('ana', '/warehouses')) as unknown as { warehouses: { id: string; state: string }[] };
  assert.deepEqual(
    list.warehouses.map(({ id, state }) => [id, state]),
    [[sandbox.world.warehouseId, 'RUNNING']],
  );
  assert.equal((await call('ana', `/warehouses/${sandbox.world.warehouseId}`)).http, 200);
  assert.equal((await call('ana', '/warehouses/nothing')).http, 404);
});
