// The rest of the SQL APIs: chunks, links, limits, warehouses that start, who may use them, and who ran what.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Sandbox } from '../../src/index.ts';
import { api, discover, sandboxForTests, signIn } from './client.ts';

let sandbox: Sandbox;
const tokens: Record<string, string> = {};
before(async () => {
  sandbox = await sandboxForTests({ databricks: { chunkRows: 3 } });
  const client = await discover(sandbox);
  for (const name of ['ana', 'ben', 'mia', 'eve']) tokens[name] = (await signIn(client, `${name}@example.com`)).access;
});
after(() => sandbox.close());

const call = (who: string, route: string, body?: unknown) =>
  api(sandbox, route, { token: tokens[who] ?? '', ...(body !== undefined && { body }) });

interface Link {
  readonly external_link: string;
  readonly byte_count: number;
  readonly expiration: string;
  readonly next_chunk_internal_link?: string;
}

interface Answer {
  readonly statement_id: string;
  readonly status: { readonly state: string };
  readonly manifest: {
    readonly total_chunk_count: number;
    readonly total_row_count: number;
    readonly truncated: boolean;
    readonly total_byte_count: number;
  };
  readonly result: {
    readonly data_array?: string[][];
    readonly next_chunk_index?: number;
    readonly next_chunk_internal_link?: string;
    readonly external_links?: Link[];
  };
}

async function submit(who: string, statement: string, more: object = {}): Promise<Answer> {
  const body = { statement, warehouse_id: sandbox.world.warehouseId, wait_timeout: '50s', ...more };
  return (await call(who, 'POST /api/2.0/sql/statements', body)).body as unknown as Answer;
}

const SEVEN = 'SELECT range AS n, CASE WHEN range = 1 THEN NULL ELSE \'a,"b"\' END AS t FROM range(7) ORDER BY n';

describe('chunks', () => {
  it('an INLINE result is followed from chunk to chunk to its end', async () => {
    const answer = await submit('ana', SEVEN);
    assert.equal(answer.manifest.total_chunk_count, 3);
    const rows = [...(answer.result.data_array ?? [])];
    let next = answer.result.next_chunk_internal_link;
    while (next !== undefined) {
      const { body } = await call('ana', `GET ${next}`);
      const chunk = body as unknown as Answer['result'];
      rows.push(...(chunk.data_array ?? []));
      next = chunk.next_chunk_internal_link;
    }
    assert.deepEqual(
      rows.map(([n]) => n),
      ['0', '1', '2', '3', '4', '5', '6'],
    );
    assert.equal((await call('ana', `GET /api/2.0/sql/statements/${answer.statement_id}/result/chunks/3`)).status, 404);
    assert.equal((await call('ben', `GET /api/2.0/sql/statements/${answer.statement_id}/result/chunks/1`)).status, 404);
  });

  it('EXTERNAL_LINKS are fetched without a token, and refused with one, with another key, and after 15 minutes', async () => {
    const answer = await submit('ana', SEVEN, { disposition: 'EXTERNAL_LINKS' });
    const [link] = answer.result.external_links ?? [];
    assert.ok(link !== undefined && !('data_array' in answer.result));
    const text = await (await fetch(link.external_link)).text();
    assert.equal(Buffer.byteLength(text), link.byte_count);
    assert.deepEqual((JSON.parse(text) as string[][])[1], ['1', null]);
    const headers = { authorization: `Bearer ${tokens['ana']}` };
    assert.equal((await fetch(link.external_link, { headers })).status, 400);
    assert.equal((await fetch(link.external_link.replace(/key=[^&]+/, 'key=x'))).status, 403);
    const later = (await call('ana', `GET ${link.next_chunk_internal_link}`)).body as unknown as Answer['result'];
    const [second] = later.external_links ?? [];
    assert.deepEqual((JSON.parse(await (await fetch(second?.external_link ?? '')).text()) as string[][])[0]?.[0], '3');
    sandbox.clock.advance(900_000);
    assert.equal((await fetch(link.external_link)).status, 403);
    const again = (await call('ana', `GET /api/2.0/sql/statements/${answer.statement_id}`)).body as unknown as Answer;
    assert.equal((await fetch(again.result.external_links?.[0]?.external_link ?? '')).status, 200);
  });

  it('CSV names its columns in the first chunk, quotes what must be quoted and writes null as a word', async () => {
    const answer = await submit('ana', SEVEN, { disposition: 'EXTERNAL_LINKS', format: 'CSV' });
    const [link] = answer.result.external_links ?? [];
    const first = await fetch(link?.external_link ?? '');
    assert.equal(first.headers.get('content-type'), 'text/csv');
    assert.equal(await first.text(), 'n,t\r\n0,"a,""b"""\r\n1,null\r\n2,"a,""b"""\r\n');
    const later = (await call('ana', `GET ${link?.next_chunk_internal_link}`)).body as unknown as Answer['result'];
    assert.ok((await (await fetch(later.external_links?.[0]?.external_link ?? '')).text()).startsWith('3,'));
  });

  it('byte_limit leaves rows out and says so', async () => {
    const answer = await submit('ana', SEVEN, { byte_limit: 40 });
    assert.equal(answer.manifest.truncated, true);
    assert.ok(answer.manifest.total_row_count > 0 && answer.manifest.total_row_count < 7);
  });

  it('a result too large for INLINE goes through links', async () => {
    const statement = "SELECT repeat('x', 1000000) FROM range(30)";
    assert.equal((await submit('ana', statement)).status.state, 'FAILED');
    const answer = await submit('ana', statement, { disposition: 'EXTERNAL_LINKS' });
    assert.equal(answer.status.state, 'SUCCEEDED');
    assert.equal(answer.manifest.truncated, false);
    assert.ok(answer.manifest.total_byte_count > 30_000_000);
  });
});

