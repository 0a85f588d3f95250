// The callback under attack: every wrong parameter is refused here, before Databricks hears of it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor, type Answer, type Visitor } from '../support/visitor.ts';

let demo: Demo;
before(async () => {
  demo = await startDemo();
});
after(async () => {
  await demo[Symbol.asyncDispose]();
});

/** Where a refused callback sends the browser: the sign-in page with this reason, and a clean address. */
function refusedFor(answer: Answer, reason: string): void {
  assert.equal(answer.status, 303, answer.text);
  const url = new URL(answer.location ?? '');
  assert.equal(url.pathname, '/login');
  assert.deepEqual([...url.searchParams.keys()], ['reason'], 'no code or state stays in the address [OA-18]');
  assert.equal(url.searchParams.get('reason'), reason);
}

const tokenCalls = (): number => demo.sandbox.databricks.tokenCalls();

async function unfinished(): Promise<{ visitor: Visitor; callback: URL }> {
  const visitor = createVisitor(demo.origin);
  return { visitor, callback: new URL(await visitor.consent('ana@example.com')) };
}

describe('a callback with a wrong state reaches no token endpoint and leaves the attempt usable [OA-02] [RL-03]', () => {
  const cases: [name: string, spoil: (callback: URL) => void, reason: string][] = [
    ['absent', (url) => url.searchParams.delete('state'), 'state_missing'],
    ['empty', (url) => url.searchParams.set('state', ''), 'state_missing'],
    ['garbage', (url) => url.searchParams.set('state', 'x'.repeat(66)), 'state_missing'],
    [
      'truncated',
      (url) => url.searchParams.set('state', (url.searchParams.get('state') ?? '').slice(0, -1)),
      'state_missing',
    ],
    [
      'wrong in its last character',
      (url) => {
        const state = url.searchParams.get('state') ?? '';
        url.searchParams.set('state', state.slice(0, -2) + (state.at(-2) === 'A' ? 'B' : 'A') + state.at(-1));
      },
      'state_unknown',
    ],
    [
      'of another attempt',
      (url) => url.searchParams.set('state', `${'a'.repeat(22)}.${'b'.repeat(43)}`),
      'state_unknown',
    ],
    ['given twice', (url) => url.searchParams.append('state', 'again'), 'callback_malformed'],
  ];
  for (const [name, spoil, reason] of cases) {
    it(`${name}: ${reason}`, async () => {
      const { callback, visitor } = await unfinished();
      const calls = tokenCalls();
      const spoiled = new URL(callback);
      spoil(spoiled);
      refusedFor(await visitor.get(spoiled.href), reason);
      assert.equal(tokenCalls(), calls);
      const finished = await visitor.get(callback.href);
      assert.equal(new URL(finished.location ?? '').pathname, '/dashboard', 'the real callback still works');
    });
  }
});

it('a callback in another browser finds no attempt, whether or not that one is signing in too [OA-02]', async () => {
  const { callback } = await unfinished();
  const calls = tokenCalls();
  refusedFor(await createVisitor(demo.origin).get(callback.href), 'cookie_missing');
  const other = await unfinished();
  refusedFor(await other.visitor.get(callback.href), 'state_unknown');
  assert.equal(tokenCalls(), calls);
});

it('a callback after ten minutes is refused [OA-02]', async () => {
  const { callback, visitor } = await unfinished();
  const calls = tokenCalls();
  demo.sandbox.clock.advance(10 * 60_000);
  refusedFor(await visitor.get(callback.href), 'state_expired');
  assert.equal(tokenCalls(), calls);
});

it('fifty copies of one callback make one exchange and one session [OA-03]', async () => {
  const { callback, visitor } = await unfinished();
  const calls = tokenCalls();
  const cookie = visitor.cookieHeader();
  const answers = await Promise.all(Array.from({ length: 50 }, () => visitor.get(callback.href, { cookie })));
  assert.equal(tokenCalls() - calls, 1);
  assert.equal(answers.filter((answer) => answer.location?.endsWith('/dashboard')).length, 1);
  for (const answer of answers.filter((each) => !each.location?.endsWith('/dashboard')))
    refusedFor(answer, 'attempt_spent');
});

it('a finished sign-in cannot be replayed by whoever copied its cookie and URL [OA-03]', async () => {
  const { callback, visitor } = await unfinished();
  const cookie = visitor.cookieHeader();
  await visitor.get(callback.href);
  const calls = tokenCalls();
  refusedFor(await createVisitor(demo.origin).get(callback.href, { cookie }), 'attempt_spent');
  assert.equal(tokenCalls(), calls);
});

