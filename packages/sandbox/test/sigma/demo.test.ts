// The demo command as somebody at a terminal meets it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readDemoOptions } from '../../src/demo/options.ts';
import { portProblem, portsClash } from '../../src/demo/port-problem.ts';
import { readyScreen } from '../../src/demo/ready-screen.ts';
import { PEOPLE } from '../../src/people.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const FREE = ['--port', '0', '--databricks-port', '0', '--sigma-port', '0', '--keys-port', '0'];

function start(args: readonly string[], folder: string) {
  const child = spawn(process.execPath, ['--conditions=@sigma-embed/source', MAIN, ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, output: () => output };
}

function emptyFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'sigma-embed-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

it('serves, ignores .env, and leaves nothing behind at the first signal', async () => {
  using place = emptyFolder();
  writeFileSync(join(place.path, '.env'), 'PORT=1\nCLIENT_ID=\n');
  const run = start([...FREE, '--json'], place.path);
  const line = await new Promise<string>((resolve) => createInterface(run.child.stdout).once('line', resolve));
  const ready = JSON.parse(line) as {
    gateway: string;
    databricks: string;
    sigma: string;
    embeds: string[];
    people: unknown[];
  };
  assert.deepEqual(ready.embeds, ['area', 'samples']);
  assert.equal(ready.people.length, PEOPLE.length);
  assert.equal((await fetch(`${ready.gateway}/health`)).status, 200);
  assert.equal((await fetch(`${ready.sigma}/`)).status, 200);
  const login = await fetch(`${ready.gateway}/auth/databricks/login`, { redirect: 'manual' });
  assert.ok(login.headers.get('location')?.startsWith(`${ready.databricks}/oidc/v1/authorize?`));
  run.child.kill('SIGINT');
  assert.equal(await run.ended, 0, run.output());
  assert.deepEqual(readdirSync(place.path), ['.env']);
});

it('a busy port is one line that names the port and the option, and nothing is left', async () => {
  using place = emptyFolder();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  for (const option of ['--port', '--databricks-port', '--sigma-port', '--keys-port']) {
    const run = start([...FREE, option, String(port)], place.path);
    assert.equal(await run.ended, 1);
    assert.equal(run.output(), `Port ${port} is in use. Choose another with ${option}, or 0 for a free one.\n`);
  }
  assert.deepEqual(readdirSync(place.path), []);
  await new Promise((resolve) => other.close(resolve));
});

it('a wrong option is one sentence and exit code 2', async () => {
  using place = emptyFolder();
  const run = start(['--prot', '1'], place.path);
  assert.equal(await run.ended, 2);
  assert.match(run.output(), /^Unknown option '--prot'\. See --help\.\n$/);
});

it('--help says every option and starts nothing', async () => {
  using place = emptyFolder();
  const run = start(['--help'], place.path);
  assert.equal(await run.ended, 0);
  for (const option of ['--port', '--databricks-port', '--sigma-port', '--keys-port', '--fast-tokens', '--json']) {
    assert.ok(run.output().includes(option), option);
  }
});

it('ports are the ones of the documentation unless told, and must be ports', () => {
  assert.deepEqual(readDemoOptions([]).ports, { gateway: 3000, databricks: 3001, sigma: 3002, keys: 3003, proxy: 0 });
  assert.equal(readDemoOptions(['--sigma-port=0']).ports.sigma, 0);
  for (const text of ['x', '-1', '65536', '3.5', ''])
    assert.throws(() => readDemoOptions([`--port=${text}`]), /--port/);
});

it('one port for two servers is told before anything starts', () => {
  assert.equal(portsClash(readDemoOptions([]).ports), undefined);
  assert.match(portsClash(readDemoOptions(['--port', '3002']).ports) ?? '', /3002 is asked for twice.*--sigma-port/);
  assert.equal(portsClash(readDemoOptions(FREE).ports), undefined);
});

it('an error that is not about a port is not explained as one', () => {
  assert.equal(portProblem(new Error('x'), readDemoOptions([]).ports), undefined);
  assert.equal(portProblem('x', readDemoOptions([]).ports), undefined);
});

it('the screen names the address, everybody, the control page and the .env file, in under 30 lines of 120 columns', () => {
  const ready = {
    gateway: 'http://localhost:3000',
    databricks: 'http://127.0.0.1:3001',
    sigma: 'http://127.0.0.1:3002',
    keys: 'http://127.0.0.1:3003',
    control: 'http://127.0.0.1:3001',
    caFile: undefined,
    people: PEOPLE,
    embeds: ['area'],
    hasEnvFile: true,
    fastTokens: true,
  };
  const text = readyScreen(ready, process.stdout).replaceAll(/\[[0-9;]*m/g, '');
  const lines = text.split('\n');
  assert.ok(lines.length < 30);
  for (const line of lines) assert.ok(line.length <= 120, line);
  for (const { email, sees } of PEOPLE) assert.ok(lines.some((line) => line.includes(email) && line.includes(sees)));
  assert.match(text, /Open +http:\/\/localhost:3000/);
  assert.match(text, /http:\/\/127\.0\.0\.1:3001\/__sandbox\//);
  assert.match(text, /\.env file in this folder is not read/);
});
