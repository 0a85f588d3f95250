// Starting and stopping a sandbox, and the environment that it hands to a gateway.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { startSandbox } from '../../src/index.ts';

it('listens on three loopback ports, in little time and without the SQL engine', async () => {
  const script = `
    const begun = performance.now();
    const { startSandbox } = await import(${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)});
    const sandbox = await startSandbox();
    const took = performance.now() - begun;
    const { origin, keysOrigin } = sandbox.databricks;
    const engines = process.report.getReport().sharedObjects.filter((name) => name.includes('duckdb'));
    await sandbox.close();
    console.log(JSON.stringify({ took, engines, origins: [origin, keysOrigin, sandbox.sigma.origin] }));
  `;
  const args = ['--conditions=@sigma-embed/source', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { took, engines, origins } = JSON.parse(stdout) as { took: number; engines: string[]; origins: string[] };
  assert.deepEqual(engines, []);
  assert.equal(new Set(origins).size, 3);
  for (const origin of origins) assert.match(origin, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.ok(took < 5000, `${took} ms`);
});

it('a busy port is refused by its number, and nothing keeps listening', async () => {
  await using first = await startSandbox();
  const port = Number(new URL(first.sigma.origin).port);
  await assert.rejects(startSandbox({ ports: { sigma: port } }), { code: 'EADDRINUSE', port });
});

it('closing frees the ports', async () => {
  const first = await startSandbox();
  const { origin } = first.databricks;
  const port = Number(new URL(origin).port);
  await first.close();
  await using second = await startSandbox({ ports: { databricks: port } });
  assert.equal(second.databricks.origin, origin);
});

it('two sandboxes share no credential', async () => {
  await using one = await startSandbox();
  await using other = await startSandbox();
  const [mine, theirs] = [one.env('http://localhost:3000'), other.env('http://localhost:3000')];
  const same = Object.keys(mine).filter((name) => mine[name] === theirs[name]);
  assert.deepEqual(same, [
    'PORT',
    'SESSION_LENGTH',
    'ACCOUNT_TYPE',
    'TEAMS',
    'DATABRICKS_REDIRECT_URI',
    'DATABRICKS_AUTH_LEVEL',
    'SIGMA_EMBED_INTERNAL_USERS',
  ]);
});

it('the environment has the forms of the real credentials', async () => {
  await using sandbox = await startSandbox();
  const env = sandbox.env('http://localhost:3999');
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
  assert.equal(env['PORT'], '3999');
  assert.equal(env['DATABRICKS_REDIRECT_URI'], 'http://localhost:3999/auth/databricks/callback');
  assert.equal(env['DATABRICKS_HOST'], sandbox.databricks.origin);
  assert.match(env['CLIENT_ID'] ?? '', /^[0-9a-f]{64}$/);
  assert.match(env['SECRET'] ?? '', /^[0-9a-f]{128}$/);
  assert.match(env['DATABRICKS_SESSION_SECRET'] ?? '', /^[0-9a-f]{64}$/);
  assert.match(env['DATABRICKS_OAUTH_CLIENT_ID'] ?? '', uuid);
  assert.match(env['DATABRICKS_CONNECTION_ID'] ?? '', uuid);
  assert.match(sandbox.world.workspaceId, /^[1-9]\d{15}$/);
  assert.match(env['DATABRICKS_OAUTH_BASE_URL'] ?? '', /\/sandbox\/workbook\/Taxi-by-area-[A-Za-z0-9]{22}$/);
  assert.deepEqual(env, sandbox.env('http://localhost:3999'), 'the same at every call');
});

it('the environment can name the other workbook, and sign-in at the account', async () => {
  await using sandbox = await startSandbox();
  const env = sandbox.env('http://localhost:3000', { workbook: 'samples', level: 'account' });
  assert.match(env['DATABRICKS_OAUTH_BASE_URL'] ?? '', /\/Use-Case-Databricks-with-OAuth-[A-Za-z0-9]{22}$/);
  assert.equal(env['DATABRICKS_AUTH_LEVEL'], 'account');
  assert.equal(env['DATABRICKS_ACCOUNT_ID'], sandbox.world.accountId);
});
