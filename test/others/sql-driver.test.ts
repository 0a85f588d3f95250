// `@databricks/sql`, unchanged: browser sign-in, a query as the person, a second process, a refresh without a browser.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import { untilFree } from './port-free.ts';
import { clickingBrowser, runProgram } from './run-program.ts';
import { answerThrift } from './thrift.ts';

/** A sandbox that speaks enough Thrift for the driver: each statement goes to Statement Execution with the same bearer. */
async function sandboxWithThrift(): Promise<Sandbox> {
  const sandbox = await startSandbox({
    https: true,
    async answerFirst(request) {
      if (!new URL(request.url).pathname.startsWith('/sql/1.0/')) return undefined;
      const headers = { authorization: request.headers.get('authorization') ?? '' };
      const { origin } = sandbox.databricks;
      const allowed = await fetch(`${origin}/api/2.0/sql/warehouses`, { headers });
      if (!allowed.ok) return new Response(await allowed.text(), { status: allowed.status });
      const body = await answerThrift(Buffer.from(await request.arrayBuffer()), async (statement) => {
        const answer = await fetch(`${origin}/api/2.0/sql/statements`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ statement, warehouse_id: sandbox.world.warehouseId, wait_timeout: '30s' }),
        });
        const { manifest, result } = (await answer.json()) as Answer;
        return { columns: manifest.schema.columns.map(({ name }) => name), rows: result.data_array };
      });
      return new Response(new Uint8Array(body), { headers: { 'content-type': 'application/x-thrift' } });
    },
  });
  await sandbox.warm();
  return sandbox;
}

interface Answer {
  readonly manifest: { readonly schema: { readonly columns: readonly { readonly name: string }[] } };
  readonly result: { readonly data_array: readonly (readonly (string | null)[])[] };
}

const STATEMENT = 'SELECT current_user() AS who, count(*) AS trips FROM demo.taxi.trips';

function environment(sandbox: Sandbox): Record<string, string> {
  const {
    HTTPS_PROXY = '',
    NODE_EXTRA_CA_CERTS = '',
    NODE_USE_ENV_PROXY = '',
    NO_PROXY = '',
  } = sandbox.env('http://localhost:3000', { over: 'names' });
  const HOST = sandbox.https?.names.databricks[0].name ?? '';
  const trust = { HTTPS_PROXY, NODE_EXTRA_CA_CERTS, NODE_USE_ENV_PROXY, NO_PROXY };
  return { ...trust, HOST, STATEMENT, WAREHOUSE: sandbox.world.warehouseId };
}

// The driver takes the browser back at one fixed port, so these run one after the other.
describe('Databricks SQL driver for Node.js', { concurrency: false }, () => {
  beforeEach(() => untilFree(8030));

  it('signs Ana in, asks as Ana, and the next process needs no browser', async () => {
    await using sandbox = await sandboxWithThrift();
    using browser = clickingBrowser();
    const env = { ...environment(sandbox), ...browser.env('ana@example.com') };
    const [row] = await runProgram<Record<string, string>[]>('sql-driver', env);
    assert.equal(row?.['who'], 'ana@example.com');
    assert.ok(Number(row['trips']) > 10_000);
    assert.equal(sandbox.events.count('authorize.shown'), 1);
    const [issued] = sandbox.events.list('token.issued');
    assert.equal(issued?.detail?.['clientId'], 'databricks-sql-connector');

    const [again] = await runProgram<Record<string, string>[]>('sql-driver', env);
    assert.deepEqual(again, row);
    assert.equal(sandbox.events.count('authorize.shown'), 1);
    assert.equal(sandbox.events.count('token.refreshed'), 0);
    assert.deepEqual(sandbox.https?.refused(), [], 'it asked for no other name');
  });

  it('refreshes an expired token without a browser, also in another process', async () => {
    await using sandbox = await sandboxWithThrift();
    using browser = clickingBrowser();
    const env = { ...environment(sandbox), ...browser.env('ben@example.com') };
    // The driver reads the machine's clock: tokens that are made two hours ago have expired for it, and only for it.
    sandbox.clock.advance(-7_200_000);
    await runProgram('sql-driver', env);
    const before = sandbox.events.count('token.refreshed');
    assert.ok(before >= 1);
    sandbox.clock.advance(7_200_000);
    const [row] = await runProgram<Record<string, string>[]>('sql-driver', env);
    assert.equal(row?.['who'], 'ben@example.com');
    assert.equal(sandbox.events.count('token.refreshed'), before + 1);
    assert.equal(sandbox.events.count('authorize.shown'), 1);
    const file = join(browser.folder, 'token.json');
    assert.ok(existsSync(file) && readFileSync(file, 'utf8').includes('doau'));
  });

  it('tells the program when the grant is gone', async () => {
    await using sandbox = await sandboxWithThrift();
    using browser = clickingBrowser();
    const env = { ...environment(sandbox), ...browser.env('ana@example.com') };
    await runProgram('sql-driver', env);
    sandbox.databricks.revokeGrants('ana@example.com', { accessTokens: true });
    await assert.rejects(runProgram('sql-driver', env), /403/);
  });
});
