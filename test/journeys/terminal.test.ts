// From a terminal: the commands that wait, against the sandbox, as processes of their own.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import { createVisitor } from '../support/visitor.ts';

let sandbox: Sandbox;
let origin: string;
let env: NodeJS.ProcessEnv;
const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-terminal-'));

before(async () => {
  origin = `http://localhost:${await freePort()}`;
  sandbox = await startSandbox({ redirectUrls: [`${origin}/auth/databricks/callback`] });
  env = { ...process.env, ...sandbox.env(origin), SIGMA_EMBED_STORE: `sqlite:${join(folder, 'sessions.db')}` };
});
after(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Running {
  readonly child: ChildProcess;
  stdout: string;
  stderr: string;
  /** Resolves as soon as standard output and error hold this. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<number | null>;
}

function start(...args: readonly string[]): Running {
  const bin = ['--conditions=@sigma-embed/source', 'packages/gateway/bin/sigma-embed.js'];
  const child = spawn(process.execPath, [...bin, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const running: Running = {
    child,
    stdout: '',
    stderr: '',
    async shows(pattern) {
      for (;;) {
        const found = pattern.exec(running.stdout + running.stderr);
        if (found !== null) return found;
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), once(child, 'close').then(gone)]);
      }
    },
    ended: once(child, 'close').then(([code]: (number | null)[]) => code ?? null),
  };
  const gone = (): never => {
    throw new Error(`ended early:\n${running.stdout}${running.stderr}`);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (running.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (running.stderr += text));
  return running;
}

/** Signs in at the address that `token` prints, up to its own page. */
async function signIn(running: Running, email: string): Promise<string> {
  const [address] = await running.shows(/http:\/\/127\.0\.0\.1\S+\/authorize\?\S+/);
  const visitor = createVisitor(origin);
  return (await visitor.get(await visitor.allow(address, email))).text;
}

it('token signs in from the terminal and tells who, which scopes, until when and the claims, not the token', async () => {
  const running = start('token');
  assert.match(await signIn(running, 'ana@example.com'), /Signed in\. Go back to the terminal/);
  assert.equal(await running.ended, 0);
  const { stderr, stdout } = running;
  assert.match(stdout, /^Signed in +Ana Lima <ana@example\.com>, Databricks id \d+$/m);
  assert.match(stdout, /^Scopes .*all-apis/m);
  assert.match(stdout, /^Ends +\d{4}-\d\d-\d\dT\S+ \(60 minutes after it was issued\)$/m);
  assert.match(stdout, /"sub": "ana@example\.com"/);
  assert.doesNotMatch(stdout + stderr, /eyJ[\w-]+\.[\w-]+\.[\w-]+/);
});

it('token writes the token into a file that only its owner can read, and shows it only when asked', async () => {
  const file = join(folder, 'token.json');
  writeFileSync(file, 'what was there before', { mode: 0o644 });
  const running = start('token', '--out', file, '--show', '--json');
  await signIn(running, 'ben@example.com');
  assert.equal(await running.ended, 0);
  const told = JSON.parse(running.stdout) as { readonly accessToken: string; readonly user: { readonly userName: string } };
  const written = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  assert.equal(told.user.userName, 'ben@example.com');
  assert.equal(written['access_token'], told.accessToken);
  assert.ok(!('refresh_token' in written));
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

it('token says why a sign-in did not succeed', async () => {
  const running = start('token');
  const [address] = await running.shows(/http:\/\/127\.0\.0\.1\S+\/authorize\?\S+/);
  const state = new URL(address).searchParams.get('state') ?? '';
  const refusal = new URLSearchParams({ error: 'access_denied', state });
  await fetch(`${origin}/auth/databricks/callback?${refusal}`);
  assert.equal(await running.ended, 1);
  assert.match(running.stderr, /\(login_denied\)$/m);
});

it('serve prints where it is and what is on, answers, and ends in order with exit code 0', async () => {
  const running = start('serve');
  await running.shows(/listening/);
  assert.match(running.stderr, new RegExp(`^  Open +${origin}$`, 'm'));
  for (const label of ['Listens on', 'Callback', 'Databricks', 'Sigma', 'Embeds', 'Sessions', 'Database', 'Keys']) {
    assert.match(running.stderr, new RegExp(`^  ${label} +\\S`, 'm'));
  }
  assert.equal((await fetch(`${origin}/ready`)).status, 200);
  const visitor = createVisitor(origin);
  await visitor.signIn('ana@example.com');
  assert.equal((await visitor.mint()).status, 200);
  running.child.kill('SIGTERM');
  assert.equal(await running.ended, 0);
  for (const name of ['SECRET', 'DATABRICKS_OAUTH_CLIENT_SECRET', 'DATABRICKS_SESSION_SECRET']) {
    assert.ok(!`${running.stdout}${running.stderr}`.includes(env[name] ?? ''), name);
  }
});

it('serve --json writes nothing but JSON', async () => {
  const running = start('serve', '--json');
  await running.shows(/"listening"/);
  running.child.kill('SIGINT');
  assert.equal(await running.ended, 0);
  const events = running.stdout.trimEnd().split('\n').map((line) => (JSON.parse(line) as { event: string }).event);
  assert.deepEqual([events[0], events.at(-1)], ['listening', 'stopped']);
  assert.equal(running.stderr, '');
});

it('serve and token name a port that is taken, and end with exit code 1', async () => {
  const taken = createServer().listen(Number(new URL(origin).port), '127.0.0.1');
  await once(taken, 'listening');
  try {
    for (const command of ['serve', 'token']) {
      const running = start(command);
      assert.equal(await running.ended, 1);
      assert.match(running.stderr, new RegExp(`:${new URL(origin).port} .*\\(address_in_use\\)$`, 'm'));
    }
  } finally {
    taken.close();
  }
});
