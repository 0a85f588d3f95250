// The control routes: for a terminal on this machine, not for pages elsewhere.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../src/index.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(() => sandbox.close());

/** A request with any Host, which fetch would not send. */
function send(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  const { port } = new URL(sandbox.databricks.origin);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path: `/__sandbox${path}`, method: options.method ?? 'GET', headers: options.headers },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      },
    );
    call.on('error', reject);
    call.end(options.body);
  });
}

it('the clock moves by {"advanceMs"}, as curl -d sends it', async () => {
  const begun = sandbox.clock.now();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await send('/clock', { method: 'POST', headers, body: '{"advanceMs":3600000}' });
  assert.equal(answer.status, 200);
  assert.ok(sandbox.clock.now() - begun >= 3_600_000);
  assert.ok((JSON.parse((await send('/clock')).text) as { now: number }).now - begun >= 3_600_000);
  for (const body of ['', '{}', '{"advanceMs":"1"}', '{"advanceMs":1e999}', 'null']) {
    assert.equal((await send('/clock', { method: 'POST', body })).status, 400, body);
  }
});

it('people and events can be read, events cleared', async () => {
  const people = JSON.parse((await send('/people')).text) as { email: string }[];
  assert.deepEqual(
    people.map(({ email }) => email),
    sandbox.people.map(({ email }) => email),
  );
  sandbox.events.add({ vendor: 'databricks', kind: 'scim.me' });
  assert.equal((JSON.parse((await send('/events?kind=scim.me')).text) as unknown[]).length, 1);
  assert.equal((await send('/events', { method: 'DELETE' })).status, 204);
  assert.equal(sandbox.events.list().length, 0);
});

it('faults can be added and cleared', async () => {
  const fault = { vendor: 'databricks', pattern: 'GET /', status: 500 };
  assert.equal((await send('/faults', { method: 'POST', body: JSON.stringify(fault) })).status, 201);
  assert.equal((await fetch(sandbox.databricks.origin)).status, 500);
  assert.equal((await send('/faults', { method: 'DELETE' })).status, 204);
  assert.equal((await fetch(sandbox.databricks.origin)).status, 200);
});

it('a fault that cannot be understood is refused with what is wrong, and nothing is added', async () => {
  const wrong: readonly (readonly [body: string, part: string])[] = [
    ['', 'body'],
    ['{"vendor":"x","pattern":"GET /"}', 'vendor'],
    ['{"vendor":"sigma","pattern":"/token"}', 'pattern'],
    ['{"vendor":"sigma","pattern":"GET /","status":99}', 'status'],
    ['{"vendor":"sigma","pattern":"GET /","status":"500"}', 'status'],
    ['{"vendor":"sigma","pattern":"GET /","times":0}', 'times'],
    ['{"vendor":"sigma","pattern":"GET /","delayMs":-1}', 'delayMs'],
    ['{"vendor":"sigma","pattern":"GET /","person":"ana"}', 'person'],
    ['{"vendor":"sigma","pattern":"GET /","stauts":500}', 'stauts'],
  ];
  for (const [body, part] of wrong) {
    const answer = await send('/faults', { method: 'POST', body });
    assert.equal(answer.status, 400, body);
    assert.ok((JSON.parse(answer.text) as { error: string }).error.includes(part), answer.text);
  }
  assert.deepEqual(JSON.parse((await send('/faults')).text), []);
});

it('a fault is listed with what it has hit, and removed by its id', async () => {
  const body = JSON.stringify({ vendor: 'databricks', pattern: '* /*', status: 500, times: 3 });
  const { id } = JSON.parse((await send('/faults', { method: 'POST', body })).text) as { id: number };
  await fetch(sandbox.databricks.origin);
  const [listed] = JSON.parse((await send('/faults')).text) as { id: number; left: number; hits: number }[];
  assert.deepEqual({ id: listed?.id, left: listed?.left, hits: listed?.hits }, { id, left: 2, hits: 1 });
  assert.equal((await send(`/faults/${id}`, { method: 'DELETE' })).status, 204);
  assert.equal((await send(`/faults/${id}`, { method: 'DELETE' })).status, 404);
  assert.equal((await fetch(sandbox.databricks.origin)).status, 200);
});

it('an event is handed to whoever waits for it, and only events after the last one seen', async () => {
  const seen = sandbox.events.last();
  const waiting = send(`/events?kind=scim.me&after=${seen}&waitMs=30000`);
  sandbox.events.add({ vendor: 'databricks', kind: 'authorize.shown' });
  sandbox.events.add({ vendor: 'databricks', kind: 'scim.me', person: 'ben@example.com' });
  const events = JSON.parse((await waiting).text) as { id: number; person: string }[];
  assert.deepEqual(
    events.map(({ id, person }) => ({ id, person })),
    [{ id: seen + 2, person: 'ben@example.com' }],
  );
  assert.deepEqual(JSON.parse((await send(`/events?after=${seen + 2}`)).text), []);
  for (const query of ['waitMs=60001', 'waitMs=x', 'after=-1', 'vendor=x', 'knid=scim.me']) {
    assert.equal((await send(`/events?${query}`)).status, 400, query);
  }
});

it('a foreign host name, a foreign page and a page of another site are refused', async () => {
  const { port, host } = new URL(sandbox.databricks.origin);
  const begun = sandbox.clock.now();
  const refused: Record<string, string>[] = [
    { host: `evil.example:${port}` },
    { host: `127.0.0.1.evil.example:${port}` },
    { host: 'localhost:1' },
    { host, origin: 'http://evil.example' },
    { host, origin: 'null' },
    { host, origin: sandbox.sigma.origin },
    { host, 'sec-fetch-site': 'cross-site' },
    { host, 'sec-fetch-site': 'same-site' },
  ];
  for (const headers of refused) {
    const answer = await send('/clock', { method: 'POST', headers, body: '{"advanceMs":86400000}' });
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.equal((await send('/people', { headers })).status, 403);
  }
  assert.ok(sandbox.clock.now() - begun < 60_000, 'the clock stood');
  assert.equal((await send('/people', { headers: { host: `localhost:${port}` } })).status, 200);
  assert.equal((await send('/people', { headers: { host, origin: `http://${host}` } })).status, 200);
});
