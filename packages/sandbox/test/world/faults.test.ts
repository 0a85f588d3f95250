// Vendors that answer badly on purpose.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startSandbox, type Fault, type Sandbox } from '../../src/index.ts';
import { discover, REDIRECT, signIn, tokenCall, type Client } from '../databricks/client.ts';

let sandbox: Sandbox;
let client: Client;
before(async () => {
  sandbox = await startSandbox({ redirectUrls: [REDIRECT], app: { refreshMode: 'rotate' } });
  client = await discover(sandbox);
});
after(() => sandbox.close());
afterEach(() => sandbox.faults.clear());

const add = (fault: Omit<Fault, 'vendor'> & Partial<Fault>): number =>
  sandbox.faults.add({ vendor: 'databricks', ...fault });

const config = (): Promise<Response> => fetch(`${sandbox.databricks.origin}/.well-known/databricks-config`);
const PATTERN = 'GET /.well-known/databricks-config';

async function refreshOnce(token: string): Promise<number> {
  const [app] = sandbox.databricks.apps;
  const form = { grant_type: 'refresh_token', client_id: app?.clientId ?? '', client_secret: app?.clientSecret ?? '' };
  return (await tokenCall(client, { ...form, refresh_token: token })).status;
}

it('status, headers and body replace the answer, as often as told', async () => {
  add({ pattern: PATTERN, status: 429, headers: { 'retry-after': '7' }, body: '<html>slow down</html>', times: 2 });
  for (let round = 0; round < 2; round += 1) {
    const answer = await config();
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('retry-after'), '7');
    assert.equal(await answer.text(), '<html>slow down</html>');
  }
  assert.equal((await config()).status, 200);
});

it('a status without a body goes out without one, dripped or not', async () => {
  for (const status of [204, 205, 304]) {
    add({
      pattern: PATTERN,
      status,
      body: 'x',
      headers: { etag: '"1"' },
      ...(status === 205 && { dripMs: 1 }),
      times: 1,
    });
    const answer = await config();
    assert.deepEqual([answer.status, answer.headers.get('etag'), await answer.text()], [status, '"1"', '']);
  }
});

describe('what a fault matches', () => {
  it('method and path exactly, or any rest after a star', async () => {
    add({ pattern: PATTERN.replace('GET', 'POST'), status: 500 });
    add({ pattern: PATTERN.slice(0, -1), status: 501 });
    assert.equal((await config()).status, 200);
    add({ pattern: 'GET /.well-known/*', status: 502 });
    assert.equal((await config()).status, 502);
    assert.equal((await fetch(`${sandbox.databricks.origin}/.well-known/databricks-config?a=1`)).status, 502);
  });

  it('one vendor only', async () => {
    add({ vendor: 'sigma', pattern: 'GET /*', status: 503 });
    assert.equal((await config()).status, 200);
    assert.equal((await fetch(sandbox.sigma.origin)).status, 503);
  });

  it('one person only, by bearer token, code, refresh token or the choice on the sign-in page', async () => {
    const [ana, ben] = [await signIn(client, 'ana@example.com'), await signIn(client, 'ben@example.com')];
    const me = async (token: string): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${sandbox.databricks.origin}/api/2.0/preview/scim/v2/Me`, { headers })).status;
    };
    add({ pattern: '* /*', status: 503, body: '{}', person: 'ana@example.com' });
    assert.deepEqual([await me(ana.access), await me(ben.access)], [503, 200]);
    assert.deepEqual([await refreshOnce(ana.refresh), await refreshOnce(ben.refresh)], [503, 200]);
    await assert.rejects(signIn(client, 'ana@example.com'), /503/);
    await signIn(client, 'ben@example.com');
    assert.equal((await config()).status, 200, 'a request of nobody');
  });

  it('a person as often as told, also when requests come at once', async () => {
    const { access } = await signIn(client, 'ana@example.com');
    add({ pattern: 'GET /api/*', status: 503, person: 'ana@example.com', times: 2 });
    const headers = { authorization: `Bearer ${access}` };
    const me = `${sandbox.databricks.origin}/api/2.0/preview/scim/v2/Me`;
    const answers = await Promise.all([1, 2, 3, 4].map(() => fetch(me, { headers })));
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 200, 503, 503],
    );
  });

  it('never the control routes, so that it can be taken back', async () => {
    add({ pattern: '* /*', cut: true });
    const answer = await fetch(`${sandbox.databricks.origin}/__sandbox/faults`, { method: 'DELETE' });
    assert.equal(answer.status, 204);
    assert.equal((await config()).status, 200);
  });

  it('nothing once cleared', async () => {
    add({ pattern: 'GET /*', status: 503 });
    sandbox.faults.clear();
    assert.equal((await config()).status, 200);
  });
});

describe('what happens to the effect', () => {
  it('without afterHandler the refresh token is not spent', async () => {
    const { refresh } = await signIn(client, 'ana@example.com');
    add({ pattern: 'POST /oidc/v1/token', status: 503, body: '{}', times: 1 });
    assert.equal(await refreshOnce(refresh), 503);
    assert.equal(await refreshOnce(refresh), 200);
  });

  it('with afterHandler it is, although the answer never came', async () => {
    const { refresh } = await signIn(client, 'ana@example.com');
    add({ pattern: 'POST /oidc/v1/token', cut: true, afterHandler: true, times: 1 });
    const calls = sandbox.databricks.tokenCalls();
    await assert.rejects(refreshOnce(refresh), TypeError);
    assert.equal(sandbox.databricks.tokenCalls(), calls + 1, 'it did reach the endpoint');
    assert.equal(await refreshOnce(refresh), 400);
  });
});

it('cut closes the connection without an answer', async () => {
  add({ pattern: PATTERN, cut: true, times: 1 });
  await assert.rejects(config(), TypeError);
  assert.equal((await config()).status, 200);
});

it('delayMs keeps the real answer waiting', async () => {
  add({ pattern: PATTERN, delayMs: 150 });
  const begun = performance.now();
  const answer = await config();
  assert.ok(performance.now() - begun >= 145);
  assert.equal(answer.status, 200);
  assert.ok('workspace_id' in ((await answer.json()) as object));
});

it('dripMs sends the body byte by byte', async () => {
  add({ pattern: PATTERN, body: 'slow', status: 200, dripMs: 20 });
  const begun = performance.now();
  const answer = await config();
  const chunks: number[] = [];
  for await (const chunk of answer.body ?? []) chunks.push((chunk as Uint8Array).length);
  assert.deepEqual(chunks, [1, 1, 1, 1]);
  assert.ok(performance.now() - begun >= 70);
});

it('the published keys can fail too', async () => {
  add({ pattern: 'GET /oidc/jwks.json', status: 500 });
  assert.equal((await fetch(`${sandbox.databricks.keysOrigin}/oidc/jwks.json`)).status, 500);
});
