// The `.env` of the vendor's QuickStart, with its own names in its own order, runs the gateway as it is.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import { leaksOf } from '../support/secrets.ts';
import { freePort } from '../support/free-port.ts';
import { runServe, startServe, type Served } from '../support/serve-process.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

type Values = Readonly<Record<string, string>>;

const SECRETS = ['SECRET', 'DATABRICKS_OAUTH_CLIENT_SECRET', 'DATABRICKS_SESSION_SECRET'] as const;

let sandbox: Sandbox;
let values: Values;
let origin: string;
before(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  sandbox = await startSandbox({ redirectUrls: [`${origin}/auth/databricks/callback`] });
  values = sandbox.env(origin);
});
after(async () => {
  await sandbox.close();
});

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'sigma-embed-quickstart-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** The QuickStart's file: its comments, its order, its quotes, what it leaves empty, names we do not know. */
function quickstartFile(over: Values = {}): string {
  const v = (name: string): string => over[name] ?? values[name] ?? '';
  return `# =========================
# Sigma embedding
# =========================
SESSION_LENGTH=${v('SESSION_LENGTH')}
PORT=${v('PORT')}
DEBUG=false

CLIENT_ID=${v('CLIENT_ID')}
SECRET="${v('SECRET')}"

# UI parameters
hide_menu=false
hide_folder_navigation=false
theme=Lite

# Default user
EMAIL=${over['EMAIL'] ?? 'sales_person@example.com'}
ACCOUNT_TYPE=${over['ACCOUNT_TYPE'] ?? 'View'}
TEAMS=${over['TEAMS'] ?? 'Sales_People'}

GETTING_STARTED_BASE_URL=
PUBLIC_EMBED_URL=

# =========================
# Databricks with OAuth
# =========================
DATABRICKS_OAUTH_BASE_URL=${v('DATABRICKS_OAUTH_BASE_URL')}
DATABRICKS_OAUTH_EMAIL=${over['DATABRICKS_OAUTH_EMAIL'] ?? ''}
DATABRICKS_OAUTH_ACCOUNT_TYPE=${over['DATABRICKS_OAUTH_ACCOUNT_TYPE'] ?? ''}
DATABRICKS_OAUTH_TEAMS=${over['DATABRICKS_OAUTH_TEAMS'] ?? ''}
DATABRICKS_HOST=${v('DATABRICKS_HOST')}
DATABRICKS_ACCOUNT_ID=
DATABRICKS_OAUTH_CLIENT_ID='${v('DATABRICKS_OAUTH_CLIENT_ID')}'
DATABRICKS_OAUTH_CLIENT_SECRET=${v('DATABRICKS_OAUTH_CLIENT_SECRET')}
DATABRICKS_REDIRECT_URI=${v('DATABRICKS_REDIRECT_URI')}
DATABRICKS_AUTH_LEVEL=workspace
DATABRICKS_CONNECTION_ID=${v('DATABRICKS_CONNECTION_ID')}
DATABRICKS_SESSION_SECRET=${v('DATABRICKS_SESSION_SECRET')}
DATABRICKS_SAVE_TOKEN_TO_FILE=${over['DATABRICKS_SAVE_TOKEN_TO_FILE'] ?? 'false'}
`;
}

const write = (over: Values = {}): void => writeFileSync(join(cwd, '.env'), quickstartFile(over));

async function running(env: Values = {}): Promise<Served> {
  const served = startServe({ cwd, env });
  await served.listening();
  return served;
}

async function stopped(served: Served): Promise<void> {
  served.signal('SIGTERM');
  assert.equal(await served.ended, 0);
  assertSilent(`${served.stdout()}${served.stderr()}`);
}

/** No secret of the file shows in what was printed. */
function assertSilent(printed: string): void {
  const secrets = Object.fromEntries(SECRETS.map((name) => [name, values[name] ?? '']));
  assert.deepEqual(leaksOf(printed, secrets), []);
}

