// A slow, huge or wandering server costs a deadline and a typed error, nothing more.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { guardFetch, NoAnswer } from '../../src/databricks/guarded-fetch.ts';

let server: Server;
let origin: string;
const seen: string[] = [];
/** 50 MiB of zeroes; made ahead, because packing takes longer than the deadline on a busy machine. */
const BOMB = gzipSync(Buffer.alloc(50 * 1024 * 1024));

const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/fine': (response) => response.end('fine'),
  '/never': () => {},
  '/headers-then-nothing': (response) => response.writeHead(200).write('x'),
  '/drip': (response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  },
  '/huge': (response) => {
    const block = Buffer.alloc(64 * 1024);
    const more = (): void => {
      while (response.write(block));
      response.once('drain', more);
    };
    more();
    response.on('close', () => response.removeAllListeners('drain'));
  },
  '/bomb': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
  '/away': (response) => response.writeHead(302, { location: '/target' }).end(),
  '/cut': (response) => response.destroy(),
  '/half': (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    setTimeout(() => response.destroy(), 20);
  },
};
before(async () => {
  server = createServer((request, response) => {
    seen.push(request.url ?? '');
    ANSWERS[request.url ?? '']?.(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const guarded = guardFetch(globalThis.fetch, { timeoutMs: 400, maxBytes: 1024 * 1024 });
const lost = (error: unknown): boolean => error instanceof NoAnswer && error.kind === 'lost';

it('an answer comes whole, with its body decoded', async () => {
  assert.equal(await (await guarded(`${origin}/fine`)).text(), 'fine');
});

for (const path of ['/never', '/headers-then-nothing', '/drip']) {
  it(`the deadline covers headers and body: ${path} [OA-15]`, async () => {
    await assert.rejects(guarded(`${origin}${path}`), lost);
  });
}

for (const path of ['/huge', '/bomb']) {
  it(`the body is capped after decoding: ${path} [OA-15]`, async () => {
    const rssBefore = process.memoryUsage().rss;
    await assert.rejects(guarded(`${origin}${path}`), (error) => lost(error) && /bytes/.test((error as Error).message));
    assert.ok(process.memoryUsage().rss - rssBefore < 40 * 1024 * 1024);
  });
}

it('a redirect is an answer like any other and is not followed [OA-15]', async () => {
  assert.equal((await guarded(`${origin}/away`)).status, 302);
  assert.ok(!seen.includes('/target'));
});

it('a cut connection is lost, a refused one was not sent', async () => {
  await assert.rejects(guarded(`${origin}/cut`), lost);
  await assert.rejects(guarded(`${origin}/half`), lost);
  const closed = createServer();
  await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  await assert.rejects(
    guarded(`http://127.0.0.1:${port}/`),
    (error) => error instanceof NoAnswer && error.kind === 'not_sent',
  );
});

it('an answer that came while this process stood still, to the end of its patience, is heard', async () => {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
    const server = require('node:http').createServer((request, response) => setTimeout(() => response.end('late'), 300));
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  try {
    const [port] = (await once(worker, 'message')) as [number];
    const patient = guardFetch(globalThis.fetch, { timeoutMs: 100, listenMs: 400 });
    const tooLate = await patient(`http://127.0.0.1:${port}/`).catch((error: unknown) => error);
    assert.ok(tooLate instanceof NoAnswer && tooLate.later !== undefined);
    // Into its last look, in which the answer comes.
    await sleep(150);
    // As when it was busy with what it had read: timers come next.
    await new Promise(setImmediate);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    assert.equal(await (await tooLate.later).text(), 'late');
  } finally {
    await worker.terminate();
  }
});
