import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { parseEnv } from 'node:util';
import type { Config } from '../../src/config/config.ts';
import { ConfigError, loadConfig, loadSignInConfig, type ConfigProblem } from '../../src/config/load.ts';
import { embedAddress } from '../../src/sigma/embed-address.ts';
import { readEmbedUrl, readHost, readOrigin } from '../../src/config/addresses.ts';
import { COMPLETE } from './environment.ts';

type Env = Readonly<Record<string, string | undefined>>;

const load = (over: Env = {}): Config => loadConfig({ env: { ...COMPLETE, ...over }, cwd: '/srv' });

function problemsOf(over: Env): readonly ConfigProblem[] {
  try {
    load(over);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const originOf = (host: string): string => load({ DATABRICKS_HOST: host }).workspaces[0].workspaceOrigin;
const tokenFile = (text: string): string | undefined => load({ DATABRICKS_SAVE_TOKEN_TO_FILE: text }).saveTokenToFile;
const keysOf = (over: Env): string[] => problemsOf(over).map(({ key }) => key);

it('a complete environment becomes a configuration with the documented defaults', () => {
  const config = load();
  assert.equal(config.publicOrigin, 'https://analytics.acme.test');
  assert.equal(config.callbackPath, '/auth/databricks/callback');
  assert.deepEqual(config.listen, { host: '0.0.0.0', port: 3000 });
  assert.equal(config.workspaces[0].workspaceOrigin, 'https://dbc-1234abcd-5678.cloud.databricks.com');
  assert.equal(config.workspaces[0].level, 'workspace');
  assert.deepEqual(config.workspaces[0].scopes, ['openid', 'profile', 'email', 'offline_access', 'all-apis']);
  assert.equal(config.workspaces[0].timeoutMs, 10_000);
  assert.equal(config.policy.people.accountType, 'View');
  assert.equal(config.sigma.sessionLengthSeconds, 3600);
  assert.equal(config.policy.people.subject.shared, undefined);
  assert.deepEqual(config.session, {
    idleMs: 3_600_000,
    absoluteMs: 43_200_000,
    cookieMode: 'lax',
    cap: undefined,
    mintsPerMinute: 120,
  });
  assert.equal(config.storeUrl, 'sqlite:/srv/data/sigma-embed.db');
  assert.deepEqual(config.policy.embeds, [
    {
      alias: 'default',
      workspace: 'default',
      title: 'Taxi',
      url: COMPLETE.DATABRICKS_OAUTH_BASE_URL,
      connectionIds: [COMPLETE.DATABRICKS_CONNECTION_ID],
      open: { everyone: true, groups: [], domains: [], addresses: [] },
      fixed: [],
      settable: [],
      themes: [],
    },
  ]);
  assert.deepEqual(config.frameAncestors, []);
  assert.equal(config.saveTokenToFile, undefined);
  assert.deepEqual(config.warnings, []);
});

it('a configuration is frozen through and through', () => {
  const config = load();
  assert.throws(() => Object.assign(config.workspaces[0], { clientId: 'x' }), TypeError);
  assert.throws(() => Object.assign(config.policy.embeds[0], { url: 'x' }), TypeError);
});

it('the QuickStart’s own .env starts on localhost: its names, its placeholders, its empty values', () => {
  const quickstart = parseEnv(`
SESSION_LENGTH=3600
PORT=3000
CLIENT_ID=${COMPLETE.CLIENT_ID}
SECRET=${COMPLETE.SECRET}
hide_menu=false
theme=Lite
EMAIL=sales_person@example.com
ACCOUNT_TYPE=View
TEAMS=Sales_People
GETTING_STARTED_BASE_URL=
DATABRICKS_OAUTH_BASE_URL=https://app.sigmacomputing.com/your-org/workbook/workbook-id
DATABRICKS_OAUTH_EMAIL=
DATABRICKS_OAUTH_ACCOUNT_TYPE=View
DATABRICKS_OAUTH_TEAMS=
DATABRICKS_HOST=https://adb-1234567890123456.2.azuredatabricks.net/
DATABRICKS_ACCOUNT_ID=
DATABRICKS_OAUTH_CLIENT_ID=your-oauth-client-id
DATABRICKS_OAUTH_CLIENT_SECRET=your-oauth-client-secret
DATABRICKS_REDIRECT_URI=http://localhost:3000/auth/databricks/callback
DATABRICKS_AUTH_LEVEL=workspace
DATABRICKS_CONNECTION_ID=your-connection-id
DATABRICKS_SESSION_SECRET=change-this-to-random-string-in-production
DATABRICKS_SAVE_TOKEN_TO_FILE=false
`);
  const config = loadConfig({ env: quickstart });
  assert.equal(config.publicOrigin, 'http://localhost:3000');
  assert.deepEqual(config.listen, { host: '127.0.0.1', port: 3000 });
  assert.equal(config.workspaces[0].workspaceOrigin, 'https://adb-1234567890123456.2.azuredatabricks.net');
  assert.deepEqual(config.policy.people.teams, ['Sales_People']);
  assert.equal(config.policy.people.subject.shared, undefined, 'EMAIL is not the subject');
  assert.equal(config.saveTokenToFile, undefined);
  assert.ok(
    config.warnings.some((warning) => warning.startsWith('DATABRICKS_SESSION_SECRET still has a sample value')),
  );
  assert.ok(config.warnings.some((warning) => warning.startsWith('DATABRICKS_OAUTH_CLIENT_SECRET still has')));
});

it('sample values are refused where others can reach the gateway [CF-01]', () => {
  for (const sample of ['change-this-to-random-string-in-production', 'your-secret-key-change-in-production']) {
    assert.deepEqual(keysOf({ DATABRICKS_SESSION_SECRET: sample }), ['DATABRICKS_SESSION_SECRET']);
  }
  assert.deepEqual(keysOf({ DATABRICKS_OAUTH_CLIENT_SECRET: 'your-oauth-client-secret' }), [
    'DATABRICKS_OAUTH_CLIENT_SECRET',
  ]);
});

it('of an embed URL the organization alone tells a sample: real workbooks have the words of samples in their names [CF-01]', () => {
  const at = (organization: string, name: string): string =>
    `https://app.sigmacomputing.com/${organization}/workbook/${name}-1a2B3c`;
  for (const name of [
    'Change-in-Revenue',
    'Exchange-Items',
    'Your-Pipeline',
    'Example',
    'Placeholder',
    'Size-xxxxxxl',
  ]) {
    assert.deepEqual(keysOf({ DATABRICKS_OAUTH_BASE_URL: at('acme', name) }), [], name);
  }
  for (const organization of ['your-organics', 'example-corp']) {
    assert.deepEqual(keysOf({ DATABRICKS_OAUTH_BASE_URL: at(organization, 'Taxi') }), [], organization);
  }
  assert.deepEqual(keysOf({ DATABRICKS_OAUTH_BASE_URL: at('your-org', 'Taxi') }), ['DATABRICKS_OAUTH_BASE_URL']);
});

it('DATABRICKS_OAUTH_ names win over the default user; empty ones do not', () => {
  const both = load({
    DATABRICKS_OAUTH_TEAMS: 'A',
    TEAMS: 'B',
    DATABRICKS_OAUTH_ACCOUNT_TYPE: 'Pro',
    ACCOUNT_TYPE: 'View',
  });
  assert.deepEqual([both.policy.people.teams, both.policy.people.accountType], [['A'], 'Pro']);
  const empty = load({
    DATABRICKS_OAUTH_TEAMS: '',
    TEAMS: 'B',
    DATABRICKS_OAUTH_ACCOUNT_TYPE: ' ',
    ACCOUNT_TYPE: 'Lite',
  });
  assert.deepEqual([empty.policy.people.teams, empty.policy.people.accountType], [['B'], 'Lite']);
});

it('teams are a comma list or a JSON array', () => {
  assert.deepEqual(load({ TEAMS: ' A, B ,,C ' }).policy.people.teams, ['A', 'B', 'C']);
  assert.deepEqual(load({ TEAMS: '["A, Inc", "B"]' }).policy.people.teams, ['A, Inc', 'B']);
  assert.deepEqual(keysOf({ TEAMS: '["A", 1]' }), ['TEAMS']);
});

it('EMAIL is the shared subject only behind its insecure switch, with a warning', () => {
  assert.equal(load({ EMAIL: 'a@acme.test' }).policy.people.subject.shared, undefined);
  const on = { SIGMA_EMBED_ALLOW_INSECURE_SHARED_SUBJECT: 'true' };
  const config = load({ ...on, EMAIL: 'a@acme.test' });
  assert.equal(config.policy.people.subject.shared, 'a@acme.test');
  assert.equal(config.warnings.length, 1);
  assert.deepEqual(keysOf(on), ['EMAIL']);
});

it('a public client needs its insecure switch', () => {
  const none = { DATABRICKS_OAUTH_CLIENT_SECRET: undefined };
  assert.deepEqual(keysOf(none), ['DATABRICKS_OAUTH_CLIENT_SECRET']);
  const config = load({ ...none, SIGMA_EMBED_ALLOW_INSECURE_PUBLIC_CLIENT: 'true' });
  assert.equal(config.workspaces[0].clientSecret, undefined);
  assert.equal(config.warnings.length, 1);
});

it('without a redirect URI it follows from the port', () => {
  const config = load({ DATABRICKS_REDIRECT_URI: undefined, PORT: '8080' });
  assert.equal(config.workspaces[0].redirectUri, 'http://localhost:8080/auth/databricks/callback');
  assert.equal(config.publicOrigin, 'http://localhost:8080');
  assert.deepEqual(keysOf({ DATABRICKS_REDIRECT_URI: undefined, PORT: '0' }), ['DATABRICKS_REDIRECT_URI']);
});

it('a redirect URI that leads to another port of this machine is warned of', () => {
  const config = load({ DATABRICKS_REDIRECT_URI: 'http://localhost:4000/cb', PORT: '3000' });
  assert.match(config.warnings.join(), /port 4000, but the gateway listens on 3000/);
});

it('an account host that cannot be told from the workspace is asked for before the start, not at the first sign-in', () => {
  const account = { DATABRICKS_AUTH_LEVEL: 'account', DATABRICKS_ACCOUNT_ID: 'a-1' };
  const own = { ...account, DATABRICKS_HOST: 'data.acme.test' };
  assert.deepEqual(
    problemsOf(own).map(({ key }) => key),
    ['DATABRICKS_ACCOUNT_HOST'],
  );
  assert.deepEqual(problemsOf({ ...own, DATABRICKS_ACCOUNT_HOST: 'accounts.cloud.databricks.com' }), []);
  for (const host of ['dbc-1.cloud.databricks.com', 'adb-1.2.azuredatabricks.net', 'acme.databricks.com']) {
    assert.deepEqual(problemsOf({ ...account, DATABRICKS_HOST: host }), []);
  }
});

it('every bad value of a run is told in one list, each with key and fix [CF-01]', () => {
  const bad: Record<string, string | undefined> = {
    PORT: '70000',
    SESSION_LENGTH: '2592001',
    CLIENT_ID: undefined,
    SECRET: 'short',
    DATABRICKS_OAUTH_BASE_URL: 'https://app.sigmacomputing.com/acme/workbook/T?:embed=true',
    DATABRICKS_HOST: 'http://dbc-1.cloud.databricks.com',
    DATABRICKS_ACCOUNT_ID: undefined,
    DATABRICKS_REDIRECT_URI: 'http://analytics.acme.test/auth/databricks/callback',
    DATABRICKS_SESSION_SECRET: 'x',
    SIGMA_EMBED_COOKIE_MODE: 'none',
    SIGMA_EMBED_SCOPES: 'all-apis',
    SIGMA_EMBED_STORE: 'postgres://db',
    SIGMA_EMBED_FRAME_ANCESTORS: 'https://*.acme.test',
    SIGMA_EMBED_IDLE_MINUTES: '1e3',
    SIGMA_EMBED_ABSOLUTE_HOURS: '25',
    SIGMA_EMBED_DATABRICKS_TIMEOUT_SECONDS: '11',
    SIGMA_EMBED_FRESH_SALT_PER_TOKEN: 'maybe',
    SIGMA_EMBED_INTERNAL_USERS: 'sam',
    SIGMA_EMBED_LOG_LEVEL: 'loud',
    SIGMA_EMBED_LISTEN_HOST: 'not a host',
    SIGMA_EMBED_CLIENT_AUTHENTICATION: 'jwt',
    SIGMA_EMBED_DRAIN_SECONDS: '-1',
  };
  const problems = problemsOf({ ...bad, DATABRICKS_AUTH_LEVEL: 'account' });
  const told = new Set(problems.map(({ key }) => key));
  for (const key of Object.keys(bad)) assert.ok(told.has(key), `${key} is told`);
  for (const { fix, key, problem } of problems) {
    assert.ok(problem.length > 5 && fix.length > 10, key);
  }
  const { message } = assertThrown(() => load({ ...bad, DATABRICKS_AUTH_LEVEL: 'account' }));
  assert.ok(message.startsWith(`The configuration has ${problems.length} problems:\n   1. `), message.slice(0, 80));
});

function assertThrown(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('nothing was thrown');
}

const REFUSED: readonly (readonly [key: string, values: readonly string[]])[] = [
  [
    'DATABRICKS_HOST',
    [
      'ftp://x.cloud.databricks.com',
      'accounts.cloud.databricks.com',
      'x.databricks.com/?o=1',
      'user:pw@x.databricks.com',
      'two words',
      'http://192.168.1.1',
    ],
  ],
  [
    'DATABRICKS_REDIRECT_URI',
    [
      'localhost/callback',
      'https://a.test/',
      'https://a.test/login',
      'https://a.test/api/x',
      'https://a.test/cb?x=1',
      'https://a.test/cb#x',
      'https://u@a.test/cb',
      'https://a.test:443/cb',
      'https://A.test/cb',
      'https://a.test/:x',
      'https://a.test/a*',
      'http://0.0.0.0:3000/cb',
      'javascript:alert(1)',
    ],
  ],
  [
    'DATABRICKS_OAUTH_BASE_URL',
    [
      'app.sigmacomputing.com/acme/workbook/x',
      'http://app.sigmacomputing.com/acme/workbook/x',
      'https://app.sigmacomputing.com/',
      'https://app.sigmacomputing.com/acme',
      'https://app.sigmacomputing.com/acme/workbook',
      'https://app.sigmacomputing.com/embed/1-abc',
      'https://app.sigmacomputing.com/acme/workbook/x#y',
      'https://app.sigmacomputing.com/acme/workbook/x?',
      'https://u:p@app.sigmacomputing.com/acme/workbook/x',
    ],
  ],
  ['SIGMA_EMBED_FRAME_ANCESTORS', ['*', 'https://*', 'https://a.test/path', 'http://a.test', "'self'", 'a.test']],
  ['SIGMA_EMBED_STORE', ['sqlite:', 'sqlite::memory:', 'memory', '/data/x.db']],
  ['PORT', ['-1', '3000.5', '0x10', 'http', '1e3']],
  ['SESSION_LENGTH', ['0', '59', '-3600', 'NaN', '1h']],
];

for (const [key, values] of REFUSED) {
  for (const value of values) {
    it(`${key}=${value} is refused [CF-01]`, () => {
      const keys = keysOf({ [key]: value });
      assert.ok(keys.length > 0 && keys.every((found) => found === key), keys.join());
    });
  }
}

it('hosts come with or without scheme and trailing slash, and with http on loopback only', () => {
  for (const host of [
    'x.cloud.databricks.com',
    'https://x.cloud.databricks.com',
    'https://x.cloud.databricks.com/',
    'x.cloud.databricks.com/',
  ]) {
    assert.equal(originOf(host), 'https://x.cloud.databricks.com');
  }
  assert.equal(originOf('http://127.0.0.1:3001'), 'http://127.0.0.1:3001');
  assert.equal(originOf('127.0.0.1:3443'), 'https://127.0.0.1:3443');
});

it('embed addresses of pages, elements, tags and Ask Sigma are accepted', () => {
  for (const rest of [
    'workbook/N-1',
    'workbook/N-1/page/p',
    'workbook/N-1/element/e',
    'workbook/N-1/tag/prod',
    'ask',
    'workbook/N-1/',
  ]) {
    const [embed] = load({ DATABRICKS_OAUTH_BASE_URL: `https://app.sigmacomputing.com/acme/${rest}` }).policy.embeds;
    assert.equal(embed.url, `https://app.sigmacomputing.com/acme/${rest.replace(/\/$/, '')}`);
  }
});

it('what the configuration takes as an embed address, minting takes, and the other way round [EM-02]', () => {
  const part = fc.constantFrom(
    'acme',
    'workbook',
    'N-1',
    'page',
    'element',
    'tag',
    'edit',
    'ask',
    'report',
    'p',
    'a.b',
    'a%2Fb',
    '..',
    '',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
      const url = `https://app.sigmacomputing.com/${parts.join('/')}`;
      const read = readEmbedUrl(url);
      const isMinted = doesNotThrow(() => embedAddress(url));
      assert.equal('ok' in read, isMinted, url);
    }),
    { numRuns: 2000 },
  );
  for (const rest of ['workbook/N-1', 'workbook/N-1/tag/t/page/p', 'ask'])
    assert.ok('ok' in readEmbedUrl(`https://app.sigmacomputing.com/acme/${rest}`), rest);
});

