// The gateway inside servers of other people: whose request it is, what a body parser has left of it, and which bounds hold.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { after, it } from 'node:test';
import express, { type RequestHandler } from 'express';
import { nodeRequestOf, toNodeHandler } from '../../src/mount/node.ts';
import { createOwns } from '../../src/http/owns.ts';
import { readBody } from '../../src/http/read-body.ts';
import { GatewayError } from '../../src/base/errors.ts';

/** As they were before anything of the gateway ran. */
const { Request: OwnRequest, Response: OwnResponse } = globalThis;

const open: Server[] = [];
after(() => {
  for (const server of open) {
    server.close();
    server.closeAllConnections();
  }
});

/** Answers what it was asked, as far as the gateway reads it. */
const echo = {
  owns: createOwns('/analytics', []),
  async fetch(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const body = await readBody(request).catch((error: unknown) =>
      error instanceof GatewayError ? `${error.code}: ${error.message}` : String(error),
    );
    return Response.json({ path: pathname + search, body });
  },
};

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  open.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const withParser = (...before: RequestHandler[]): Promise<string> =>
  serve(express().use(...before, toNodeHandler(echo)));

async function post(origin: string, contentType: string, body: string): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': contentType }, body };
  const answer = (await (await fetch(`${origin}/analytics/x`, init)).json()) as { body: string };
  return answer.body;
}

it('Express hands on what is not below the base path, wherever the handler is mounted', async () => {
  const seen: string[] = [];
  const app = express();
  app.use('/analytics', toNodeHandler(echo));
  app.use(toNodeHandler(echo));
  app.use((request, response) => {
    seen.push(request.originalUrl);
    response.send('host');
  });
  const origin = await serve(app);
  const ask = async (path: string): Promise<string> => await (await fetch(origin + path)).text();
  for (const path of ['/', '/login', '/analytic', '/analyticss/login', '/x/analytics/login']) {
    assert.equal(await ask(path), 'host', path);
  }
  assert.equal(seen.length, 5);
  for (const path of [
    '/analytics',
    '/analytics/',
    '/analytics?x=1',
    '/analytics/login?a=b',
    '/analytics/analytics/x',
  ]) {
    assert.equal((JSON.parse(await ask(path)) as { path: string }).path, path);
  }
});

it('without anybody behind it the handler answers everything', async () => {
  const origin = await serve(toNodeHandler(echo));
  assert.deepEqual(await (await fetch(`${origin}/other`)).json(), { path: '/other', body: '' });
});

it('the address of a request is as it was for whoever logs it afterwards', async () => {
  const app = express();
  const logged = Promise.withResolvers<string>();
  app.use((request, response, next) => {
    response.once('finish', () => logged.resolve(`${request.baseUrl} ${request.url}`));
    next();
  });
  app.use('/analytics', toNodeHandler(echo));
  await (await fetch(`${await serve(app)}/analytics/login?x=1`)).text();
  assert.equal(await logged.promise, '/analytics /login?x=1');
});

it('a body that a parser has read arrives all the same: JSON, form, text and bytes', async () => {
  const json = '{"embed":"sales","active":false}';
  assert.equal(await post(await withParser(express.json()), 'application/json', json), json);
  assert.equal(await post(await withParser(express.text({ type: '*/*' })), 'application/json', json), json);
  assert.equal(await post(await withParser(express.raw({ type: '*/*' })), 'application/json', json), json);
  const form = 'form_token=a%2Bb%20c%3D';
  for (const extended of [true, false]) {
    const origin = await withParser(express.urlencoded({ extended }));
    const body = await post(origin, 'application/x-www-form-urlencoded', form);
    assert.equal(new URLSearchParams(body).get('form_token'), 'a+b c=');
  }
});

it('a parser for other bodies leaves this one alone', async () => {
  assert.equal(await post(await withParser(express.urlencoded()), 'application/json', '{}'), '{}');
});

it('a body that was read and not kept is refused in one sentence that says what to do', async () => {
  const drain: RequestHandler = (request, _response, next) => void request.resume().once('end', () => next());
  const refused = await post(await withParser(drain), 'application/json', '{}');
  assert.match(refused, /^body_taken: .*mount the gateway before whatever reads bodies\.$/);
});

it('bounds on address and headers are those of the own server, and leave the host alone', async () => {
  const app = express().use(toNodeHandler(echo), (_request, response) => void response.send('host'));
  const server = createServer({ maxHeaderSize: 64 * 1024 }, app).listen(0, '127.0.0.1');
  open.push(server);
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const statusOf = async (path: string, headers: Record<string, string> = {}): Promise<number> => {
    const answer = await fetch(origin + path, { headers });
    await answer.text();
    return answer.status;
  };
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`x-${index}`, '1']));
  const big = { cookie: `a=${'x'.repeat(20_000)}` };
  assert.equal(await statusOf(`/analytics/${'x'.repeat(9000)}`), 414);
  assert.equal(await statusOf('/analytics/x', many), 431);
  assert.equal(await statusOf('/analytics/x', big), 431);
  assert.equal(await statusOf('/analytics/x'), 200);
  assert.equal(await statusOf('/other', { ...many, ...big }), 200);
});

it('a client that hangs up aborts its request', async () => {
  const aborted = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const waiting = {
    ...echo,
    async fetch(request: Request): Promise<Response> {
      request.signal.addEventListener('abort', () => aborted.resolve());
      arrived.resolve();
      await aborted.promise;
      return new Response();
    },
  };
  const origin = await serve(express().use(toNodeHandler(waiting)));
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.write('GET /analytics/x HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await arrived.promise;
  socket.destroy();
  await aborted.promise;
});

it("the host's own request is found behind the gateway's, and its globals stay its own", async () => {
  const found = Promise.withResolvers<unknown>();
  const looking = {
    ...echo,
    async fetch(request: Request): Promise<Response> {
      found.resolve((nodeRequestOf(request) as express.Request | undefined)?.res?.locals['who']);
      return new Response();
    },
  };
  const app = express();
  app.use((_request, response, next) => {
    response.locals['who'] = 'ana';
    next();
  });
  app.use(toNodeHandler(looking));
  await fetch(`${await serve(app)}/analytics/x`);
  assert.equal(await found.promise, 'ana');
  assert.equal(nodeRequestOf(new Request('http://localhost/')), undefined);
  assert.equal(globalThis.Request, OwnRequest);
  assert.equal(globalThis.Response, OwnResponse);
});
