// Databricks fails in every way it has, at every call the gateway makes: discovery, exchange, Me, refresh.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Fault } from '@sigma-embed/sandbox';
import { startDemo, type Demo } from '../support/demo.ts';
import { tokenShapes } from '../support/secrets.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const MINUTE = 60_000;
/** What an unknown outcome means where a token works once: test/faults/refresh. */
const ENV = { SIGMA_EMBED_DATABRICKS_TIMEOUT_SECONDS: '1', SIGMA_EMBED_ROTATION: 'multi-use' };

/** The words that a failing Databricks uses; none of them may come through. */
const WORDS = 'UpstreamWords';
const HTML = `<html><title>Error 403 ${WORDS}</title></html>`;

type Answering = Omit<Fault, 'pattern' | 'vendor'>;

/** Ways to fail that are the same for every call, and what each means. */
const OUTAGES: readonly (readonly [name: string, how: Answering])[] = [
  ['500 with HTML', { status: 500, body: HTML }],
  ['502 with HTML', { status: 502, body: HTML }],
  ['503 with Retry-After', { status: 503, body: WORDS, headers: { 'retry-after': '7' } }],
  ['429', { status: 429, body: `{"error_code":"RESOURCE_EXHAUSTED","message":"${WORDS}"}` }],
  ['a cut connection', { cut: true }],
  ['no answer in time', { delayMs: 1500 }],
  ['an answer that drips', { dripMs: 200 }],
];

const NO_SENSE: readonly (readonly [name: string, how: Answering])[] = [
  ['HTML with 200', { status: 200, body: HTML, headers: { 'content-type': 'text/html' } }],
  ['JSON that is no object', { status: 200, body: '[1]', headers: { 'content-type': 'application/json' } }],
  ['nothing with 200', { status: 200, body: '', headers: { 'content-type': 'application/json' } }],
  ['a redirect', { status: 302, body: '', headers: { location: 'https://evil.example/' } }],
];

/** 403 has two meanings at Databricks' APIs, and a third at the token endpoint. */
const EXPIRED = JSON.stringify({ error_code: 403, message: 'Invalid access token.' });
const DENIED = JSON.stringify({ error_code: 'PERMISSION_DENIED', message: `${WORDS} is not allowed` });
const BLOCKED = JSON.stringify({ error_code: 403, message: `Source IP address: 1.2.3.4 is blocked ${WORDS}` });

let demo: Demo;
before(async () => {
  demo = await startDemo({ env: ENV });
});
afterEach(() => {
  demo.sandbox.faults.clear();
});
after(async () => {
  const logged = demo.logs.join('');
  await demo[Symbol.asyncDispose]();
  assert.ok(!logged.includes(WORDS), 'no remote word reaches the log');
  assert.deepEqual(tokenShapes(logged), []);
});

const fail = (pattern: string, how: Answering): void =>
  void demo.sandbox.faults.add({ vendor: 'databricks', pattern, ...how });

/** Signs in while something is wrong; the reason on the sign-in page. */
async function reasonOf(pattern: string, how: Answering): Promise<string> {
  const visitor = createVisitor(demo.origin);
  const callback = await visitor.consent('ana@example.com');
  fail(pattern, how);
  const answer = await visitor.get(callback);
  demo.sandbox.faults.clear();
  assert.equal(answer.status, 303, answer.text);
  const url = new URL(answer.location ?? '');
  assert.equal(url.pathname, '/login');
  assert.deepEqual([...url.searchParams.keys()], ['reason']);
  assert.deepEqual(
    [...visitor.cookies().keys()].filter((name) => !name.includes('login')),
    [],
    'no session was made',
  );
  const page = await visitor.get(url.href);
  assert.ok(!page.text.includes(WORDS));
  await visitor.signIn('ana@example.com');
  assert.equal((await visitor.mint()).status, 200, 'signing in again works');
  return url.searchParams.get('reason') ?? '';
}

const TOKEN = 'POST /oidc/v1/token';
const ME = 'GET /api/2.0/preview/scim/v2/Me';

