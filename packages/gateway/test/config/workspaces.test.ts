// Several workspaces in the config file: what each inherits, what must be its own, and what is said when it is not.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Config } from '../../src/config/config.ts';
import { describeConfig } from '../../src/config/describe.ts';
import { ConfigError, loadConfig, loadSignInConfig } from '../../src/config/load.ts';
import { COMPLETE } from './environment.ts';

const FILE = '/etc/gateway.json';
const SECRET_FILE = '/run/secrets/eu';
const url = 'https://app.sigmacomputing.com/acme/workbook/A-1';
const EU = {
  alias: 'eu',
  host: 'adb-1234567890123456.7.azuredatabricks.net',
  clientId: '11110000-1111-4222-8333-444455556666',
  clientSecretVariable: 'EU_SECRET',
  connectionId: 'eu-connection',
};
const EMBEDS = [
  { alias: 'home', url },
  { alias: 'europe', url, workspace: 'eu' },
];

type Row = Readonly<Record<string, unknown>>;

function optionsFor(workspaces: readonly Row[], embeds: readonly Row[] = EMBEDS, env: Row = {}) {
  return {
    env: { ...COMPLETE, SIGMA_EMBED_CONFIG_FILE: FILE, EU_SECRET: 'canary-of-a-variable', ...env } as Record<
      string,
      string
    >,
    readFile(path: string): string {
      if (path === FILE) return JSON.stringify({ workspaces, embeds });
      if (path === SECRET_FILE) return 'canary-of-a-file\n';
      throw Object.assign(new Error(path), { code: 'ENOENT' });
    },
  };
}

const load = (...given: Parameters<typeof optionsFor>): Config => loadConfig(optionsFor(...given));

function said(...given: Parameters<typeof optionsFor>): string {
  try {
    load(...given);
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    assert.doesNotMatch(
      `${error.message}${JSON.stringify(error.problems)}`,
      /canary/,
      'no secret is in a problem [CF-02]',
    );
    return error.problems.map(({ key, problem }) => `${key.replace(`${FILE}: `, '')} ${problem}`).join('\n');
  }
}

it('a workspace has a client, a secret and a redirect URI of its own, and shares scopes and times with the first [OA-04]', () => {
  const [first, eu] = load([EU]).workspaces;
  assert.equal(first.alias, 'default');
  assert.equal(first.label, 'dbc-1234abcd-5678.cloud.databricks.com');
  assert.deepEqual(
    { ...eu, clientSecret: eu?.clientSecret?.reveal() },
    {
      ...first,
      alias: 'eu',
      label: 'eu',
      workspaceOrigin: 'https://adb-1234567890123456.7.azuredatabricks.net',
      accountId: undefined,
      clientId: EU.clientId,
      clientSecret: 'canary-of-a-variable',
      redirectUri: `${COMPLETE.DATABRICKS_REDIRECT_URI}/eu`,
    },
  );
});

it('nothing of the account of the first workspace goes over to another', () => {
  const env = {
    DATABRICKS_AUTH_LEVEL: 'account',
    DATABRICKS_ACCOUNT_ID: 'abc',
    DATABRICKS_ACCOUNT_HOST: 'a.example.com',
  };
  const [first, eu] = load([EU], EMBEDS, { ...env, SIGMA_EMBED_CLIENT_AUTHENTICATION: 'post' }).workspaces;
  assert.equal(first.level, 'account');
  assert.deepEqual(
    [eu?.level, eu?.accountId, eu?.accountOrigin, eu?.clientAuthentication],
    ['workspace', undefined, undefined, 'basic'],
  );
  const account = { ...EU, level: 'account', accountId: 'def', accountHost: 'accounts.azuredatabricks.net' };
  assert.equal(load([account]).workspaces[1]?.accountOrigin, 'https://accounts.azuredatabricks.net');
});

it('the client secret comes from a file too, without its last line break', () => {
  const { clientSecretVariable: _, ...row } = EU;
  const eu = load([{ ...row, clientSecretFile: SECRET_FILE }]).workspaces[1];
  assert.equal(eu?.clientSecret?.reveal(), 'canary-of-a-file');
});

it('a workspace without a client secret is announced by its alias', () => {
  const { clientSecretVariable: _, ...row } = EU;
  const env = { SIGMA_EMBED_ALLOW_INSECURE_PUBLIC_CLIENT: 'true' };
  assert.ok(
    load([row], undefined, env).warnings.some((warning) => warning.startsWith('The workspace eu has no client secret')),
  );
});

it('a trailing slash of the redirect URI is no part of the addresses below it', () => {
  const env = { DATABRICKS_REDIRECT_URI: 'https://a.example.com/app/auth/databricks/callback/' };
  assert.equal(
    load([EU], EMBEDS, env).workspaces[1]?.redirectUri,
    'https://a.example.com/app/auth/databricks/callback/eu',
  );
});

it('an embed belongs to the workspace it names, and has the connection of that', () => {
  const { embeds } = load([EU]).policy;
  assert.deepEqual(
    embeds.map(({ alias, connectionIds, workspace }) => [alias, workspace, connectionIds.join()]),
    [
      ['home', 'default', COMPLETE.DATABRICKS_CONNECTION_ID],
      ['europe', 'eu', 'eu-connection'],
    ],
  );
  const own = load([EU], [{ alias: 'x', url, workspace: 'eu', connectionId: 'own' }]).policy.embeds[0];
  assert.deepEqual(own.connectionIds, ['own']);
});

