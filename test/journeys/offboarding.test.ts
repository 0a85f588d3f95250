// Somebody leaves: what an operator sees, what ending a session does, and on which replica.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, it } from 'node:test';
import { createGateway, createLog, type Gateway } from '@sigma-embed/gateway';
import { main } from '../../packages/gateway/src/cli/main.ts';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let demo: Demo;
let replica: Gateway;
let envFile: string;

before(async () => {
  demo = await startDemo({ env: { SIGMA_EMBED_MAX_SESSIONS_PER_VIEWER: '2' } });
  const log = createLog({ level: 'silent', format: 'json' });
  replica = await createGateway({ config: demo.config, clock: demo.sandbox.clock, log });
  envFile = join(demo.folder, 'operator.env');
  const env = { ...demo.sandbox.env(demo.origin), SIGMA_EMBED_STORE: demo.config.storeUrl };
  writeFileSync(
    envFile,
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
});
after(async () => {
  await replica.close();
  await demo[Symbol.asyncDispose]();
});

async function signedIn(email: string): Promise<Visitor> {
  const visitor = createVisitor(demo.origin);
  await visitor.signIn(email);
  return visitor;
}

/** What the other replica says to this browser. */
async function elsewhere(visitor: Visitor): Promise<number> {
  const headers = { cookie: visitor.cookieHeader() };
  return (await replica.fetch(new Request(`${demo.origin}/api/session`, { headers }))).status;
}

async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    events: { on: () => undefined, off: () => undefined },
    exit: () => undefined,
  };
  const code = await main([...args, '--env', envFile], io);
  return { code, out, err };
}

/** Why sessions ended, from the audit trail. */
function reasons(): string[] {
  using db = new DatabaseSync(demo.config.storeUrl.slice('sqlite:'.length), { readOnly: true });
  const rows = db.prepare("SELECT body FROM audit WHERE event = 'session_ended' ORDER BY seq").all();
  return rows.map(({ body }) => (JSON.parse(String(body)) as { reason: string }).reason);
}

const everybody = async (): Promise<string[]> => {
  const names: string[] = [];
  for await (const { viewer } of demo.gateway.operator.sessions()) names.push(viewer.userName);
  return names.toSorted();
};

it("ending a viewer ends every session of theirs on every replica at once, and nobody else's [SE-10] [SE-12]", async () => {
  const [laptop, phone, ben] = [
    await signedIn('ana@example.com'),
    await signedIn('ana@example.com'),
    await signedIn('ben@example.com'),
  ];
  assert.deepEqual(await everybody(), ['ana@example.com', 'ana@example.com', 'ben@example.com']);
  assert.equal((await laptop.mint()).status, 200);
  const ended = await demo.gateway.operator.endSessions({ viewer: 'Ana@Example.com' });
  assert.equal(ended.count, 2);
  assert.ok((ended.openFramesEndBy ?? 0) > demo.sandbox.clock.now());
  for (const browser of [laptop, phone]) {
    assert.equal((await browser.mint()).status, 401);
    assert.equal(await elsewhere(browser), 401);
  }
  assert.equal((await ben.mint()).status, 200);
  assert.equal(await elsewhere(ben), 200);
  assert.deepEqual(await demo.gateway.operator.endSessions({ viewer: 'ana@example.com' }), {
    count: 0,
    openFramesEndBy: undefined,
    notRevoked: 0,
  });
});

it('ending everybody leaves nobody; signing in again works', async () => {
  const ben = await signedIn('ben@example.com');
  await demo.gateway.operator.endSessions({});
  assert.deepEqual(await everybody(), []);
  assert.equal((await ben.mint()).status, 401);
  await ben.signIn('ben@example.com');
  assert.equal((await ben.mint()).status, 200);
  await demo.gateway.operator.endSessions({});
});

it('one session over the cap ends the longest inactive one of that viewer, and the trail says why [SE-12]', async () => {
  const mia = await signedIn('mia@example.com');
  const [first, second] = [await signedIn('ana@example.com'), await signedIn('ana@example.com')];
  demo.sandbox.clock.advance(2 * 60_000);
  await first.mint();
  const third = await signedIn('ana@example.com');
  assert.equal((await first.mint()).status, 200);
  assert.equal((await second.mint()).status, 401);
  assert.equal((await third.mint()).status, 200);
  assert.equal((await mia.mint()).status, 200);
  assert.deepEqual(
    reasons().filter((reason) => reason === 'session_cap'),
    ['session_cap'],
  );
  await demo.gateway.operator.endSessions({});
});

it('the command line lists sessions without a secret and ends them', async () => {
  const ana = await signedIn('ana@example.com');
  await signedIn('ben@example.com');
  const listed = await cli('sessions', 'list');
  assert.equal(listed.code, 0, listed.err);
  assert.match(listed.out, /ana@example\.com .*\d{4}-\d\d-\d\d \d\d:\d\d/);
  assert.match(listed.out, /2 sessions\. Times are UTC\./);
  for (const value of ana.cookies().values()) assert.ok(!listed.out.includes(value));
  const json = await cli('sessions', 'list', '--viewer', 'ben@example.com', '--json');
  const lines = json.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { viewer: { userName: string } });
  assert.deepEqual(
    lines.map(({ viewer }) => viewer.userName),
    ['ben@example.com'],
  );
  const ended = await cli('sessions', 'end', '--viewer', 'ana@example.com');
  assert.match(
    ended.out,
    /^Ended one session of ana@example\.com\. Frames that are open already may go on until .* UTC at the latest\./,
  );
  assert.equal((await ana.mint()).status, 401);
  assert.match((await cli('sessions', 'end', '--viewer', 'ana@example.com')).out, /no session of ana@example\.com/);
  assert.match((await cli('sessions', 'end', '--all')).out, /^Ended one session\./);
  assert.match((await cli('sessions', 'list')).out, /Nobody is signed in/);
});

it('ending sessions wants to know whose', async () => {
  for (const args of [[], ['--all', '--viewer', 'ana@example.com']]) {
    const { code, err } = await cli('sessions', 'end', ...args);
    assert.equal(code, 2);
    assert.match(err, /either --viewer USER or --all/);
  }
});