for (const [call, pattern] of [
  ['the code exchange', TOKEN],
  ['Me', ME],
] as const) {
  describe(`${call} fails during a sign-in`, () => {
    for (const [name, how] of OUTAGES) {
      it(`${name}: databricks_unavailable`, async () => {
        assert.equal(await reasonOf(pattern, how), 'databricks_unavailable');
      });
    }
  });
}

describe('an answer without sense during a sign-in names Databricks, not the viewer', () => {
  for (const [name, how] of NO_SENSE) {
    const isRedirect = name === 'a redirect';
    it(`the code exchange answers ${name}`, async () => {
      assert.equal(await reasonOf(TOKEN, how), isRedirect ? 'databricks_unavailable' : 'token_response_invalid');
    });
    it(`Me answers ${name}`, async () => {
      assert.equal(await reasonOf(ME, how), isRedirect ? 'databricks_forbidden' : 'token_response_invalid');
    });
  }
});

describe('403 is read by what it says, not by its number', () => {
  it('a blocked address at the code exchange', async () => {
    assert.equal(await reasonOf(TOKEN, { status: 403, body: BLOCKED }), 'databricks_forbidden');
    assert.equal(await reasonOf(TOKEN, { status: 403, body: HTML }), 'databricks_forbidden');
  });
  it('an expired token, a missing permission and a blocked address at Me', async () => {
    assert.equal(await reasonOf(ME, { status: 403, body: EXPIRED }), 'token_response_invalid');
    assert.equal(await reasonOf(ME, { status: 403, body: DENIED }), 'databricks_forbidden');
    assert.equal(await reasonOf(ME, { status: 403, body: BLOCKED }), 'databricks_forbidden');
    const scope = '{"message":"Provided OAuth token does not have required scopes: iam"}';
    assert.equal(await reasonOf(ME, { status: 403, body: scope }), 'scope_missing');
  });
});

/** A session whose access token has this long to live. */
async function withLife(minutes: number): Promise<Visitor> {
  const visitor = createVisitor(demo.origin);
  await visitor.signIn('ben@example.com');
  demo.sandbox.clock.advance((60 - minutes) * MINUTE);
  return visitor;
}

describe('a refresh fails', () => {
  const failures = [
    ...OUTAGES.filter(([name]) => name !== 'no answer in time'),
    ['no answer at all', { delayMs: 600_000 }],
    ...NO_SENSE,
    ['403 for an expired bearer', { status: 403, body: EXPIRED }],
    ['403 for a missing permission', { status: 403, body: DENIED }],
    ['403 for a blocked address', { status: 403, body: BLOCKED }],
    ['401 invalid_client', { status: 401, body: '{"error":"invalid_client"}' }],
  ] as const;
  for (const [name, how] of failures) {
    it(`${name}: the old token serves while it lives, and the session stays whatever comes [RF-07]`, async () => {
      const visitor = await withLife(10);
      const cookie = visitor.cookieHeader();
      fail(TOKEN, how);
      const early = await visitor.mint();
      assert.equal(early.status, 200, early.text);
      const { expiresAt, serverTime } = early.json<{ expiresAt: number; serverTime: number }>();
      assert.ok(expiresAt - serverTime <= 9 * MINUTE, 'the embed ends before its token');
      demo.sandbox.clock.advance(11 * MINUTE);
      const late = await visitor.mint();
      assert.ok([502, 503].includes(late.status), `${late.status} ${late.text}`);
      if (late.status === 503) assert.match(late.headers.get('retry-after') ?? '', /^\d+$/);
      assert.ok(!late.text.includes(WORDS));
      assert.equal(visitor.cookieHeader(), cookie);
      assert.equal((await visitor.get('/api/session')).status, 200);
      demo.sandbox.faults.clear();
      demo.sandbox.clock.advance(MINUTE);
      assert.equal((await visitor.mint()).status, 200, 'the same session works when Databricks is back');
    });
  }

  it('only the words for a dead refresh token end a session [RF-07]', async () => {
    for (const body of [
      '{"error":"invalid_request","error_description":"Refresh token is invalid"}',
      '{"error":"invalid_grant"}',
    ]) {
      const visitor = await withLife(10);
      fail(TOKEN, { status: 400, body });
      assert.equal((await visitor.mint()).status, 200, 'its access token serves to the end');
      demo.sandbox.clock.advance(9 * MINUTE);
      const answer = await visitor.mint();
      assert.equal(answer.status, 401);
      assert.equal(answer.json()['code'], 'grant_ended');
      assert.equal((await visitor.mint()).json()['code'], 'not_signed_in');
      demo.sandbox.faults.clear();
    }
  });
});

