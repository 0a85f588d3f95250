import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bindServer } from '../../src/server/listen.ts';
import { LIMITS } from '../../src/server/limits.ts';
import { closing, open, raw, statusOf } from './raw.ts';

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
const LOCAL = { host: '127.0.0.1', port: 0 };

it('the bounds are those that the requirement names [RL-05]', () => {
  const { checkInterval, headersTimeout, maxHeaders, maxHeaderSize, maxUrl, requestTimeout } = LIMITS;
  assert.deepEqual(
    { checkInterval, headersTimeout, maxHeaders, maxHeaderSize, maxUrl, requestTimeout },
    {
      checkInterval: 5_000,
      headersTimeout: 10_000,
      maxHeaders: 100,
      maxHeaderSize: 16_384,
      maxUrl: 8_192,
      requestTimeout: 30_000,
    },
  );
});

it('a taken port is one clear sentence with the address and what to do', async () => {
  const first = await bindServer(LOCAL);
  await assert.rejects(bindServer({ host: '127.0.0.1', port: first.port }), {
    code: 'address_in_use',
    message: `127.0.0.1:${first.port} is already in use. Stop the other process, or choose another port with PORT or --port.`,
  });
  await first.close(0);
});

it('an address of another machine is one clear sentence', async () => {
  await assert.rejects(bindServer({ host: '192.0.2.1', port: 0 }), {
    code: 'address_in_use',
    message: /192\.0\.2\.1:0 cannot be listened on/,
  });
});

it('before there is a handler every request gets a 503 that asks to come again', async () => {
  const server = await bindServer(LOCAL);
  const answer = await raw(server.port, GET);
  assert.equal(statusOf(answer), 503);
  assert.match(answer, /retry-after: 1/i);
  server.serve(async () => new Response('here'));
  assert.equal(statusOf(await raw(server.port, GET)), 200);
  await server.close(0);
});

it('a handler that throws becomes a 500 without its words', async () => {
  const server = await bindServer(LOCAL);
  server.serve(async () => {
    throw new Error('canary');
  });
  const answer = await raw(server.port, GET);
  assert.equal(statusOf(answer), 500);
  assert.ok(!answer.includes('canary'));
  await server.close(0);
});

it('closing lets a running request finish and takes no new connection [AV-01]', async () => {
  const server = await bindServer(LOCAL);
  const entered = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  server.serve(async () => {
    entered.resolve();
    await release.promise;
    return new Response('finished');
  });
  const running = raw(server.port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await entered.promise;
  const closed = server.close(60_000);
  await assert.rejects(open(server.port), { code: 'ECONNREFUSED' });
  release.resolve();
  assert.match(await running, /^HTTP\/1\.1 200[\s\S]*finished/);
  await closed;
});

it('closing cuts what is still running when the time is over, and the port is free at once [AV-01]', async () => {
  const server = await bindServer(LOCAL);
  const entered = Promise.withResolvers<void>();
  server.serve(async () => {
    entered.resolve();
    return await new Promise<Response>(() => undefined);
  });
  const running = raw(server.port, GET);
  await entered.promise;
  await server.close(20);
  assert.equal(await running, '');
  const again = await bindServer({ host: '127.0.0.1', port: server.port });
  await Promise.all([again.close(0), again.close(0), server.close(0)]);
});

it('closing does not wait for idle connections', async () => {
  const server = await bindServer(LOCAL);
  server.serve(async () => new Response('ok'));
  const idle = await open(server.port);
  const kept = await open(server.port);
  const ended = Promise.all([closing(idle), closing(kept)]);
  kept.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise((resolve) => kept.once('data', resolve));
  const startedAt = performance.now();
  await server.close(50);
  await ended;
  assert.ok(performance.now() - startedAt < 5_000);
});

it('bytes that are no request, behind one whose answer is on its way, are not answered in its place [RL-05]', async () => {
  const server = await bindServer(LOCAL);
  const asked = Promise.withResolvers<void>();
  const slow = Promise.withResolvers<void>();
  server.serve(async (request) => {
    if (!request.url.endsWith('/slow')) return new Response('quick');
    asked.resolve();
    await slow.promise;
    return new Response('slow');
  });
  const socket = await open(server.port);
  const all = closing(socket);
  const quick = new Promise((resolve) => socket.once('data', resolve));
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await Promise.all([quick, asked.promise]);
  socket.write('\u0000garbage\r\n\r\n');
  const answers = await all;
  assert.equal(answers.match(/HTTP\/1\.1 /g)?.length, 1, answers);
  assert.ok(answers.endsWith('quick'));
  slow.resolve();
  await server.close(0);
});
