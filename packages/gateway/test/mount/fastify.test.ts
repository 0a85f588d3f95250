// The plugin of Fastify: bodies stay whole, hooks of the host do not touch the answers, and the rest of the host is as before.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import fastify from 'fastify';
import { createOwns } from '../../src/http/owns.ts';
import { readBody } from '../../src/http/read-body.ts';
import { sigmaEmbed } from '../../src/mount/fastify.ts';

const gateway = {
  basePath: '/analytics',
  owns: createOwns('/analytics', []),
  fetch: async (request: Request): Promise<Response> =>
    new Response(`${request.method} ${await readBody(request)}`, { headers: { 'x-frame-options': 'ours' } }),
};

const app = fastify();
app.addHook('onSend', async (_request, reply) => void reply.header('x-frame-options', 'host'));
await app.register(sigmaEmbed, { gateway });
app.post('/own', (request, reply) => reply.send(request.body));
const origin = await app.listen({ port: 0, host: '127.0.0.1' });
after(() => app.close());

for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'image/png']) {
  it(`a body of ${type} arrives byte by byte`, async () => {
    const init = { method: 'POST', headers: { 'content-type': type }, body: '{"a": 1 }' };
    const answer = await fetch(`${origin}/analytics/api/embed-url`, init);
    assert.equal(await answer.text(), 'POST {"a": 1 }');
    assert.equal(answer.headers.get('x-frame-options'), 'ours');
  });
}

it('the base path itself and every method arrive', async () => {
  assert.equal(await (await fetch(`${origin}/analytics`)).text(), 'GET ');
  assert.equal(await (await fetch(`${origin}/analytics/x`, { method: 'OPTIONS' })).text(), 'OPTIONS ');
  assert.equal((await fetch(`${origin}/analytics/x`, { method: 'HEAD' })).status, 200);
});

it('routes of the host keep their parsers, and what nobody has is not found', async () => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
  assert.deepEqual(await (await fetch(`${origin}/own`, init)).json(), { a: 1 });
  assert.equal((await fetch(`${origin}/login`)).status, 404);
});

it('a gateway at the root is refused with what to do', async () => {
  await assert.rejects(async () => await fastify().register(sigmaEmbed, { gateway: { ...gateway, basePath: '' } }), {
    code: 'config_invalid',
    message: /needs a base path\. Put one before/,
  });
});
