// A QuickStart stand-in, configured by what `--print-env` prints and nothing else, over TLS: login, embed, refresh, logout, token command.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { printEnv, startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import { chooseAndAllow, keep, launch, throughSwitchboard, withChromium } from '../support/chromium.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface QuickStart extends AsyncDisposable {
  readonly origin: string;
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** Runs the token command in the same folder. */
  token(): Promise<{ userName: string; expiresIn: number }>;
}

/** Starts the vendors, writes the .env file, starts the stand-in with it. */
async function startQuickStart(
  over: 'https' | 'names',
  options: { readonly level?: 'workspace' | 'account'; readonly saveToken?: boolean } = {},
): Promise<QuickStart> {
  const { level = 'workspace', saveToken = false } = options;
  await using open = new AsyncDisposableStack();
  const origin = `http://localhost:${await freePort()}`;
  const sandbox = await startSandbox({ https: true, redirectUrls: [`${origin}/auth/databricks/callback`] });
  open.defer(() => sandbox.close());
  await sandbox.warm();
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-quickstart-'));
  open.defer(() => rmSync(folder, { recursive: true, force: true }));
  const env = { ...sandbox.env(origin, { over, level }), DATABRICKS_SAVE_TOKEN_TO_FILE: String(saveToken) };
  writeFileSync(join(folder, '.env'), printEnv(env, 'dotenv'));
  const { HTTPS_PROXY = '', NODE_EXTRA_CA_CERTS = '' } = env as Record<string, string>;
  const run = (program: string) =>
    spawn(process.execPath, ['--env-file=.env', fileURLToPath(new URL(`./programs/${program}.ts`, import.meta.url))], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        NODE_NO_WARNINGS: '1',
        NODE_EXTRA_CA_CERTS,
        ...(HTTPS_PROXY && { HTTPS_PROXY }),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const server = run('quickstart');
  open.defer(async () => {
    server.kill();
    await once(server, 'close');
  });
  await once(server.stdout, 'data');
  const running = open.move();
  return {
    origin,
    sandbox,
    folder,
    async token() {
      const command = run('quickstart-token');
      const [line] = (await once(command.stdout, 'data')) as [Buffer];
      return JSON.parse(line.toString()) as { userName: string; expiresIn: number };
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** From the stand-in's login route to its dashboard, as the person's browser goes. */
async function signIn({ origin, sandbox }: QuickStart, email: string): Promise<Visitor> {
  // The browser of this test is this process: it trusts the sandbox from here on.
  setDefaultCACertificates([...getCACertificates('default'), sandbox.https?.ca ?? '']);
  const visitor = createVisitor(origin);
  const begun = await visitor.get('/auth/databricks/login');
  const answer = await visitor.get(await visitor.allow(begun.location ?? '', email));
  assert.equal(answer.location, `${origin}/dashboard`, answer.text);
  return visitor;
}

it('signs Ana in, embeds with a token that Sigma opens, refreshes, and signs out', async () => {
  await using quickstart = await startQuickStart('https');
  const { sandbox } = quickstart;
  const visitor = await signIn(quickstart, 'ana@example.com');
  const { embedUrl } = (await visitor.get('/api/embed-url')).json<{ embedUrl: string }>();
  assert.ok(embedUrl.startsWith(sandbox.https?.origins.sigma ?? '-'));
  assert.equal((await visitor.get(embedUrl)).status, 200);
  assert.equal(sandbox.events.list('embed.opened').at(-1)?.person, 'ana@example.com');
  assert.equal(sandbox.events.count('embed.refused'), 0);

  assert.equal(sandbox.events.count('token.refreshed'), 0);
  sandbox.databricks.setApp({ accessTtlSeconds: 120 });
  const again = await signIn(quickstart, 'ben@example.com');
  await again.get('/api/embed-url');
  assert.equal(sandbox.events.list('token.refreshed').at(-1)?.person, 'ben@example.com');

  sandbox.databricks.revokeGrants('ben@example.com');
  assert.equal((await again.get('/dashboard')).location, `${quickstart.origin}/login.html`);
  assert.equal((await visitor.get('/logout')).location, `${quickstart.origin}/login.html`);
  assert.equal((await visitor.get('/dashboard')).location, `${quickstart.origin}/login.html`);
});

it('its token command refreshes what the server saved and says whose it is', async () => {
  await using quickstart = await startQuickStart('https', { saveToken: true });
  await signIn(quickstart, 'mia@example.com');
  assert.ok(existsSync(join(quickstart.folder, 'databricks-token.json')));
  assert.deepEqual(await quickstart.token(), { userName: 'mia@example.com', expiresIn: 3600 });
});

it("works under the vendors' own names in Chromium, at the account that it always goes to", withChromium, async () => {
  await using quickstart = await startQuickStart('names', { level: 'account' });
  const { origin, sandbox } = quickstart;
  assert.ok(sandbox.https);
  const browser = await launch(throughSwitchboard(sandbox.https));
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${origin}/login.html`);
    await page.getByRole('link', { name: 'Login with Databricks' }).click();
    assert.equal(new URL(page.url()).host, 'accounts.azuredatabricks.net');
    await chooseAndAllow(page, 'ben@example.com');
    const frame = page.frameLocator('iframe[title="Workbook"]');
    await frame.getByText('ben@example.com').first().waitFor();
    await keep(page, 'quickstart-vendor-names');
    assert.equal(sandbox.events.count('embed.refused'), 0);
  } finally {
    await browser.close();
  }
});
