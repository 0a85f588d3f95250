// What stops a gateway from starting is told in one clear line, with an exit code, and harms nothing.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import { freePort } from '../support/free-port.ts';
import { runServe, startServe } from '../support/serve-process.ts';
import { createVisitor } from '../support/visitor.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(async () => {
  await sandbox.close();
});

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'sigma-embed-start-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const database = (): string => join(cwd, 'data', 'sessions.db');

function environment(over: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env = sandbox.env('http://localhost:3000');
  return { ...env, PORT: '0', SIGMA_EMBED_STORE: `sqlite:${database()}`, ...over };
}

/** What a person reads: one line, a sentence or two, the code at its end, no stack and no secret. */
function oneLine(err: string, code: string): string {
  const lines = err.trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  assert.equal(lines.length, 1, err);
  assert.match(last, /^sigma-embed: .{20,}\. \(\w+\)$/);
  assert.ok(last.endsWith(`(${code})`), last);
  assert.ok(!/\bat .*:\d+|node:internal|Error:/.test(err), err);
  const env = environment();
  for (const name of ['SECRET', 'DATABRICKS_OAUTH_CLIENT_SECRET', 'DATABRICKS_SESSION_SECRET']) {
    assert.ok(!err.includes(env[name] ?? ''), name);
  }
  return last;
}

it('a port in use: one line with the address and the cure, exit code 1, and no database is made', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { code, err, out } = await runServe({ cwd, env: environment({ PORT: String(port) }) });
  other.close();
  assert.equal(code, 1);
  assert.match(oneLine(err, 'address_in_use'), new RegExp(`127\\.0\\.0\\.1:${port} is already in use.*PORT or --port`));
  assert.equal(out, '');
  assert.equal(existsSync(database()), false);
});

it('the same as JSON for a script', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { code, err, out } = await runServe({ cwd, env: environment({ PORT: String(port) }), args: ['--json'] });
  other.close();
  assert.equal(code, 1);
  assert.equal(err, '');
  const answer = JSON.parse(out) as { ok: boolean; error: { code: string } };
  assert.deepEqual([answer.ok, answer.error.code], [false, 'address_in_use']);
});

describe('a data folder that cannot be used is named, with exit code 1', () => {
  it('a file stands where the folder should be', async () => {
    writeFileSync(join(cwd, 'data'), 'mine');
    const { code, err } = await runServe({ cwd, env: environment() });
    assert.equal(code, 1);
    assert.match(oneLine(err, 'store_unusable'), /data\/sessions\.db cannot be created.*SIGMA_EMBED_STORE/);
    assert.equal(readFileSync(join(cwd, 'data'), 'utf8'), 'mine');
  });
  it('a folder that takes no files', { skip: existsSync('/sys/kernel') ? false : 'needs /sys' }, async () => {
    // Root may write in any folder of a disk; /sys refuses even root.
    const env = environment({ SIGMA_EMBED_STORE: 'sqlite:/sys/sigma-embed/sessions.db' });
    const { code, err } = await runServe({ cwd, env });
    assert.equal(code, 1);
    assert.match(oneLine(err, 'store_unusable'), /\/sys\/sigma-embed\/sessions\.db cannot be created/);
  });
  it('a full disk: the file stays as it was, empty', async () => {
    const { code, err } = await runServe({ cwd, env: environment(), maxFileKiB: 4 });
    assert.equal(code, 1);
    assert.match(oneLine(err, 'store_unusable'), /sessions\.db is damaged or cannot be written.*free space/);
    const again = startServe({ cwd, env: environment() });
    await again.listening();
    again.signal('SIGTERM');
    assert.equal(await again.ended, 0, 'with space it starts on the same file');
  });
});

/** Signs in at a process of its own and stops it in order. The cookie still names a session in the file. */
async function leaveSession(): Promise<string> {
  const { cookie, served } = await signInAtProcess();
  served.signal('SIGTERM');
  assert.equal(await served.ended, 0);
  return cookie;
}