it('a host that is no plain name is refused everywhere: it would end a text in JSON or a directive of a policy [EM-02] [WB-05]', () => {
  for (const host of [
    'app".example.com',
    'app%22.example.com',
    'app;script-src.example.com',
    "app'.example.com",
    'a,b',
  ]) {
    const url = `https://${host}/acme/workbook/N-1`;
    assert.ok('problem' in readEmbedUrl(url), host);
    assert.throws(() => embedAddress(url), host);
    assert.ok('problem' in readOrigin(`https://${host}`), host);
    assert.ok('problem' in readHost(host), host);
  }
  for (const host of ['app.example.com:8443', '[::1]', '10.0.0.7', 'b\u00fccher.example', 'under_score.example.com']) {
    assert.ok('ok' in readEmbedUrl(`https://${host}/acme/workbook/N-1`), host);
    embedAddress(`https://${host}/acme/workbook/N-1`);
  }
});

function doesNotThrow(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

it('an idle limit longer than the whole session is refused', () => {
  assert.deepEqual(keysOf({ SIGMA_EMBED_IDLE_MINUTES: '61', SIGMA_EMBED_ABSOLUTE_HOURS: '1' }), [
    'SIGMA_EMBED_IDLE_MINUTES',
  ]);
});

it('unknown names are ignored; those with our prefix are warned of', () => {
  const config = load({ SOMETHING_ELSE: '1', SIGMA_EMBED_STOER: 'memory:', hide_menu: 'false' });
  assert.deepEqual(config.warnings, ['SIGMA_EMBED_STOER is not an option of this version; it is ignored.']);
});

it('hostile names in the environment change nothing [CF-05]', () => {
  const env = JSON.parse('{"__proto__": {"PORT": "1"}, "constructor": "x", "toString": "y"}') as Env;
  assert.equal(loadConfig({ env: { ...COMPLETE, ...env } }).listen.port, 3000);
});

it('DATABRICKS_SAVE_TOKEN_TO_FILE is the QuickStart’s true and false, or a file name', () => {
  assert.equal(tokenFile('true'), 'databricks_token.json');
  assert.equal(tokenFile('FALSE'), undefined);
  assert.equal(tokenFile('./mine.json'), './mine.json');
});

it('a sign-in needs the Databricks part only', () => {
  const { CLIENT_ID: _id, SECRET: _secret, DATABRICKS_SESSION_SECRET: _session, ...rest } = COMPLETE;
  assert.equal(loadSignInConfig({ env: rest }).databricks.clientId, COMPLETE.DATABRICKS_OAUTH_CLIENT_ID);
  assert.throws(() => loadSignInConfig({ env: {} }), { code: 'config_invalid' });
});

for (const [uri, base, callback] of [
  ['https://app.acme.test/auth/databricks/callback', '', '/auth/databricks/callback'],
  ['https://app.acme.test/analytics/auth/databricks/callback', '/analytics', '/auth/databricks/callback'],
  ['https://app.acme.test/a/b.2/auth/databricks/callback/', '/a/b.2', '/auth/databricks/callback/'],
  ['https://app.acme.test/own/way', '', '/own/way'],
] as const) {
  it(`the redirect URI ${uri} puts the gateway at "${base}"`, () => {
    const { basePath, callbackPath } = load({ DATABRICKS_REDIRECT_URI: uri });
    assert.deepEqual([basePath, callbackPath], [base, callback]);
  });
}

for (const base of [
  '/login',
  '/assets/x',
  '/auth',
  '/-x',
  '/.x',
  '/~ana',
  '/a/../b',
  '/a//b',
  '/dashboard',
  '/api/v1',
]) {
  it(`a gateway cannot stand at ${base}`, () => {
    assert.deepEqual(keysOf({ DATABRICKS_REDIRECT_URI: `https://app.acme.test${base}/auth/databricks/callback` }), [
      'DATABRICKS_REDIRECT_URI',
    ]);
  });
}

it("Sigma's REST API is set up as a whole or not at all", () => {
  assert.equal(load().sigma.api, undefined);
  const api = {
    SIGMA_EMBED_SIGMA_API: 'api.us-a.aws.sigmacomputing.com',
    SIGMA_EMBED_SIGMA_API_CLIENT_ID: 'id',
    SIGMA_EMBED_SIGMA_API_SECRET: 'canary-of-the-api',
  };
  const { api: whole } = load(api).sigma;
  assert.deepEqual([whole?.origin, whole?.clientId], ['https://api.us-a.aws.sigmacomputing.com', 'id']);
  assert.equal(whole?.secret.reveal(), 'canary-of-the-api');
  for (const name of Object.keys(api)) {
    assert.throws(() => load({ ...api, [name]: undefined }), new RegExp(`${name} is missing beside`));
  }
  assert.throws(
    () => load({ ...api, SIGMA_EMBED_SIGMA_API: 'http://api.sigma.test' }),
    /SIGMA_EMBED_SIGMA_API is plain http/,
  );
});
