// The process is told to stop, or killed, with work in flight: what was promised is kept.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, afterEach, before, describe, it } from 'node:test';
import { bindServer, createGateway, createLog, loadConfig, type BoundServer } from '@sigma-embed/gateway';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import { untilStopped } from '../../packages/gateway/src/server/run.ts';
import { freePort } from '../support/free-port.ts';
import { startServe, type Served } from '../support/serve-process.ts';
import { createVisitor, type Answer, type Visitor } from '../support/visitor.ts';

const MINUTE = 60_000;
const EMAILS = ['ana@example.com', 'ben@example.com', 'mia@example.com', 'sam@example.com'];

let sandbox: Sandbox;
let origin: string;
let cwd: string;
let env: Record<string, string>;
before(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  sandbox = await startSandbox({ redirectUrls: [`${origin}/auth/databricks/callback`] });
  cwd = mkdtempSync(join(tmpdir(), 'sigma-embed-stop-'));
  env = { ...sandbox.env(origin), SIGMA_EMBED_STORE: `sqlite:${join(cwd, 'sessions.db')}` };
});
after(async () => {
  await sandbox.close();
  rmSync(cwd, { recursive: true, force: true });
});

afterEach(() => sandbox.faults.clear());

/** The pool of this process may hold a connection to a server that is gone; only new requests are tried again. */
async function eventually(ask: () => Promise<Answer>): Promise<Answer> {
  for (let n = 0; n < 20; n += 1) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
  }
  throw new Error('no answer');
}

async function until(isDone: () => boolean): Promise<void> {
  const limit = Date.now() + 30_000;
  while (!isDone()) {
    assert.ok(Date.now() < limit, `not within half a minute: ${String(isDone)}`);
    await new Promise((done) => setTimeout(done, 2));
  }
}

describe('a process', () => {
  const start = async (over: Record<string, string> = {}): Promise<Served> => {
    const served = startServe({ cwd, env: { ...env, ...over } });
    await served.listening();
    return served;
  };

  it('that gets SIGTERM in the middle of a sign-in finishes it, takes nothing new, and ends with 0 [AV-01]', async () => {
    const first = await start();
    const visitor = createVisitor(origin);
    const callback = await visitor.consent('ana@example.com');
    const calls = sandbox.databricks.tokenCalls();
    sandbox.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/v1/token', delayMs: 700, times: 1 });
    const finishing = visitor.get(callback);
    await until(() => sandbox.databricks.tokenCalls() > calls);
    first.signal('SIGTERM');
    const answer = await finishing;
    assert.match(answer.location ?? '', /\/dashboard$/);
    assert.equal(answer.headers.get('connection'), 'close');
    assert.equal(await first.ended, 0);
    await assert.rejects(createVisitor(origin).get('/health'));
    assert.match(first.stdout(), /"event":"stopping"[^]*"event":"stopped"/);

    const second = await start();
    assert.equal((await eventually(() => visitor.mint())).status, 200, 'the session that was made meanwhile');
    second.signal('SIGTERM');
    assert.equal(await second.ended, 0);
  });

  it('that gets a second signal ends at once, and loses no session [AV-01]', async () => {
    const first = await start();
    const visitor = createVisitor(origin);
    await eventually(() => visitor.get('/health'));
    await visitor.signIn('ben@example.com');
    sandbox.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/v1/token', delayMs: 60_000, times: 1 });
    const other = createVisitor(origin);
    const callback = await other.consent('mia@example.com');
    const calls = sandbox.databricks.tokenCalls();
    const hanging = other.get(callback).catch(() => undefined);
    await until(() => sandbox.databricks.tokenCalls() > calls);
    first.signal('SIGTERM');
    await until(() => first.stdout().includes('"event":"stopping"'));
    first.signal('SIGINT');
    assert.equal(await first.ended, 1);
    await hanging;
    const second = await start();
    assert.equal((await eventually(() => visitor.mint())).status, 200);
    second.signal('SIGTERM');
    await second.ended;
  });

  it('that is killed keeps every session that it has answered for [ST-09]', async () => {
    const visitors: Visitor[] = [];
    for (let n = 0; n < 4; n += 1) {
      const served = await start();
      for (const earlier of visitors) assert.equal((await eventually(() => earlier.mint())).status, 200);
      const visitor = createVisitor(origin);
      await eventually(() => visitor.get('/health'));
      const { location = '' } = await visitor.signIn(EMAILS[n % EMAILS.length] ?? '');
      served.signal('SIGKILL');
      assert.match(location, /\/dashboard$/);
      visitors.push(visitor);
      assert.equal(await served.ended, 'SIGKILL');
    }
    const last = await start();
    for (const visitor of visitors) assert.equal((await eventually(() => visitor.get('/api/session'))).status, 200);
    last.signal('SIGTERM');
    assert.equal(await last.ended, 0);
  });

  it('that is stopped while new tokens wait for a database that takes no write leaves them to the next one, and ends with 0 [AV-01]', async (t) => {
    sandbox.databricks.setApp({ refreshMode: 'rotate_family' });
    const first = await start({ SIGMA_EMBED_DRAIN_SECONDS: '1' });
    t.after(() => first.signal('SIGKILL'));
    const visitor = createVisitor(origin);
    await eventually(() => visitor.get('/health'));
    await visitor.signIn('sam@example.com');
    using db = new DatabaseSync(join(cwd, 'sessions.db'), { timeout: 10_000 });
    db.prepare('UPDATE sessions SET obtained_at = ?, access_expires_at = ?').run(Date.now() - 60 * MINUTE, Date.now());
    const calls = sandbox.databricks.tokenCalls();
    sandbox.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/v1/token', delayMs: 500, times: 1 });
    const waiting = visitor.mint().catch(() => undefined);
    await until(() => sandbox.databricks.tokenCalls() > calls);
    db.exec('BEGIN IMMEDIATE');
    await until(() => first.stdout().includes('"event":"tokens_spilled"'));
    first.signal('SIGTERM');
    assert.equal(await first.ended, 0, first.stderr());
    await waiting;
    assert.match(first.stdout(), /"event":"stopped"/);
    db.exec('ROLLBACK');

    const second = await start();
    await until(() => second.stdout().includes('"event":"spill_recovered"'));
    const spent = sandbox.databricks.tokenCalls();
    assert.equal((await eventually(() => visitor.mint())).status, 200);
    assert.equal(sandbox.databricks.tokenCalls(), spent, 'the tokens that waited are the ones in use');
    second.signal('SIGTERM');
    assert.equal(await second.ended, 0);
  });
});