async function signInAtProcess() {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const callback = `${origin}/auth/databricks/callback`;
  sandbox.databricks.setApp({ redirectUrls: [callback] });
  const env = environment({ PORT: String(port), DATABRICKS_REDIRECT_URI: callback });
  const served = startServe({ cwd, env });
  await served.listening();
  const visitor = createVisitor(origin);
  assert.match((await visitor.signIn('ana@example.com')).location ?? '', /\/dashboard$/);
  return { cookie: visitor.cookieHeader(), env, origin, served };
}

const digest = (): string => createHash('sha256').update(readFileSync(database())).digest('hex');

describe('a database file that is not ours or not whole is refused and left as it is [ST-08]', () => {
  const cases: [name: string, make: () => void, sentence: RegExp][] = [
    ['random bytes', () => writeFileSync(database(), Buffer.alloc(40_000, 0x5a)), /damaged or cannot be written/],
    ['a text file', () => writeFileSync(database(), 'id,name\n1,ana\n'.repeat(100)), /damaged or cannot be written/],
    [
      'the database of another program',
      () => {
        const other = new DatabaseSync(database());
        other.exec("CREATE TABLE accounts (id); INSERT INTO accounts VALUES ('precious')");
        other.close();
      },
      /is a database of another program/,
    ],
  ];
  for (const [name, make, sentence] of cases) {
    it(name, async () => {
      mkdirSync(join(cwd, 'data'));
      make();
      const was = digest();
      const { code, err } = await runServe({ cwd, env: environment() });
      assert.equal(code, 1);
      assert.match(oneLine(err, 'store_unusable'), sentence);
      assert.equal(digest(), was);
    });
  }

  for (const [name, keep] of [
    ['cut in the middle', 0.5],
    ['cut after its first page', 0.1],
  ] as const) {
    it(`our own file, ${name}`, async () => {
      await leaveSession();
      const bytes = readFileSync(database());
      writeFileSync(database(), bytes.subarray(0, Math.floor((bytes.length * keep) / 4096) * 4096));
      const was = digest();
      const { code, err } = await runServe({ cwd, env: environment() });
      assert.equal(code, 1);
      assert.match(oneLine(err, 'store_unusable'), /sessions\.db is damaged/);
      assert.equal(digest(), was);
    });
  }
});

it('another session secret over an existing database: a clear line, nothing lost, the right secret works again', async () => {
  const { cookie, env, origin, served } = await signInAtProcess();
  served.signal('SIGTERM');
  assert.equal(await served.ended, 0);
  const was = digest();
  const wrong = { ...env, DATABRICKS_SESSION_SECRET: createHash('sha256').update('another').digest('hex') };
  const { code, err } = await runServe({ cwd, env: wrong });
  assert.equal(code, 1);
  assert.match(
    oneLine(err, 'store_unusable'),
    /was written with another session secret or key file\. Bring that secret back, or move the database aside/,
  );
  assert.equal(digest(), was);
  const right = startServe({ cwd, env });
  await right.listening();
  const answer = await createVisitor(origin).get('/api/session', { cookie });
  assert.equal(answer.status, 200, 'the session of before');
  const minted = await createVisitor(origin).send('POST', '/api/embed-url', {
    headers: { cookie, origin, 'content-type': 'application/json', 'x-sigma-embed': '1' },
    body: '{}',
  });
  assert.equal(minted.status, 200, minted.text);
  right.signal('SIGTERM');
  assert.equal(await right.ended, 0);
});

it('without a configuration: the list of what is missing, exit code 2, and nothing is written', async () => {
  const { code, err, out } = await runServe({ cwd, env: {} });
  assert.equal(code, 2);
  assert.match(err, /^sigma-embed: The configuration has \d+ problems\. \(config_invalid\)\n {2}1\. /);
  assert.equal(out, '');
  assert.equal(existsSync(join(cwd, 'data')), false);
});
