// Browsers leave in the middle of a request. What they began at Databricks is finished and kept.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, it } from 'node:test';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const MINUTE = 60_000;

let demo: Demo;
/** Called with each step of a request to the token endpoint, which waits for it. */
let onStep: (step: 'sent' | 'answered') => Promise<void> | void = () => undefined;

async function watched(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  if (!request.url.endsWith('/token')) return await fetch(request);
  await onStep('sent');
  const response = await fetch(request);
  const body = await response.arrayBuffer();
  await onStep('answered');
  return new Response(body, { status: response.status, headers: response.headers });
}

before(async () => {
  demo = await startDemo({ fetch: watched });
  // A refresh token works once here: one that was spent and not kept would end the session.
  demo.sandbox.databricks.setApp({ refreshMode: 'rotate_family' });
});
after(async () => {
  await demo[Symbol.asyncDispose]();
});

async function due(): Promise<Visitor> {
  const visitor = createVisitor(demo.origin);
  await visitor.signIn('ana@example.com');
  demo.sandbox.clock.advance(50 * MINUTE);
  return visitor;
}

/** Sends a request over a connection of its own; `leave` breaks the connection off. */
async function send(lines: readonly string[], body = ''): Promise<{ leave: () => Promise<void> }> {
  const socket = connect(Number(new URL(demo.origin).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write([...lines, `Content-Length: ${body.length}`, '', body].join('\r\n'));
  return {
    leave: async () => {
      socket.resetAndDestroy();
      await new Promise((done) => setImmediate(done));
    },
  };
}

const mintLines = (visitor: Visitor): string[] => [
  'POST /api/embed-url HTTP/1.1',
  `Host: ${new URL(demo.origin).host}`,
  `Cookie: ${visitor.cookieHeader()}`,
  `Origin: ${demo.origin}`,
  'Content-Type: application/json',
  'X-Sigma-Embed: 1',
];

const refreshed = (): number => demo.sandbox.events.count('token.refreshed');

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((done) => setTimeout(done, 2));
}

for (const moment of ['sent', 'answered'] as const) {
  it(`a caller that hangs up when the refresh was ${moment} does not stop it: the pair is kept and the next request works [RF-05]`, async () => {
    const visitor = await due();
    const earlier = refreshed();
    const reached = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    onStep = async (step) => {
      if (step !== moment) return;
      reached.resolve();
      await gone.promise;
    };
    const caller = await send(mintLines(visitor), '{}');
    await reached.promise;
    await caller.leave();
    gone.resolve();
    onStep = () => undefined;
    assert.equal((await visitor.mint()).status, 200);
    assert.equal(refreshed() - earlier, 1, 'one refresh, and its pair was kept');
    demo.sandbox.clock.advance(50 * MINUTE);
    assert.equal((await visitor.mint()).status, 200, 'the chain of refresh tokens goes on');
  });
}

it('callers that hang up at any moment of a mint lose nothing: thirty of them, one after another [RF-05]', async () => {
  const visitor = createVisitor(demo.origin);
  await visitor.signIn('ana@example.com');
  for (let n = 0; n < 30; n += 1) {
    demo.sandbox.clock.advance(46 * MINUTE);
    if (n % 14 === 13) await visitor.signIn('ana@example.com');
    const caller = await send(mintLines(visitor), '{}');
    for (let turn = 0; turn < n; turn += 1) await new Promise((done) => setImmediate(done));
    await caller.leave();
    const answer = await visitor.mint();
    assert.equal(answer.status, 200, `after ${n} turns: ${answer.text}`);
  }
});

it('a hundred wait for one refresh, ninety-nine leave: the last one gets its answer [RF-05]', async () => {
  const visitor = await due();
  const earlier = refreshed();
  const reached = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  onStep = async (step) => {
    if (step !== 'sent') return;
    reached.resolve();
    await gone.promise;
  };
  const callers = await Promise.all(Array.from({ length: 99 }, () => send(mintLines(visitor), '{}')));
  await reached.promise;
  const last = visitor.mint();
  await Promise.all(callers.map((caller) => caller.leave()));
  gone.resolve();
  assert.equal((await last).status, 200);
  onStep = () => undefined;
  assert.equal(refreshed() - earlier, 1);
});

it('a browser that leaves during its callback spends the attempt once, and signs in at the next try', async () => {
  const visitor = createVisitor(demo.origin);
  const callback = new URL(await visitor.consent('ben@example.com'));
  const calls = demo.sandbox.databricks.tokenCalls();
  const reached = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  onStep = async (step) => {
    if (step !== 'sent') return;
    reached.resolve();
    await gone.promise;
  };
  const finished = (): number => demo.logs.filter((line) => line.includes('/auth/databricks/callback')).length;
  const earlier = finished();
  const caller = await send([
    `GET ${callback.pathname}${callback.search} HTTP/1.1`,
    `Host: ${callback.host}`,
    `Cookie: ${visitor.cookieHeader()}`,
  ]);
  await reached.promise;
  await caller.leave();
  gone.resolve();
  onStep = () => undefined;
  await until(() => finished() > earlier);
  const again = await visitor.get(callback.href);
  assert.match(again.location ?? '', /reason=attempt_spent$/);
  assert.equal(demo.sandbox.databricks.tokenCalls() - calls, 1);
  assert.match((await visitor.signIn('ben@example.com')).location ?? '', /\/dashboard$/);
});