describe('the warehouse', () => {
  const state = async (): Promise<unknown> =>
    (await call('ana', `GET /api/2.0/sql/warehouses/${sandbox.world.warehouseId}`)).body['state'];

  it('a stopped one starts at a statement, which is PENDING until it runs', async () => {
    sandbox.databricks.setSwitches({ warehouseStartSeconds: 30 });
    assert.equal((await call('mia', `POST /api/2.0/sql/warehouses/${sandbox.world.warehouseId}/stop`, {})).status, 200);
    assert.equal(await state(), 'STOPPED');
    const begun = await submit('ana', 'SELECT 1', { wait_timeout: '0s' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const poll = async (): Promise<Answer> =>
      (await call('ana', `GET /api/2.0/sql/statements/${begun.statement_id}`)).body as unknown as Answer;
    assert.equal((await poll()).status.state, 'PENDING');
    assert.equal(await state(), 'STARTING');
    sandbox.clock.advance(30_000);
    let polled = await poll();
    while (/^(PENDING|RUNNING)$/.test(polled.status.state)) polled = await poll();
    assert.equal(polled.status.state, 'SUCCEEDED');
    assert.equal(await state(), 'RUNNING');
    sandbox.databricks.setSwitches({ warehouseStartSeconds: 0 });
  });

  it('one that waits can be cancelled, also by on_wait_timeout', async () => {
    sandbox.databricks.setSwitches({ warehouseStartSeconds: 3600 });
    await call('mia', `POST /api/2.0/sql/warehouses/${sandbox.world.warehouseId}/stop`, {});
    const answer = await submit('ana', 'SELECT 1', { wait_timeout: '5s', on_wait_timeout: 'CANCEL' });
    assert.equal(answer.status.state, 'CANCELED');
    sandbox.databricks.setSwitches({ warehouseStartSeconds: 0 });
    assert.equal((await submit('ana', 'SELECT 1')).status.state, 'SUCCEEDED');
  });

  it('stops by itself after ten minutes without a statement', async () => {
    await submit('ana', 'SELECT 1');
    sandbox.clock.advance(600_000);
    assert.equal(await state(), 'STOPPED');
    assert.equal(
      (await call('ana', `POST /api/2.0/sql/warehouses/${sandbox.world.warehouseId}/start`, {})).status,
      200,
    );
    assert.equal(await state(), 'RUNNING');
  });

  it('is closed to those without CAN_USE, in the words of the vendor, and missing from their list', async () => {
    const path = `/api/2.0/permissions/warehouses/${sandbox.world.warehouseId}`;
    const list = { access_control_list: [{ group_name: 'manhattan', permission_level: 'CAN_USE' }] };
    assert.equal((await call('ana', `PUT ${path}`, list)).status, 403);
    assert.equal(
      (await call('mia', `PUT ${path}`, { access_control_list: [{ permission_level: 'CAN_FLY' }] })).status,
      400,
    );
    assert.equal((await call('mia', `PUT ${path}`, list)).status, 200);
    assert.deepEqual((await call('mia', `GET ${path}`)).body['access_control_list'], list.access_control_list);
    const refused = await call('ben', 'POST /api/2.0/sql/statements', {
      statement: 'SELECT 1',
      warehouse_id: sandbox.world.warehouseId,
    });
    assert.equal(refused.status, 403);
    assert.equal(refused.body['error_code'], 'PERMISSION_DENIED');
    assert.equal(refused.body['message'], 'ben@example.com is not authorized to use or monitor this SQL Endpoint');
    assert.deepEqual((await call('ben', 'GET /api/2.0/sql/warehouses')).body, { warehouses: [] });
    assert.equal((await submit('ana', 'SELECT 1')).status.state, 'SUCCEEDED');
    assert.equal((await submit('mia', 'SELECT 1')).status.state, 'SUCCEEDED', 'admins may always');
    const all = { access_control_list: [{ group_name: 'users', permission_level: 'CAN_USE' }] };
    await call('mia', `PUT ${path}`, all);
  });
});

describe('who ran what', () => {
  type Info = Record<string, unknown>;
  const history = async (who: string, query = ''): Promise<Info[]> =>
    (await call(who, `GET /api/2.0/sql/history/queries${query}`)).body['res'] as Info[];

  it('the history shows admins everything and others their own, newest first, with its tags', async () => {
    const tags = [{ key: 'embed', value: 'area' }];
    const { statement_id: id } = await submit('ana', 'SELECT 42 AS answer', { query_tags: tags });
    await submit('ben', 'SELECT * FROM nothing.at.all');
    const [bens, anas] = await history('mia');
    assert.equal(bens?.['user_name'], 'ben@example.com');
    assert.equal(bens?.['status'], 'FAILED');
    assert.match(String(bens?.['error_message']), /TABLE_OR_VIEW_NOT_FOUND/);
    assert.deepEqual([anas?.['query_id'], anas?.['status'], anas?.['query_tags']], [id, 'FINISHED', tags]);
    assert.equal(anas?.['rows_produced'], 1);
    const own = await history('ana');
    assert.ok(own.length > 0 && own.every((info) => info['user_name'] === 'ana@example.com'));
    assert.deepEqual((await history('mia', `?filter_by.statement_ids=${id}`)).length, 1);
    assert.deepEqual(await history('mia', `?filter_by.statement_ids=${id}&filter_by.statuses=FAILED`), []);
    const first = (await call('mia', 'GET /api/2.0/sql/history/queries?max_results=1')).body;
    assert.equal(first['has_next_page'], true);
    const [second] = await history('mia', `?max_results=1&page_token=${String(first['next_page_token'])}`);
    assert.equal(second?.['query_id'], id);
  });

  it('system.query.history and system.access.audit tell an admin who asked, by SQL', async () => {
    const { statement_id: id } = await submit('ana', 'SELECT current_user() /* hers */');
    const found = await submit(
      'mia',
      `SELECT executed_by, execution_status, compute.warehouse_id, statement_text FROM system.query.history WHERE statement_id = '${id}'`,
    );
    assert.deepEqual(found.result.data_array, [
      ['ana@example.com', 'FINISHED', sandbox.world.warehouseId, 'SELECT current_user() /* hers */'],
    ]);
    const audit = await submit(
      'mia',
      "SELECT DISTINCT action_name FROM system.access.audit WHERE user_identity.email = 'ana@example.com' ORDER BY 1",
    );
    assert.deepEqual(audit.result.data_array?.flat(), ['commandSubmit', 'oidcBrowserLogin', 'oidcTokenAuthorization']);
    const refused = await submit('eve', 'SELECT * FROM system.query.history');
    assert.equal(refused.status.state, 'FAILED');
  });

  it('nothing secret stands in either', async () => {
    const everything = JSON.stringify(await submit('mia', 'SELECT * FROM system.access.audit'));
    for (const token of Object.values(tokens)) assert.equal(everything.includes(token), false);
    assert.equal(everything.includes(sandbox.databricks.apps[0]?.clientSecret ?? '-'), false);
  });
});
