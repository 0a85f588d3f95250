// `sigma-embed token` and `serve` from a terminal, as processes of their own, against the sandbox.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import { freePort } from '../support/free-port.ts';
import { startServe } from '../support/serve-process.ts';
import { createVisitor } from '../support/visitor.ts';

let sandbox: Sandbox;
let origin: string;
let env: Record<string, string>;
const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-terminal-'));

before(async () => {
  origin = `http://localhost:${await freePort()}`;
  sandbox = await startSandbox({ redirectUrls: [`${origin}/auth/databricks/callback`] });
  env = { ...sandbox.env(origin), SIGMA_EMBED_STORE: `sqlite:${join(folder, 'sessions.db')}` };
});
after(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `token`; `visit` gets the address that it prints. */
async function token(args: readonly string[], visit: (address: string) => Promise<unknown>): Promise<Ended> {
  const bin = ['--conditions=@sigma-embed/source', 'packages/gateway/bin/sigma-embed.js'];
  const child = spawn(process.execPath, [...bin, 'token', ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let stdout = '';
  let stderr = '';
  let visited: Promise<unknown> | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    const address = /^ *(http\S+)\s/m.exec(stderr)?.[1];
    if (address !== undefined) visited ??= visit(address);
  });
  const [code] = (await ended) as [number | null];
  await visited;
  return { code, stdout, stderr };
}

const as = (email: string) => async (address: string) => {
  const visitor = createVisitor(origin);
  const page = await visitor.get(await visitor.allow(address, email));
  assert.match(page.text, /Signed in\. Go back to the terminal/);
};

it('token tells who signed in, which scopes, until when and the claims, but not the token', async () => {
  const { code, stderr, stdout } = await token([], as('ana@example.com'));
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Signed in +Ana Lima <ana@example\.com>, Databricks id \d+$/m);
  assert.match(stdout, /^Groups +manhattan$/m);
  assert.match(stdout, /^Scopes .*all-apis/m);
  assert.match(stdout, /^Ends +\d{4}-\d\d-\d\dT\S+ \(60 minutes after it was issued\)$/m);
  assert.match(stdout, /"sub": "ana@example\.com"/);
  assert.doesNotMatch(stdout + stderr, /eyJ[\w-]+\.[\w-]+\.[\w-]+/);
});

it('token writes the token into a file that only its owner can read, and shows it only when asked', async () => {
  const file = join(folder, 'token.json');
  writeFileSync(file, 'what was there before', { mode: 0o644 });
  const { code, stderr, stdout } = await token(['--out', file, '--show', '--json'], as('ben@example.com'));
  assert.equal(code, 0, stderr);
  const told = JSON.parse(stdout) as { readonly accessToken: string; readonly user: { readonly userName: string } };
  const written = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  assert.equal(told.user.userName, 'ben@example.com');
  assert.equal(written['access_token'], told.accessToken);
  assert.ok(!('refresh_token' in written));
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

it('token says that its file cannot be written before anybody signs in for it', async () => {
  for (const [file, cause] of [
    [join(folder, 'nowhere/token.json'), 'ENOENT'],
    [folder, 'EISDIR'],
  ] as const) {
    const { code, stderr } = await token(['--out', file], async () => assert.fail('it went on'));
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(`The token cannot be written to ${file} (${cause}).`), stderr);
  }
});

it('token says why a sign-in did not succeed; an answer of strangers does not end the wait', async () => {
  const { code, stderr, stdout } = await token([], async (address) => {
    const callback = `${origin}/auth/databricks/callback`;
    const foreign = await fetch(`${callback}?${new URLSearchParams({ error: 'access_denied', state: 'foreign' })}`);
    assert.equal(foreign.status, 400);
    const state = new URL(address).searchParams.get('state') ?? '';
    await fetch(`${callback}?${new URLSearchParams({ error: 'access_denied', state })}`);
  });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /\(login_denied\)$/m);
});

it('token names an address that is taken, and ends with exit code 1', async () => {
  const { port } = new URL(origin);
  const taken = createServer().listen(Number(port), '127.0.0.1');
  await once(taken, 'listening');
  try {
    const { code, stderr } = await token([], async () => assert.fail('it went on'));
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`localhost:${port} .*\\(address_in_use\\)$`, 'm'));
  } finally {
    taken.close();
    await once(taken, 'close');
  }
});

it('serve prints where it is and what is on, with no secret, mints, and ends in order with exit code 0', async () => {
  const served = startServe({ env, cwd: folder });
  await served.listening();
  const visitor = createVisitor(origin);
  await visitor.signIn('ana@example.com');
  assert.equal((await visitor.mint()).status, 200);
  served.signal('SIGTERM');
  assert.equal(await served.ended, 0);
  assert.match(served.stderr(), new RegExp(`^  Open +${origin}$`, 'm'));
  for (const label of ['Listens on', 'Callback', 'Databricks', 'Sigma', 'Embeds', 'Sessions', 'Database', 'Keys']) {
    assert.match(served.stderr(), new RegExp(`^  ${label} +\\S`, 'm'));
  }
  for (const name of ['SECRET', 'DATABRICKS_OAUTH_CLIENT_SECRET', 'DATABRICKS_SESSION_SECRET']) {
    const value = env[name] ?? '';
    assert.ok(value.length > 8 && !`${served.stdout()}${served.stderr()}`.includes(value), name);
  }
});

it('serve --json writes nothing but JSON', async () => {
  const served = startServe({ env, cwd: folder, args: ['--json'] });
  await served.listening();
  served.signal('SIGINT');
  assert.equal(await served.ended, 0);
  const lines = served.stdout().trimEnd().split('\n');
  const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
  assert.deepEqual([events[0], events.at(-1), served.stderr()], ['listening', 'stopped', '']);
});