describe('a malformed callback is refused and the attempt stays usable [OA-12]', () => {
  const cases: [name: string, spoil: (callback: URL) => void][] = [
    ['code twice', (url) => url.searchParams.append('code', 'second')],
    ['code and error', (url) => url.searchParams.append('error', 'access_denied')],
    ['neither code nor error', (url) => url.searchParams.delete('code')],
    ['code as an array', (url) => url.searchParams.append('code[]', 'x') ?? url.searchParams.delete('code')],
  ];
  for (const [name, spoil] of cases) {
    it(name, async () => {
      const { callback, visitor } = await unfinished();
      const calls = tokenCalls();
      const spoiled = new URL(callback);
      spoil(spoiled);
      refusedFor(await visitor.get(spoiled.href), 'callback_malformed');
      assert.equal(tokenCalls(), calls);
      assert.match((await visitor.get(callback.href)).location ?? '', /\/dashboard$/);
    });
  }

  it('HEAD, POST and prefetch do not finish a sign-in', async () => {
    const { callback, visitor } = await unfinished();
    const calls = tokenCalls();
    assert.equal((await visitor.send('HEAD', callback.href)).status, 405);
    assert.equal((await visitor.send('POST', callback.href, { body: '' })).status, 405);
    assert.equal((await visitor.get(callback.href, { 'sec-purpose': 'prefetch;prerender' })).status, 403);
    assert.equal(tokenCalls(), calls);
    assert.match((await visitor.get(callback.href)).location ?? '', /\/dashboard$/);
  });
});

it('an error callback needs a valid attempt, and its words never come back [OA-11]', async () => {
  const words = `<img src=x onerror=alert(1)>${'ÿ'.repeat(9)}"'`;
  const stranger = createVisitor(demo.origin);
  const forged = `/auth/databricks/callback?${new URLSearchParams({ error: words, error_description: words, error_uri: words })}`;
  refusedFor(await stranger.get(forged), 'state_missing');

  const { callback, visitor } = await unfinished();
  const state = callback.searchParams.get('state') ?? '';
  const query = new URLSearchParams({ state, error: 'server_error', error_description: words, error_uri: words });
  const answer = await visitor.get(`/auth/databricks/callback?${query}`);
  refusedFor(answer, 'login_refused');
  const page = await visitor.get(answer.location ?? '');
  const everything = `${answer.text}${JSON.stringify([...answer.headers])}${page.text}${demo.logs.join('')}`;
  assert.ok(!everything.includes('onerror'), 'remote words appear nowhere');
});

it('Host and forwarded headers never change the redirect URI [OA-10]', async () => {
  const visitor = createVisitor(demo.origin);
  const expected = demo.config.workspaces[0].redirectUri;
  const mutants: Record<string, string>[] = [
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-proto': 'https', 'x-forwarded-port': '444' },
    { forwarded: 'host=evil.example;proto=https' },
    { 'x-original-host': 'evil.example', 'x-host': 'evil.example' },
  ];
  for (const headers of mutants) {
    const { location } = await visitor.get('/auth/databricks/login', headers);
    assert.equal(new URL(location ?? '').searchParams.get('redirect_uri'), expected);
  }
});

it('every sign-in has its own state, nonce and S256 challenge, and at most five are kept [OA-01] [OA-17]', async () => {
  const visitor = createVisitor(demo.origin);
  const seen = new Set<string>();
  for (let n = 0; n < 50; n += 1) {
    const url = new URL((await visitor.get('/auth/databricks/login')).location ?? '');
    assert.equal(url.searchParams.get('response_type'), 'code');
    assert.equal(url.searchParams.get('code_challenge_method'), 'S256');
    assert.match(url.searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
    for (const name of ['state', 'nonce', 'code_challenge']) seen.add(url.searchParams.get(name) ?? '');
    demo.sandbox.clock.advance(1000);
  }
  assert.equal(seen.size, 150);
  assert.equal(visitor.cookies().size, 5);
  assert.ok(visitor.cookieHeader().length < 4096, `${visitor.cookieHeader().length} bytes of cookies`);
});

it('sign-ins with long return paths keep their cookies under 4 KiB as well, the newest first [OA-17]', async () => {
  const visitor = createVisitor(demo.origin);
  const path = `/dashboard?${'a'.repeat(500)}`;
  let last: URL | undefined;
  for (let n = 0; n < 8; n += 1) {
    const { location } = await visitor.get(`/auth/databricks/login?${new URLSearchParams({ return_to: path })}`);
    last = new URL(location ?? '');
    const bytes = visitor.cookieHeader().length;
    assert.ok(bytes < 4096, `${bytes} bytes of cookies`);
    demo.sandbox.clock.advance(1000);
  }
  assert.ok(visitor.cookies().size >= 2);
  const arrived = await visitor.get(await visitor.allow(last?.href ?? '', 'ana@example.com'));
  assert.equal(new URL(arrived.location ?? '', demo.origin).href, `${demo.origin}${path}`);
});
