// A mint is a chain of checks; whatever changes between two of them, no URL comes of it.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { COMPLETE } from '../config/environment.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';
import { scheduledStore, type ScheduledStore } from '../support/scheduled-store.ts';

const MINUTE = 60_000;

let world: Gateways;
let steps: ScheduledStore;
before(async () => {
  steps = scheduledStore();
  world = await startGateways({ wrap: steps.wrap });
});
after(async () => {
  await world[Symbol.asyncDispose]();
});

/** The steps of one mint, in order. */
async function stepsOf(run: () => Promise<unknown>, onStep: (index: number) => Promise<void> = async () => undefined) {
  const seen: string[] = [];
  let isBusy = false;
  steps.turn = async (step) => {
    if (isBusy) return;
    isBusy = true;
    await onStep(seen.length);
    isBusy = false;
    seen.push(step);
  };
  const result = await run();
  steps.turn = undefined;
  return { seen, result };
}

async function endEverySession(): Promise<void> {
  const page = await world.store.listSessions({}, { after: undefined, limit: 1000 });
  for (const { hash } of page) await world.store.removeSession(hash);
}

for (const [name, minutes] of [
  ['that counts as activity', 2],
  ['with a token that is refreshed first', 50],
] as const) {
  it(`a session that ends before any step of a mint ${name} gets no URL [EM-08]`, async () => {
    const prepare = async (): Promise<string> => {
      const cookie = await world.signIn('order');
      // So that the token is at hand.
      await world.mint(cookie);
      world.clock.sleep(minutes * MINUTE);
      return cookie;
    };
    const probe = await prepare();
    const { seen } = await stepsOf(() => world.mint(probe));
    const last = seen.lastIndexOf('findSession');
    assert.ok(last >= 1 && last === seen.findLastIndex((step) => step !== 'appendAudit'), seen.join());
    for (let at = 0; at <= last; at += 1) {
      const cookie = await prepare();
      const { result } = await stepsOf(
        () => world.mint(cookie),
        async (index) => {
          if (index === at) await endEverySession();
        },
      );
      const { code, status } = result as { code: string; status: number };
      assert.deepEqual([status, code], [401, 'not_signed_in'], `before step ${at}, ${seen[at]}`);
    }
  });
}

it('a session that ends before any step of a first mint gets no URL [EM-08]', async () => {
  for (let at = 0; at < 3; at += 1) {
    const cookie = await world.signIn('first');
    const { result, seen } = await stepsOf(
      () => world.mint(cookie),
      async (index) => {
        if (index === at) await endEverySession();
      },
    );
    const { code, status } = result as { code: string; status: number };
    assert.deepEqual([status, code], [401, 'not_signed_in'], `before step ${at} of ${seen.join()}`);
  }
});

it('an alias outside the catalogue is refused before any token is touched [EM-08] [EM-02]', async () => {
  const cookie = await world.signIn('alias');
  world.clock.sleep(50 * MINUTE);
  const calls = world.databricks.tokenCalls();
  const { result, seen } = await stepsOf(() => world.mint(cookie, 0, '{"embed":"elsewhere"}'));
  assert.equal((result as { code: string }).code, 'embed_unknown');
  assert.deepEqual(seen, ['findSession']);
  assert.equal(world.databricks.tokenCalls(), calls);
});

it('no request body changes who the URL is for or what it opens [EM-01]', async () => {
  const cookie = await world.signIn('honest');
  const origin = new URL(COMPLETE.DATABRICKS_REDIRECT_URI).origin;
  const names = ['embed', 'sub', 'email', 'teams', 'account_type', 'aud', 'kid', 'connection', 'url', '__proto__'];
  const body = fc.oneof(
    fc.json(),
    fc
      .dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.constant('default')))
      .map((value) => JSON.stringify(value)),
    fc.constantFrom('{"embed":"default"}', '{"embed":"default","embed":"default"}', '{"__proto__":{"sub":"x"}}'),
  );
  let urls = 0;
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const { claims, status, token } = await world.mint(cookie, 0, text);
      if (status !== 200) return assert.ok([400, 404].includes(status), `${status} for ${text}`);
      urls += 1;
      assert.equal(claims['sub'], 'honest@example.com');
      assert.equal(claims['iss'], COMPLETE.CLIENT_ID);
      assert.deepEqual(claims['teams'], ['Sales_People']);
      assert.deepEqual(Object.keys(claims['connection_oauth_tokens'] as object), [COMPLETE.DATABRICKS_CONNECTION_ID]);
      assert.equal(token, 'at.honest.1');
    }),
    { numRuns: 500 },
  );
  assert.ok(urls > 0 && origin.startsWith('https:'));
});

it('a thousand URLs need one derived key and have each its own jti; each token is encrypted once, under an IV of its own [EM-06] [EM-07] [EM-03]', async () => {
  const cookies = [await world.signIn('many'), await world.signIn('many'), await world.signIn('more')];
  const salts = new Set<string>();
  const ids = new Set<unknown>();
  const ivs = new Set<string>();
  const mint = async (n: number): Promise<void> => {
    const { claims } = await world.mint(cookies[n % cookies.length] ?? '');
    const [sealed = ''] = Object.values(claims['connection_oauth_tokens'] as Record<string, string>);
    const [salt = '', iv = ''] = sealed.split('.');
    salts.add(salt);
    ivs.add(iv);
    ids.add(claims['jti']);
  };
  for (let n = 0; n < 1000; n += 1) await mint(n);
  assert.deepEqual([salts.size, ivs.size, ids.size], [1, 3, 1000]);
  world.clock.advance(6 * MINUTE);
  for (let n = 0; n < 10; n += 1) await mint(n);
  assert.equal(ivs.size, 6, 'opened anew, encrypted anew');
  world.clock.sleep(50 * MINUTE);
  for (let n = 0; n < 10; n += 1) await mint(n);
  assert.equal(ivs.size, 9, 'refreshed');
});
