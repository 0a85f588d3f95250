// What the audit trail hears of sign-ins that come back refused: each once, however often the browser comes again.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { GatewayError } from '../../src/base/errors.ts';
import type { Store } from '../../src/store/store.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

async function begun(world: Gateways): Promise<{ readonly state: string; readonly attempt: string }> {
  const answer = await world.get('/auth/databricks/login', '');
  return {
    state: new URL(answer.headers.get('location') ?? '').searchParams.get('state') ?? '',
    attempt: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '',
  };
}

async function failures(world: Gateways): Promise<readonly unknown[]> {
  const rows = await world.store.recentAudit(100);
  return rows
    .filter(({ event }) => event === 'login_failed')
    .map(({ body }) => (JSON.parse(body) as { code: unknown }).code);
}

const REFUSED = [
  [{ error: 'access_denied', error_description: 'no' }, 'login_denied'],
  [{ error: 'temporarily_unavailable' }, 'login_refused'],
  [{ code: 'ana', iss: 'https://elsewhere.example.com/oidc' }, 'issuer_mismatch'],
  [{}, 'callback_malformed'],
] as const;

for (const [parameters, code] of REFUSED) {
  it(`${JSON.stringify(parameters)} is told as ${code}, once`, async () => {
    await using world = await startGateways();
    const { attempt, state } = await begun(world);
    const query = new URLSearchParams({ ...parameters, state }).toString();
    for (let again = 0; again < 3; again += 1) {
      const answer = await world.get(`/auth/databricks/callback?${query}`, attempt);
      assert.equal(new URL(answer.headers.get('location') ?? '', 'http://x').searchParams.get('reason'), code);
    }
    assert.deepEqual(await failures(world), [code]);
    const good = new URLSearchParams({ code: 'ana', state }).toString();
    const finished = await world.get(`/auth/databricks/callback?${good}`, attempt);
    assert.equal(finished.headers.get('location'), '/dashboard', 'the attempt is still good [OA-12]');
  });
}

const NO_SESSION = [
  ['a user name that is no address', 'ana(x)', (store: Store) => store],
  [
    'a store that takes no session',
    'ben',
    (store: Store): Store => ({
      ...store,
      insertSession: async () => {
        throw new GatewayError('store_unavailable');
      },
    }),
  ],
] as const;

for (const [why, person, wrap] of NO_SESSION) {
  it(`the tokens that came before a sign-in ended at ${why} are revoked`, async () => {
    const world = await startGateways({ wrap });
    await assert.rejects(world.signIn(person), /no session/);
    await world[Symbol.asyncDispose]();
    assert.equal(world.databricks.tokenCalls(), 1);
    assert.deepEqual(world.databricks.alive(person), []);
  });
}

it('a session whose making was written and not confirmed does not stay behind without a browser', async () => {
  const wrap = (store: Store): Store => ({
    ...store,
    async insertSession(session) {
      await store.insertSession(session);
      throw new GatewayError('store_unavailable');
    },
  });
  await using world = await startGateways({ wrap });
  await assert.rejects(world.signIn('ana'), /no session/);
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(await world.store.listSessions({}, { after: undefined, limit: 9 }), []);
});

it('a sign-in that fails as the store goes away leaves the session that its browser has [SE-03]', async () => {
  let isDown = false;
  const wrap = (store: Store): Store => ({
    ...store,
    async removeSession(...args) {
      if (isDown) throw new GatewayError('store_unavailable');
      return await store.removeSession(...args);
    },
  });
  await using world = await startGateways({ wrap });
  const older = await world.signIn('ana');
  const begin = await world.get('/auth/databricks/login', older);
  const state = new URL(begin.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const attempt = begin.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const newer = await world.signIn('ana');
  isDown = true;
  const query = new URLSearchParams({ code: 'ana', state }).toString();
  const failed = await world.get(`/auth/databricks/callback?${query}`, `${newer}; ${attempt}`);
  assert.match(failed.headers.get('location') ?? '', /reason=store_unavailable/);
  assert.equal((await world.mint(newer)).status, 200, 'the session of now is still there');
});

it('an answer without an attempt of ours is not told: anybody can make those up [RL-03]', async () => {
  await using world = await startGateways();
  const { state } = await begun(world);
  await world.get(`/auth/databricks/callback?error=access_denied&state=${state}`, '');
  await world.get('/auth/databricks/callback?error=access_denied', '');
  assert.deepEqual(await failures(world), []);
});

it('the next try leads where the first one was to lead', async () => {
  await using world = await startGateways();
  const begin = await world.get('/auth/databricks/login?return_to=%2Fdashboard%2Fdefault%3Fx%3D1', '');
  const state = new URL(begin.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const attempt = begin.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const denied = await world.get(`/auth/databricks/callback?error=access_denied&state=${state}`, attempt);
  const location = denied.headers.get('location') ?? '';
  assert.equal(location, '/login?reason=login_denied&return_to=%2Fdashboard%2Fdefault%3Fx%3D1');
  const page = await (await world.get(location, '')).text();
  assert.match(page, /href="\/auth\/databricks\/login\?return_to=%2Fdashboard%2Fdefault%3Fx%3D1"/);
  assert.match(page, /<code>login_denied<\/code>/);
  const stranger = await world.get(`/auth/databricks/callback?error=access_denied&state=${state}`, '');
  assert.equal(stranger.headers.get('location'), '/login?reason=cookie_missing', 'only for the browser that began');
});