it('where no embed is of the first workspace, its connection is not asked for', () => {
  const embeds = [{ alias: 'x', url, workspace: 'eu' }];
  assert.equal(said([EU], embeds, { DATABRICKS_CONNECTION_ID: undefined }), '');
});

describe('what is refused, each with its place', () => {
  const without = (member: string): Row => Object.fromEntries(Object.entries(EU).filter(([name]) => name !== member));
  const cases: [name: string, workspaces: readonly Row[], embeds: readonly Row[] | undefined, expected: RegExp][] = [
    ['an alias twice', [EU, { ...EU, clientId: 'b' }], undefined, /workspaces\[1\]\.alias repeats the alias "eu"/],
    [
      'the alias of the first',
      [{ ...EU, alias: 'default' }],
      undefined,
      /workspaces\[0\]\.alias repeats the alias "default"/,
    ],
    ['an alias with capitals', [{ ...EU, alias: 'EU' }], undefined, /workspaces\[0\]\.alias/],
    ['an alias with a dot', [{ ...EU, alias: 'a.b' }], undefined, /workspaces\[0\]\.alias/],
    [
      'the client of the first',
      [{ ...EU, clientId: COMPLETE.DATABRICKS_OAUTH_CLIENT_ID }],
      undefined,
      /workspaces\[0\]\.clientId is the client of another workspace/,
    ],
    [
      'a client twice',
      [EU, { ...EU, alias: 'us' }],
      undefined,
      /workspaces\[1\]\.clientId is the client of another workspace/,
    ],
    [
      'plain http',
      [{ ...EU, host: 'http://adb-1.azuredatabricks.net' }],
      undefined,
      /workspaces\[0\]\.host is plain http/,
    ],
    [
      'the account console',
      [{ ...EU, host: 'accounts.azuredatabricks.net' }],
      undefined,
      /workspaces\[0\]\.host is the account console/,
    ],
    ['account level without id', [{ ...EU, level: 'account' }], undefined, /workspaces\[0\]\.accountId is missing/],
    ['no secret', [without('clientSecretVariable')], undefined, /workspaces\[0\]\.clientSecretFile is missing/],
    [
      'two secrets',
      [{ ...EU, clientSecretFile: SECRET_FILE }],
      undefined,
      /workspaces\[0\]\.clientSecretFile stands beside/,
    ],
    [
      'a variable that is not set',
      [{ ...EU, clientSecretVariable: 'NOPE' }],
      undefined,
      /clientSecretVariable names a variable that is not set/,
    ],
    [
      'a file that is not there',
      [{ ...without('clientSecretVariable'), clientSecretFile: '/nope' }],
      undefined,
      /clientSecretFile names a file that does not exist/,
    ],
    [
      'a secret in the file itself',
      [{ ...EU, clientSecret: 'canary' }],
      undefined,
      /workspaces\[0\] has an unknown member "clientSecret"/,
    ],
    [
      'an embed of no workspace',
      [EU],
      [{ alias: 'x', url, workspace: 'us' }],
      /embeds\[0\]\.workspace names no workspace/,
    ],
    ['an embed without a connection', [without('connectionId')], undefined, /embeds\[1\]\.connectionId is missing/],
    [
      'a connection of another workspace',
      [{ ...EU, connectionId: COMPLETE.DATABRICKS_CONNECTION_ID }],
      undefined,
      /embeds\[1\]\.connectionId is a connection that embeds of the workspace "default" use/,
    ],
  ];
  for (const [name, workspaces, embeds, expected] of cases) {
    it(`${name} [CF-01]`, () => assert.match(said(workspaces, embeds), expected));
  }

  it('a secret with white space, and a sample outside loopback', () => {
    assert.match(said([EU], EMBEDS, { EU_SECRET: 'canary with space' }), /gives a secret with white space/);
    assert.match(said([EU], EMBEDS, { EU_SECRET: 'your-client-secret-canary' }), /still gives a sample value/);
  });

  it('an alias that would make the redirect URI an address of the gateway', () => {
    const env = { DATABRICKS_REDIRECT_URI: 'https://a.example.com/auth/databricks' };
    assert.match(
      said([{ ...EU, alias: 'login' }], [{ alias: 'x', url, workspace: 'login' }], env),
      /workspaces\[0\]\.alias has a path/,
    );
  });
});

it('the start shows every workspace with its redirect URI, and no secret', () => {
  const shown = describeConfig(load([{ ...EU, label: 'Europe\u001b[31m' }]));
  assert.match(shown, /Databricks\s+https:\/\/dbc-1234abcd-5678\.cloud\.databricks\.com, workspace level/);
  assert.match(shown, /eu: https:\/\/adb-\S+, workspace level, app 11110000\S+, callback \S+\/callback\/eu\n/);
  assert.doesNotMatch(shown, /canary|\p{Cc}\[/u);
});

it('the terminal can sign in at each; the config file is read for a named workspace only', () => {
  assert.equal(loadSignInConfig(optionsFor([EU]), 'eu').databricks.clientId, EU.clientId);
  assert.equal(loadSignInConfig(optionsFor([{ broken: true }])).databricks.alias, 'default');
  assert.throws(
    () => loadSignInConfig(optionsFor([EU]), 'us'),
    /--workspace names no workspace[^]*Known are default, eu/,
  );
});
