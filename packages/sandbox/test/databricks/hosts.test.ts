// The vendor's own host names: what each of them serves, and how it describes itself.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createWorldClock } from '../../src/clock.ts';
import { createDatabricks, type Databricks } from '../../src/databricks/databricks.ts';
import { createHome } from '../../src/databricks/homes.ts';
import { createKeys } from '../../src/databricks/keys.ts';
import { createWorld } from '../../src/seed/create-world.ts';
import { createWarehouse } from '../../src/warehouse/warehouse.ts';
import type { World } from '../../src/world.ts';

const WORKSPACE = 'https://dbc-sandbox.cloud.databricks.com';
const ACCOUNT = 'https://accounts.cloud.databricks.com';
const AZURE = 'https://adb-1.11.azuredatabricks.net';
const UNIFIED = 'https://sandbox.databricks.com';
const keysOrigin = 'https://oregon.cloud.databricks.com';

let world: World;
let databricks: Databricks;
before(async () => {
  const options = { redirectUrls: [], databricks: {}, sigma: {}, app: {}, seed: {} };
  world = createWorld({ clock: createWorldClock(), ...options });
  databricks = createDatabricks({
    world,
    keys: await createKeys(),
    warehouse: createWarehouse(world),
    homes: [
      createHome(world, { origin: 'http://127.0.0.1:3001', keysOrigin: 'http://127.0.0.1:3003' }),
      createHome(world, { origin: WORKSPACE, keysOrigin, form: 'workspace' }),
      createHome(world, { origin: ACCOUNT, keysOrigin, form: 'account' }),
      createHome(world, { origin: AZURE, keysOrigin, form: 'workspace', cloud: 'Azure' }),
      createHome(world, { origin: UNIFIED, keysOrigin, form: 'unified' }),
    ],
  });
});
after(() => databricks.close());

const get = async (url: string): Promise<Response> => await databricks.fetch(new Request(url));
const json = async (url: string): Promise<Record<string, unknown>> =>
  (await (await get(url)).json()) as Record<string, unknown>;

describe('/.well-known/databricks-config', () => {
  it('says what a workspace, an account and a unified host are', async () => {
    const { accountId, workspaceId } = world;
    assert.deepEqual(await json(`${WORKSPACE}/.well-known/databricks-config`), {
      oidc_endpoint: `${WORKSPACE}/oidc`,
      account_id: accountId,
      workspace_id: workspaceId,
      cloud: 'AWS',
      host_type: 'workspace',
      token_federation_default_oidc_audiences: [`${WORKSPACE}/oidc/v1/token`],
    });
    const account = await json(`${ACCOUNT}/.well-known/databricks-config`);
    assert.equal(account['oidc_endpoint'], `${ACCOUNT}/oidc/accounts/{account_id}`);
    assert.equal(account['host_type'], 'account');
    const unified = await json(`${UNIFIED}/.well-known/databricks-config`);
    assert.equal(unified['oidc_endpoint'], `${UNIFIED}/oidc/accounts/${accountId}`);
    assert.equal(unified['workspace_id'], workspaceId);
    assert.equal((await json(`${AZURE}/.well-known/databricks-config`))['cloud'], 'Azure');
  });

  it('may be absent, and the plain host may call itself unified, by switch', async () => {
    const plain = 'http://127.0.0.1:3001/.well-known/databricks-config';
    assert.equal((await json(plain))['host_type'], 'workspace');
    Object.assign(world.databricks, { hostForm: 'unified' });
    assert.equal((await json(plain))['host_type'], 'unified');
    Object.assign(world.databricks, { hostForm: 'workspace', hostFacts: 'absent' });
    assert.equal((await get(plain)).status, 404);
    Object.assign(world.databricks, { hostFacts: 'present' });
  });
});

describe('issuers', () => {
  it("a workspace has its own, an account's host has those of accounts, a unified host has both", async () => {
    const own = '/oidc/.well-known/oauth-authorization-server';
    const ofAccount = `/oidc/accounts/${world.accountId}/.well-known/openid-configuration`;
    assert.equal((await json(WORKSPACE + own))['issuer'], `${WORKSPACE}/oidc`);
    assert.equal((await json(WORKSPACE + own))['jwks_uri'], `${keysOrigin}/oidc/jwks.json`);
    assert.equal((await get(WORKSPACE + ofAccount)).status, 404);
    assert.equal((await json(ACCOUNT + ofAccount))['issuer'], `${ACCOUNT}/oidc/accounts/${world.accountId}`);
    assert.equal((await get(UNIFIED + own)).status, 200);
    assert.equal((await get(UNIFIED + ofAccount)).status, 200);
  });

  it("an account's host answers discovery without an account id, but signs nobody in there", async () => {
    assert.equal((await json(`${ACCOUNT}/oidc/.well-known/openid-configuration`))['issuer'], `${ACCOUNT}/oidc`);
    assert.equal((await get(`${ACCOUNT}/oidc/v1/authorize`)).status, 404);
  });
});

it("an account's host has no workspace APIs and says so without JSON", async () => {
  const answer = await get(`${ACCOUNT}/api/2.0/preview/scim/v2/Me`);
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /^BAD_REQUEST/);
  assert.equal((await get(`${ACCOUNT}/api/2.0/accounts/${world.accountId}/scim/v2/Users`)).status, 401);
});

it("drivers' old address shows the page, and on Azure leads to Entra", async () => {
  const old = '/oidc/oauth2/v2.0/authorize?client_id=nobody';
  assert.equal((await get(WORKSPACE + old)).status, 400, 'the page knows the parameters');
  const answer = await get(AZURE + old);
  assert.equal(answer.status, 302);
  assert.match(
    answer.headers.get('location') ?? '',
    /^https:\/\/login\.microsoftonline\.com\/.+\/authorize\?client_id=nobody$/,
  );
});