describe('discovery fails', () => {
  const WELL_KNOWN = 'GET /oidc/.well-known/*';
  const failures = [...OUTAGES, ['403', { status: 403, body: HTML }]] as const;
  it('at the first sign-in: a page with 503, and a sign-in as soon as Databricks is back', async () => {
    await using fresh = await startDemo({ env: ENV });
    for (const [name, how] of failures) {
      fresh.sandbox.faults.add({ vendor: 'databricks', pattern: WELL_KNOWN, ...how });
      const visitor = createVisitor(fresh.origin);
      const answer = await visitor.get('/auth/databricks/login');
      fresh.sandbox.faults.clear();
      const is403 = name === '403';
      assert.equal(answer.status, is403 ? 502 : 503, `${name}: ${answer.text}`);
      if (!is403) assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/, name);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
      assert.deepEqual(answer.headers.getSetCookie(), []);
      assert.ok(!answer.text.includes(WORDS));
      assert.equal((await visitor.get('/ready')).status, 200, 'the gateway itself is ready [AV-03]');
    }
    const visitor = createVisitor(fresh.origin);
    await visitor.signIn('ana@example.com');
    assert.equal((await visitor.mint()).status, 200);
  });

  it('later: what was learned an hour ago still stands', async () => {
    const visitor = createVisitor(demo.origin);
    await visitor.signIn('mia@example.com');
    for (const [, how] of failures.slice(0, 5)) {
      demo.sandbox.clock.advance(61 * MINUTE);
      fail(WELL_KNOWN, how);
      const other = createVisitor(demo.origin);
      await other.signIn('mia@example.com');
      assert.equal((await other.mint()).status, 200);
      demo.sandbox.faults.clear();
    }
  });

  it('after a restart, with sessions from before: they go on, and what needs Databricks waits', async () => {
    const visitor = await withLife(10);
    await demo.restart();
    fail(WELL_KNOWN, { cut: true });
    assert.equal((await visitor.mint()).status, 200, 'the token still lives');
    demo.sandbox.clock.advance(11 * MINUTE);
    const late = await visitor.mint();
    assert.equal(late.status, 503);
    assert.equal(late.json()['code'], 'databricks_unavailable');
    demo.sandbox.faults.clear();
    demo.sandbox.clock.advance(MINUTE);
    assert.equal((await visitor.mint()).status, 200);
  });
});

it('keys that cannot be fetched stop a sign-in, and the next one works', async () => {
  await using fresh = await startDemo({ env: ENV });
  for (const how of [{ status: 500, body: HTML }, { cut: true }, { status: 200, body: '{}' }]) {
    const visitor = createVisitor(fresh.origin);
    const callback = await visitor.consent('ana@example.com');
    fresh.sandbox.faults.add({ vendor: 'databricks', pattern: 'GET /oidc/jwks.json', ...how });
    const answer = await visitor.get(callback);
    fresh.sandbox.faults.clear();
    assert.match(answer.location ?? '', /reason=(databricks_unavailable|token_response_invalid)$/);
  }
  const visitor = createVisitor(fresh.origin);
  assert.match((await visitor.signIn('ana@example.com')).location ?? '', /\/dashboard$/);
});

it('while Databricks is down, a hundred callers do not become a hundred calls', async () => {
  const visitor = await withLife(10);
  fail(TOKEN, { status: 503, body: WORDS });
  const calls = demo.sandbox.databricks.tokenCalls();
  const answers = await Promise.all(Array.from({ length: 100 }, () => visitor.mint()));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.ok(demo.sandbox.databricks.tokenCalls() - calls <= 2, `${demo.sandbox.databricks.tokenCalls() - calls} calls`);
});