interface Running {
  readonly server: BoundServer;
  readonly events: EventEmitter;
  readonly stopped: Promise<number>;
}

it('a stop at any moment of refreshes, mints and sign-ins under load loses no session and answers no accepted request with 5xx [AV-01]', async () => {
  // A refresh token works once: a refresh that was not written would end its session.
  sandbox.databricks.setApp({ refreshMode: 'rotate_family' });
  const config = loadConfig({ env: { ...env, SIGMA_EMBED_STORE: `sqlite:${join(cwd, 'load.db')}` } });
  const log = createLog({ level: 'silent', format: 'json' });
  const run = async (): Promise<Running> => {
    const server = await bindServer(config.listen);
    const gateway = await createGateway({ config, clock: sandbox.clock, log });
    server.serve(gateway.fetch);
    const events = new EventEmitter();
    const exit = (): void => undefined;
    return { server, events, stopped: untilStopped({ gateway, server, log, drainMs: 10_000, events, exit }) };
  };
  let running = await run();
  const visitors: Visitor[] = [];
  for (let n = 0; n < 20; n += 1) {
    const visitor = createVisitor(origin);
    visitors.push(visitor);
    await eventually(() => visitor.get('/health'));
    await visitor.signIn(EMAILS[n % EMAILS.length] ?? '');
  }
  let answered = 0;
  for (let round = 0; round < 8; round += 1) {
    sandbox.clock.advance(round % 2 === 0 ? 46 * MINUTE : 20 * MINUTE);
    const statuses: number[] = [];
    const load = visitors.flatMap((visitor) =>
      Array.from({ length: 3 }, async () => {
        // A refused connection is a request that was not accepted.
        const answer = await visitor.mint().catch(() => undefined);
        if (answer !== undefined) statuses.push(answer.status);
      }),
    );
    for (let turn = 0; turn < round * 6; turn += 1) await new Promise((done) => setImmediate(done));
    running.events.emit('SIGTERM', 'SIGTERM');
    await Promise.all(load);
    assert.equal(await running.stopped, 0);
    assert.ok(
      statuses.every((status) => status === 200),
      `round ${round}: ${[...new Set(statuses)].join()}`,
    );
    answered += statuses.length;
    running = await run();
    for (const [index, visitor] of visitors.entries()) {
      const answer = await eventually(() => visitor.mint());
      assert.equal(answer.status, 200, `round ${round}, visitor ${index}: ${answer.text}`);
    }
  }
  assert.ok(answered > 0, 'some requests were under way when it stopped');
  running.events.emit('SIGTERM', 'SIGTERM');
  await running.stopped;
});
