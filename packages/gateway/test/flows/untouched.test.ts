// What may not cost anything costs nothing: bad callbacks reach nobody, and reading changes no row.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { dashboardScriptPath } from '../../src/http/pages/dashboard-script.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';
import { scheduledStore, type ScheduledStore } from '../support/scheduled-store.ts';

let world: Gateways;
let steps: ScheduledStore;
const seen: string[] = [];
before(async () => {
  steps = scheduledStore();
  world = await startGateways({ wrap: steps.wrap });
  steps.turn = async (step) => void seen.push(step);
});
after(async () => {
  await world[Symbol.asyncDispose]();
});

it('two thousand bad callbacks reach neither Databricks nor the store [RL-03] [OA-02]', async () => {
  const cookie = await world.signIn('ana');
  const calls = world.databricks.tokenCalls();
  seen.length = 0;
  const name = fc.constantFrom('code', 'state', 'error', 'iss', 'error_description', 'x');
  const state = fc.constant(`${'a'.repeat(22)}.${'b'.repeat(43)}`);
  const query = fc.array(fc.tuple(name, fc.oneof(fc.string({ maxLength: 80 }), state)), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(query, async (pairs) => {
      const search = new URLSearchParams(pairs).toString();
      const attempt = `__Host-sigma-embed-login-${'a'.repeat(22)}=1.k.${'c'.repeat(80)}`;
      const answer = await world.get(`/auth/databricks/callback?${search}`, attempt);
      assert.equal(answer.status, 303);
      assert.match(answer.headers.get('location') ?? '', /^\/login\?reason=\w+$/);
    }),
    { numRuns: 2000 },
  );
  assert.equal(world.databricks.tokenCalls(), calls);
  // A browser whose session may explain the repeat is looked up, and no more.
  assert.deepEqual(
    [...new Set(seen)].filter((step) => step !== 'findSession'),
    [],
  );
  assert.equal((await world.get('/api/session', cookie)).status, 200);
});

it('two thousand sign-ins that nobody finishes write nothing, and the first of them can still be finished [RL-02]', async () => {
  const begin = (): Promise<Response> => world.get('/auth/databricks/login', '');
  const first = await begin();
  const calls = world.databricks.tokenCalls();
  seen.length = 0;
  for (let n = 0; n < 2000; n += 1) assert.equal((await begin()).status, 303);
  assert.deepEqual(seen, []);
  assert.equal(world.databricks.tokenCalls(), calls);
  const state = new URL(first.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const attempt = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const query = new URLSearchParams({ code: 'cleo', state }).toString();
  const finished = await world.get(`/auth/databricks/callback?${query}`, attempt);
  assert.equal(finished.headers.get('location'), '/dashboard');
});

const READS: ReadonlySet<string> = new Set(['findSession', 'findTokens']);

it('no GET but the named ones changes a row, and none reaches the token endpoint [WB-03]', async () => {
  const cookie = await world.signIn('ben');
  const calls = world.databricks.tokenCalls();
  const paths = [
    '/',
    '/login',
    '/login?reason=idle_limit',
    '/login.html',
    '/logout',
    '/api/session',
    '/health',
    '/nothing',
    '/auth/databricks/login',
    '/assets/dashboard.js',
    '/dashboard/unknown',
  ];
  for (const path of paths) {
    seen.length = 0;
    await world.get(path, cookie);
    assert.deepEqual(
      seen.filter((step) => !READS.has(step)),
      [],
      path,
    );
  }
  assert.equal(world.databricks.tokenCalls(), calls);
});

it("a cache in front that keeps what it may keep shows nobody another's page [WB-07]", async () => {
  const kept = new Map<string, string>();
  const through = async (path: string, cookie: string): Promise<string> => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const answer = await world.get(path, cookie);
    const text = await answer.text();
    const mayKeep = answer.status === 200 && !(answer.headers.get('cache-control') ?? '').includes('no-store');
    if (mayKeep) kept.set(path, text);
    return text;
  };
  const people = ['first', 'second', 'third'];
  const cookies = await Promise.all(people.map((person) => world.signIn(person)));
  const script = dashboardScriptPath();
  const own = ['/dashboard', '/api/session', '/login', '/logout', '/', '/health'];
  for (const path of [...own, script, '/assets/dashboard.js?v=of-another-replica', '/assets/sigma-embed.js']) {
    for (const [index, cookie] of cookies.entries()) {
      const text = await through(path, cookie);
      for (const other of people.filter((_, place) => place !== index)) {
        assert.ok(!text.includes(`${other}@example.com`), `${path}: ${people[index]} sees ${other}`);
      }
    }
  }
  assert.deepEqual(
    [...kept.keys()],
    [script],
    'the one thing that is the same for everybody, under its own version only',
  );
});
