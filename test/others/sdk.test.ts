// `@databricks/sdk-experimental`, unchanged: who am I, a statement, the warehouses, and app connections at the account.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import { runProgram } from './run-program.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox({ https: true });
  await sandbox.warm();
});
after(() => sandbox.close());

interface Told {
  readonly userName: string;
  readonly state: string;
  readonly rows: readonly (readonly string[])[];
  readonly warehouses: readonly string[];
  readonly apps: readonly string[];
}

function environment(): Record<string, string> {
  const env = sandbox.env('http://localhost:3000', { over: 'names', level: 'account' });
  const { DATABRICKS_ACCOUNT_HOST = '', HTTPS_PROXY = '', NODE_EXTRA_CA_CERTS = '', NODE_USE_ENV_PROXY = '' } = env;
  return {
    HTTPS_PROXY,
    NODE_EXTRA_CA_CERTS,
    NODE_USE_ENV_PROXY,
    HOST: env['DATABRICKS_HOST'] ?? '',
    ACCOUNT_HOST: DATABRICKS_ACCOUNT_HOST,
    ACCOUNT_ID: sandbox.world.accountId,
    WAREHOUSE: sandbox.world.warehouseId,
    STATEMENT: 'SELECT current_user(), 1',
  };
}

it('signs in as a service principal at the workspace and at the account, and registers an app there', async () => {
  const [principal] = sandbox.world.servicePrincipals;
  const { email = '' } = principal?.person ?? {};
  const env = { ...environment(), CLIENT_ID: email, CLIENT_SECRET: principal?.secret ?? '' };
  const told = await runProgram<Told>('sdk', env);
  assert.equal(told.userName, email);
  assert.equal(told.state, 'SUCCEEDED');
  assert.deepEqual(told.rows, [[email, '1']]);
  assert.deepEqual(told.warehouses, ['Sandbox Warehouse']);
  assert.ok(told.apps.includes('Made by the SDK'));
  const levels = sandbox.events.list('token.issued').map(({ detail }) => detail?.['level']);
  assert.deepEqual(new Set(levels), new Set(['workspace', 'account']));
  assert.equal(sandbox.events.count('app.created'), 1);
  assert.equal(sandbox.events.count('app.deleted'), 1);
});
