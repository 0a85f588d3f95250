// What counts as activity of a viewer, and when a page is to ask again.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const MINUTE = 60_000;
interface Times {
  readonly serverTime: number;
  readonly expiresAt: number;
  readonly renewAt: number;
  readonly sessionEndsAt: number;
}

let demo: Demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo[Symbol.asyncDispose]());

async function signedIn(): Promise<Visitor> {
  const visitor = createVisitor(demo.origin);
  await visitor.signIn('ana@example.com');
  return visitor;
}

async function ask(visitor: Visitor, body: object): Promise<Times> {
  const headers = { 'content-type': 'application/json', 'x-sigma-embed': '1', origin: demo.origin };
  const answer = await visitor.send('POST', '/api/embed-url', { headers, body: JSON.stringify(body) });
  assert.equal(answer.status, 200, answer.text);
  return answer.json<Times & Record<string, unknown>>();
}

it('a URL counts as activity unless the page says that nobody is there [SE-08]', async () => {
  const visitor = await signedIn();
  const endOf = async (body: object): Promise<number> => {
    demo.sandbox.clock.advance(10 * MINUTE);
    const { serverTime, sessionEndsAt } = await ask(visitor, body);
    return Math.round((sessionEndsAt - serverTime) / MINUTE);
  };
  assert.equal(await endOf({}), 60, 'absent counts');
  assert.equal(await endOf({ active: true }), 60);
  assert.equal(await endOf({ active: false }), 50);
  assert.equal(await endOf({ active: false }), 40);
  const { serverTime, sessionEndsAt } = (await visitor.get('/api/session')).json<Times & Record<string, unknown>>();
  assert.equal(Math.round((sessionEndsAt - serverTime) / MINUTE), 40, 'the same as the session says');
  assert.equal(await endOf({ active: true }), 60);
});

it('a page that nobody touches idles out, however often it asks [SE-08]', async () => {
  const visitor = await signedIn();
  for (let passed = 0; passed < 50; passed += 10) {
    await ask(visitor, { active: false });
    demo.sandbox.clock.advance(10 * MINUTE);
  }
  demo.sandbox.clock.advance(11 * MINUTE);
  const answer = await visitor.mint();
  assert.deepEqual([answer.status, answer.json()['code']], [401, 'idle_limit']);
});

it('a page is to ask early enough to keep the session of an active viewer, and not for a URL that lives no longer', async () => {
  const early = await startDemo({ env: { SIGMA_EMBED_IDLE_MINUTES: '20', SIGMA_EMBED_ABSOLUTE_HOURS: '1' } });
  try {
    const visitor = createVisitor(early.origin);
    await visitor.signIn('ana@example.com');
    const headers = { 'content-type': 'application/json', 'x-sigma-embed': '1', origin: early.origin };
    const times = async (): Promise<Times> =>
      (await visitor.send('POST', '/api/embed-url', { headers, body: '{}' })).json<Times & Record<string, unknown>>();
    const first = await times();
    assert.equal(Math.round((first.renewAt - first.serverTime) / MINUTE), 18, 'two minutes before the idle limit');
    for (const minutes of [15, 15]) {
      early.sandbox.clock.advance(minutes * MINUTE);
      const { expiresAt, renewAt } = await times();
      assert.ok(renewAt < expiresAt);
    }
    early.sandbox.clock.advance(16 * MINUTE);
    const last = await times();
    assert.equal(Math.round((last.expiresAt - last.serverTime) / MINUTE), 14, 'it ends with the session');
    assert.equal(last.renewAt, last.expiresAt);
  } finally {
    await early[Symbol.asyncDispose]();
  }
});

it('a flag that is none is refused', async () => {
  const visitor = await signedIn();
  const headers = { 'content-type': 'application/json', 'x-sigma-embed': '1', origin: demo.origin };
  for (const active of [1, 'false', null]) {
    const answer = await visitor.send('POST', '/api/embed-url', { headers, body: JSON.stringify({ active }) });
    assert.deepEqual([answer.status, answer.json()['code']], [400, 'body_invalid']);
  }
});