async function claimsOf(visitor: Visitor): Promise<Record<string, unknown>> {
  const minted = await visitor.mint();
  assert.equal(minted.status, 200, minted.text);
  const jwt = new URL(String(minted.json()['embedUrl'])).searchParams.get(':jwt') ?? '';
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

async function signedIn(email = 'ana@example.com'): Promise<Visitor> {
  const visitor = createVisitor(origin);
  assert.match((await visitor.signIn(email)).location ?? '', /\/dashboard$/);
  return visitor;
}

it('boots from its folder alone, signs in, and opens the embed that the file names', async () => {
  write({ DATABRICKS_SAVE_TOKEN_TO_FILE: 'true' });
  const served = await running();
  const visitor = await signedIn();
  const claims = await claimsOf(visitor);
  assert.equal(claims['sub'], 'ana@example.com', 'EMAIL is nobody');
  assert.deepEqual([claims['teams'], claims['account_type']], [['Sales_People'], 'View']);
  assert.ok(Number(claims['exp']) - Number(claims['iat']) <= Number(values['SESSION_LENGTH']));
  const { embedUrl } = (await visitor.mint()).json<{ embedUrl: string }>();
  assert.ok(embedUrl.startsWith(`${sandbox.sigma.origin}/sandbox/workbook/Taxi-by-area-`));
  await stopped(served);
  assert.match(served.stderr(), new RegExp(`Open +${origin}`));
  assert.deepEqual(readdirSync(join(cwd, 'data')), ['sigma-embed.db']);
  assert.equal(existsSync(join(cwd, 'databricks_token.json')), false, 'a server writes no token to a file');
});

it("the QuickStart's old addresses lead on", async () => {
  write();
  const served = await running();
  const visitor = await signedIn();
  assert.equal((await visitor.get('/login.html')).location, `${origin}/login`);
  const fetched = await visitor.get('/api/embed-url', { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' });
  assert.equal(fetched.status, 200);
  assert.ok('embedUrl' in fetched.json());
  await stopped(served);
});

describe('old and new names together', () => {
  it('DATABRICKS_OAUTH_ names win over the default user', async () => {
    write({
      DATABRICKS_OAUTH_TEAMS: 'Own_Team,Second',
      DATABRICKS_OAUTH_ACCOUNT_TYPE: 'Build',
      DATABRICKS_OAUTH_EMAIL: 'somebody@example.com',
    });
    const served = await running();
    const claims = await claimsOf(await signedIn('ben@example.com'));
    assert.deepEqual(claims['teams'], ['Own_Team', 'Second']);
    assert.equal(claims['account_type'], 'Build');
    assert.equal(claims['sub'], 'ben@example.com');
    await stopped(served);
  });

  it('the real environment wins over the file, the command line over both, and new names stand beside old ones', async () => {
    write({ TEAMS: 'From_File', SESSION_LENGTH: '600' });
    const other = await freePort();
    const served = startServe({
      cwd,
      env: { TEAMS: 'From_Environment', SIGMA_EMBED_STORE: 'memory:', SIGMA_EMBED_IDLE_MINUTES: '7', PORT: '1' },
      args: ['--port', String(other)],
    });
    assert.equal(await served.listening(), other);
    await stopped(served);
    assert.match(served.stderr(), /team From_Environment/);
    assert.match(served.stderr(), /7 min idle/);
    assert.match(served.stderr(), /live up to 10 min/);
    assert.match(served.stderr(), /Database +memory:/);
    assert.match(served.stderr(), new RegExp(`! .*but the gateway listens on ${other}`));
    assert.equal(existsSync(join(cwd, 'data')), false);
  });

  it('a secret in a file of its own replaces the one in .env, and the sessions of before go on', async () => {
    write();
    const first = await running();
    const visitor = await signedIn();
    await stopped(first);
    const files: Record<string, string> = {};
    for (const name of SECRETS) {
      files[`${name}_FILE`] = join(cwd, `${name}.txt`);
      writeFileSync(join(cwd, `${name}.txt`), `${values[name]}\n`, { mode: 0o600 });
    }
    write(Object.fromEntries(SECRETS.map((name) => [name, `wrong-${name}-value-that-must-not-win-at-all`])));
    const second = await running(files);
    assert.equal((await visitor.mint()).status, 200);
    await signedIn('mia@example.com');
    await stopped(second);
  });
});

describe('every bad value is told in one run', () => {
  const BAD: Values = {
    SESSION_LENGTH: 'an hour',
    PORT: 'three thousand',
    CLIENT_ID: 'with a space',
    SECRET: 'CanaryShortSecret',
    DATABRICKS_OAUTH_BASE_URL: 'http://app.sigmacomputing.com/acme/workbook/x?:embed=true',
    DATABRICKS_HOST: 'https://ws.cloud.databricks.com/?o=123',
    DATABRICKS_OAUTH_CLIENT_SECRET: 'Canary Client Secret',
    DATABRICKS_REDIRECT_URI: 'http://gateway.example.com/auth/databricks/callback',
    DATABRICKS_CONNECTION_ID: 'with a space too',
    DATABRICKS_SESSION_SECRET: 'CanarySession',
  };
  const MORE: Values = {
    SIGMA_EMBED_STORE: 'mysql://root:CanaryPassword@db',
    SIGMA_EMBED_COOKIE_MODE: 'none',
    SIGMA_EMBED_IDLE_MINUTES: '0',
    SIGMA_EMBED_SCOPES: 'all-apis',
    SIGMA_EMBED_KEY_FILE: '/nowhere/keys.json',
    SIGMA_EMBED_CONFIG_FILE: '/nowhere/config.json',
    DATABRICKS_AUTH_LEVEL: 'galaxy',
  };
  const CANARIES = {
    secret: 'CanaryShortSecret',
    client: 'Canary Client Secret',
    session: 'CanarySession',
    store: 'CanaryPassword',
  };

  it('as a numbered list with the key, what is wrong and how to mend it; exit code 2; no secret', async () => {
    write(BAD);
    const { code, err, out } = await runServe({ cwd, env: MORE });
    assert.equal(code, 2);
    assert.equal(out, '');
    const items = [...err.matchAll(/^ +\d+\. (\w+) (.+)\.\n {5,}(.+)$/gm)];
    const told = items.map(([, key]) => key ?? '');
    assert.match(
      err,
      new RegExp(`^sigma-embed: The configuration has ${items.length} problems\\. \\(config_invalid\\)\n`),
    );
    assert.deepEqual([...new Set(told)].toSorted(), Object.keys({ ...BAD, ...MORE }).toSorted());
    for (const [, key, problem = '', fix = ''] of items) assert.ok(problem.length > 5 && fix.length > 10, key);
    assert.deepEqual(leaksOf(err, CANARIES), []);
    assert.deepEqual(readdirSync(cwd), ['.env'], 'nothing was written');
  });

  it('as JSON for a script', async () => {
    write(BAD);
    const { code, err, out } = await runServe({ cwd, env: MORE, args: ['--check', '--json'] });
    assert.equal(code, 2);
    assert.equal(err, '');
    const answer = JSON.parse(out) as { ok: boolean; error: { code: string; problems: { key: string }[] } };
    assert.deepEqual([answer.ok, answer.error.code], [false, 'config_invalid']);
    assert.equal(new Set(answer.error.problems.map(({ key }) => key)).size, Object.keys({ ...BAD, ...MORE }).length);
    assert.deepEqual(leaksOf(out, CANARIES), []);
  });

  it('a file that cannot be read is told like any other problem', async () => {
    const { code, err } = await runServe({ cwd, env: {}, args: ['--env', 'missing.env'] });
    assert.equal(code, 2);
    assert.match(err, /--env names a file that does not exist/);
  });

  it('when all is mended, --check says so and starts nothing', async () => {
    write();
    const { code, out } = await runServe({ cwd, env: {}, args: ['--check'] });
    assert.equal(code, 0);
    assert.match(out, /The configuration is in order\.\n$/);
    assertSilent(out);
    assert.deepEqual(readdirSync(cwd), ['.env']);
    assert.ok(readFileSync(join(cwd, '.env'), 'utf8').includes(values['SECRET'] ?? '-'));
  });
});
