import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { answerHeaders } from '../../src/base/answer-headers.ts';
import { ERRORS } from '../../src/base/error-table.ts';
import type { ErrorCode } from '../../src/base/errors.ts';
import { bindServer, type BoundServer } from '../../src/server/listen.ts';
import { closing, open, raw, statusOf } from './raw.ts';

let server: BoundServer;
let served = 0;

before(async () => {
  server = await bindServer({
    host: '127.0.0.1',
    port: 0,
    limits: { headersTimeout: 200, requestTimeout: 400, checkInterval: 50 },
  });
  server.serve(async (request) => {
    served += 1;
    return new Response(`${request.method} ${new URL(request.url).pathname} ${(await request.text()).length}`);
  });
});
after(async () => {
  await server.close(0);
});

const get = (path: string, extra = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${extra}Connection: close\r\n\r\n`;

function headers(count: number): string {
  return Array.from({ length: count }, (_, index) => `x-${index}: 1\r\n`).join('');
}

function assertRefused(answer: string, code: ErrorCode): void {
  const { message, status } = ERRORS[code];
  assert.equal(statusOf(answer), status);
  assert.deepEqual(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))), {
    type: 'about:blank',
    title: message,
    status,
    code,
  });
  for (const [name, value] of Object.entries(answerHeaders(undefined)))
    assert.ok(answer.includes(`\r\n${name}: ${value}\r\n`), `${code} has ${name}`);
  assert.ok(answer.includes("\r\ncontent-security-policy: default-src 'none'"));
}

it('a plain request is answered', async () => {
  assert.match(await raw(server.port, get('/x')), /^HTTP\/1\.1 200[\s\S]*GET \/x 0/);
});

it('headers over 16 KiB get 431, with the security headers and nothing of the request [RL-05]', async () => {
  const servedBefore = served;
  const answer = await raw(server.port, get('/', `Cookie: ${'canary'.repeat(4_000)}\r\n`));
  assertRefused(answer, 'headers_too_large');
  assert.ok(!answer.includes('canary'));
  assert.equal(served, servedBefore);
});

it('headers just under 16 KiB are answered [RL-05]', async () => {
  assert.equal(statusOf(await raw(server.port, get('/', `Cookie: ${'a'.repeat(16_000)}\r\n`))), 200);
});

it('more than 100 headers get 431; exactly 100 are answered [RL-05]', async () => {
  assertRefused(await raw(server.port, get('/', headers(99))), 'headers_too_large');
  assertRefused(await raw(server.port, get('/', headers(500))), 'headers_too_large');
  assert.equal(statusOf(await raw(server.port, get('/', headers(98)))), 200);
});

it('an address over 8 KiB gets 414 [RL-05]', async () => {
  assertRefused(await raw(server.port, get(`/${'a'.repeat(8 * 1024)}`)), 'address_too_long');
  assert.equal(statusOf(await raw(server.port, get(`/${'a'.repeat(8 * 1024 - 1)}`))), 200);
});

it('bytes that are no request get 400 and never stop the server [RL-05]', async () => {
  const inputs = [
    '\u0000\u0001garbage\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000',
    'GET /\r\nx: y\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc',
  ];
  for (const input of inputs) {
    const answer = await raw(server.port, input);
    assertRefused(answer, 'request_malformed');
    assert.ok(!answer.includes('garbage'));
  }
  assert.equal(statusOf(await raw(server.port, get('/'))), 200);
});

it('a request without Host, or with two, gets 400; HTTP/1.0 needs none', async () => {
  assertRefused(await raw(server.port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'), 'request_malformed');
  assertRefused(await raw(server.port, get('/', 'host: localhost\r\n')), 'request_malformed');
  assert.equal(statusOf(await raw(server.port, 'GET / HTTP/1.0\r\n\r\n')), 200);
});

it('a malformed Host, an absolute address and an unknown expectation are refused with our headers', async () => {
  assertRefused(
    await raw(server.port, 'GET / HTTP/1.1\r\nHost: a b/c?\r\nConnection: close\r\n\r\n'),
    'request_malformed',
  );
  assertRefused(await raw(server.port, 'GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n'), 'request_malformed');
  assertRefused(await raw(server.port, 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'), 'request_malformed');
  assertRefused(await raw(server.port, 'GET / HTTP/1.1\r\nHost: a\r\nExpect: miracle\r\n\r\n'), 'expectation_unknown');
});

it('headers that drip in are cut off at the header time [RL-05]', async () => {
  const socket = await open(server.port);
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
  const drip = setInterval(() => socket.write('x: y\r\n'), 40);
  const answer = await closing(socket);
  clearInterval(drip);
  assertRefused(answer, 'request_too_slow');
});

it('a connection that says nothing is closed at the header time [RL-05]', async () => {
  const socket = await open(server.port);
  await closing(socket);
});

it('a body that drips in is cut off at the request time, without a crash [RL-05]', async () => {
  const socket = await open(server.port);
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n');
  const drip = setInterval(() => socket.write('a'), 40);
  await closing(socket);
  clearInterval(drip);
  assert.equal(statusOf(await raw(server.port, get('/'))), 200);
});

it('a client that leaves in the middle of a request changes nothing', async () => {
  const socket = await open(server.port);
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc');
  socket.destroy();
  assert.equal(statusOf(await raw(server.port, get('/'))), 200);
});
