// Putting a sandbox back as it was.
import assert from 'node:assert/strict';
import { after, before, beforeEach, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../src/index.ts';
import { createMemory } from '../../src/memory.ts';
import { createWorldClock } from '../../src/clock.ts';
import { discover, REDIRECT, signIn, tokenCall, type Client } from '../databricks/client.ts';

let sandbox: Sandbox;
let client: Client;
before(async () => {
  sandbox = await startSandbox({ redirectUrls: [REDIRECT], app: { refreshMode: 'rotate' } });
  client = await discover(sandbox);
});
after(() => sandbox.close());
beforeEach(() => sandbox.reset());

async function refresh(token: string): Promise<{ status: number; refresh: string }> {
  const [app] = sandbox.databricks.apps;
  const form = { grant_type: 'refresh_token', client_id: app?.clientId ?? '', client_secret: app?.clientSecret ?? '' };
  const { body, status } = await tokenCall(client, { ...form, refresh_token: token });
  return { status, refresh: String(body['refresh_token']) };
}

it('a reset forgets grants, events, faults and switches, and sets the clock back', async () => {
  const { refresh: token } = await signIn(client, 'ana@example.com');
  sandbox.databricks.setSwitches({ expiredBearerStatus: 401 });
  sandbox.databricks.setApp({ accessTtlSeconds: 60 });
  sandbox.faults.add({ vendor: 'sigma', pattern: 'GET /', status: 500 });
  sandbox.clock.advance(3_600_000);
  sandbox.reset();
  assert.equal((await refresh(token)).status, 400);
  assert.equal(sandbox.world.databricks.expiredBearerStatus, 403);
  assert.equal(sandbox.databricks.apps[0]?.accessTtlSeconds, 3600);
  assert.equal((await fetch(sandbox.sigma.origin)).status, 200);
  assert.ok(Math.abs(sandbox.clock.now() - Date.now()) < 5000);
  assert.equal(sandbox.events.count('token.issued'), 0);
});

it('ids and secrets stay over a reset', () => {
  const env = sandbox.env('http://localhost:3000');
  sandbox.reset();
  assert.deepEqual(sandbox.env('http://localhost:3000'), env);
});

it('a snapshot brings a spent refresh token back, as often as it is restored', async () => {
  const { refresh: first } = await signIn(client, 'ana@example.com');
  const snapshot = sandbox.snapshot();
  for (let round = 0; round < 2; round += 1) {
    const next = await refresh(first);
    assert.equal(next.status, 200);
    assert.equal((await refresh(first)).status, 400, 'spent');
    sandbox.restore(snapshot);
    assert.equal((await refresh(next.refresh)).status, 400, 'never given in this past');
  }
});

it('a grant and its tokens stay one grant over a restore', async () => {
  const { refresh: token } = await signIn(client, 'ana@example.com');
  sandbox.restore(sandbox.snapshot());
  assert.equal(sandbox.databricks.revokeGrants('ana@example.com'), 1);
  assert.equal((await refresh(token)).status, 400);
});

it("another sandbox's snapshot is refused, and nothing changes", async () => {
  await using other = await startSandbox();
  sandbox.events.add({ vendor: 'sigma', kind: 'embed.opened' });
  assert.throws(() => sandbox.restore(other.snapshot()), TypeError);
  assert.equal(sandbox.events.count('embed.opened'), 1);
});

it('a part is filled in place, so that its holder keeps it; what came later is gone', () => {
  const memory = createMemory(createWorldClock());
  const map = memory.keep('map', new Map([['a', [1]]]));
  const list = memory.keep('list', [1]);
  const object: { a: number; b?: number } = memory.keep('object', { a: 1 });
  let rebuilt = 0;
  memory.onRestore(() => (rebuilt += 1));
  const snapshot = memory.snapshot();
  map.get('a')?.push(2);
  map.set('b', []);
  list.push(2);
  object.b = 2;
  memory.restore(snapshot);
  assert.deepEqual([map, list, object], [new Map([['a', [1]]]), [1], { a: 1 }]);
  assert.equal(rebuilt, 1);
  assert.throws(() => memory.keep('map', new Map()), /kept twice/);
});
