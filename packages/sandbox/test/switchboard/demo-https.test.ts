// `npm start -- --https` and `--print-env`, as somebody at a terminal and in a browser meets them.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { keep, launch, person, signIn, withChromium } from '../../../../test/support/chromium.ts';
import { readDemoOptions } from '../../src/demo/options.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const FREE = ['--port', '0', '--databricks-port', '0', '--sigma-port', '0', '--keys-port', '0'];

interface Running {
  readonly child: ChildProcess;
  readonly lines: AsyncIterableIterator<string>;
  stop(): Promise<number | null>;
}

function start(...args: readonly string[]): Running {
  const child = spawn(process.execPath, ['--conditions=@sigma-embed/source', MAIN, ...args], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    lines: createInterface(child.stdout)[Symbol.asyncIterator](),
    async stop() {
      child.kill('SIGINT');
      return await ended;
    },
  };
}

async function firstLine({ lines }: Running): Promise<string> {
  return String((await lines.next()).value);
}

it(
  'everything is over TLS, Ana signs in and sees her rows, and the certificate is gone at the end',
  withChromium,
  async () => {
    const demo = start(...FREE, '--https', '--json');
    const browser = await launch();
    try {
      const ready = JSON.parse(await firstLine(demo)) as Record<'caFile' | 'databricks' | 'gateway' | 'sigma', string>;
      for (const place of ['databricks', 'gateway', 'sigma'] as const) assert.match(ready[place], /^https:/);
      const { complaints, context, page } = await person(browser, { ignoreHTTPSErrors: true });
      await signIn(page, ready.gateway, 'ana@example.com');
      const frame = page.frameLocator('iframe');
      await frame.getByText('ana@example.com').first().waitFor();
      await keep(page, 'demo-https');
      const cookies = await context.cookies();
      assert.ok(cookies.length > 0 && cookies.every(({ secure }) => secure));
      assert.deepEqual(complaints, []);
      assert.ok(existsSync(ready.caFile));
      assert.equal(await demo.stop(), 0);
      assert.equal(existsSync(ready.caFile), false);
    } finally {
      await browser.close();
      demo.child.kill();
    }
  },
);

it('--print-env starts the vendors alone and prints nothing but the environment', async () => {
  const vendors = start(
    ...FREE,
    '--https',
    '--vendor-names',
    '--print-env',
    'docker',
    '--app',
    'http://localhost:8080',
  );
  try {
    const env = new Map<string, string>();
    for await (const line of vendors.lines) {
      const at = line.indexOf('=');
      assert.ok(at > 0, line);
      env.set(line.slice(0, at), line.slice(at + 1));
      if (line.startsWith('NO_PROXY=')) break;
    }
    assert.equal(env.get('DATABRICKS_HOST'), 'dbc-sandbox.cloud.databricks.com');
    assert.equal(env.get('DATABRICKS_REDIRECT_URI'), 'http://localhost:8080/auth/databricks/callback');
    assert.match(
      env.get('DATABRICKS_OAUTH_BASE_URL') ?? '',
      /^https:\/\/app\.sigmacomputing\.com\/sandbox\/workbook\//,
    );
    assert.ok(existsSync(env.get('NODE_EXTRA_CA_CERTS') ?? ''));
  } finally {
    assert.equal(await vendors.stop(), 0);
  }
});

describe('options', () => {
  it('a format, an origin and the company they need are checked', () => {
    assert.equal(readDemoOptions(['--print-env', 'powershell']).printEnv, 'powershell');
    assert.equal(readDemoOptions(['--print-env=shell', '--port=8080']).app, 'http://localhost:8080');
    assert.throws(() => readDemoOptions(['--print-env', 'xml']), /shell, dotenv, docker, powershell/);
    assert.throws(() => readDemoOptions(['--print-env', 'shell', '--app', 'localhost:1']), /--app takes an origin/);
    assert.throws(() => readDemoOptions(['--app', 'http://localhost:1']), /--app goes with --print-env/);
    assert.throws(() => readDemoOptions(['--vendor-names', '--https']), /--vendor-names goes with/);
  });
});
