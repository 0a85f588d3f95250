// The exports of a route file: the gateway is opened when it is first needed, once.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toRouteHandlers } from '../../src/mount/next.ts';

const request = new Request('http://localhost/analytics/health');

it('nothing is opened while the file is loaded, and one gateway serves all requests', async () => {
  let opened = 0;
  const { GET, POST } = toRouteHandlers(async () => {
    opened += 1;
    return { fetch: async (asked) => new Response(asked.method) };
  });
  assert.equal(opened, 0);
  const answers = await Promise.all([GET(request), POST(request), GET(request)]);
  assert.deepEqual(await Promise.all(answers.map((answer) => answer.text())), ['GET', 'GET', 'GET']);
  assert.equal(opened, 1);
});

it('a gateway that cannot be opened is tried again by the next request', async () => {
  let opened = 0;
  const { GET } = toRouteHandlers(async () => {
    opened += 1;
    if (opened === 1) throw new Error('the database is away');
    return { fetch: async () => new Response('served') };
  });
  await assert.rejects(GET(request), /the database is away/);
  assert.equal(await (await GET(request)).text(), 'served');
});
