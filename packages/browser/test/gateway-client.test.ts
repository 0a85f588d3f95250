// The gateway client against a fetch that answers what the test says.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createGatewayClient, GatewayProblem } from '../src/index.ts';

const user = { email: 'ana@example.com', displayName: 'Ana' };
const embed = { embedUrl: 'https://sigma.example/x', expiresAt: 3, renewAt: 2, serverTime: 1, user };
const session = { user, sessionEndsAt: 3, absoluteEndsAt: 4, accessExpiresAt: 2, embeds: ['default'], serverTime: 1 };

/** A client whose calls are kept and answered with `respond`. */
function clientWith(respond: () => Response | Promise<Response>, baseUrl?: string) {
  const calls: { url: string; init: RequestInit }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    assert.ok(typeof input === 'string');
    calls.push({ url: input, init: init ?? {} });
    return await respond();
  };
  return { calls, client: createGatewayClient({ fetch, ...(baseUrl === undefined ? {} : { baseUrl }) }) };
}

/** A fetch that only ends when it is aborted. */
const neverAnswers: typeof globalThis.fetch = (_input, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
  });

function proxyPage(): Response {
  const headers = { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' };
  return new Response('<h1>Bad gateway</h1>', { status: 502, headers });
}

async function problemOf(work: Promise<unknown>): Promise<GatewayProblem> {
  const outcome = await work.catch((error: unknown) => error);
  assert.ok(outcome instanceof GatewayProblem, String(outcome));
  return outcome;
}

it('asks for an embed URL with everything that the gateway demands of its own pages [WB-01]', async () => {
  const { calls, client } = clientWith(() => Response.json(embed), '/gateway');
  assert.deepEqual(await client.embedUrl('sales'), embed);
  await client.embedUrl();
  const [named, unnamed] = calls;
  assert.equal(named?.url, '/gateway/api/embed-url');
  assert.equal(named?.init.method, 'POST');
  assert.equal(named?.init.credentials, 'same-origin');
  const headers = new Headers(named?.init.headers);
  assert.equal(headers.get('x-sigma-embed'), '1');
  assert.equal(headers.get('content-type'), 'application/json');
  assert.equal(named?.init.body, '{"embed":"sales"}');
  assert.equal(unnamed?.init.body, '{}');
});

it('reads the session with a plain GET', async () => {
  const { calls, client } = clientWith(() => Response.json(session));
  assert.deepEqual(await client.session(), session);
  assert.equal(calls[0]?.url, '/api/session');
  assert.equal(calls[0]?.init.method, undefined);
});

it('hands on what the gateway says about a failure', async () => {
  const body = {
    type: 'about:blank',
    title: 'Databricks does not answer.',
    status: 503,
    code: 'databricks_unavailable',
    requestId: 'r1',
  };
  const { client } = clientWith(() => Response.json(body, { status: 503, headers: { 'retry-after': '7' } }));
  const { code, message, requestId, retryAfterMs, status } = await problemOf(client.embedUrl());
  assert.deepEqual(
    { code, message, requestId, retryAfterMs, status },
    {
      code: 'databricks_unavailable',
      message: 'Databricks does not answer.',
      requestId: 'r1',
      retryAfterMs: 7000,
      status: 503,
    },
  );
});

it('tells a network failure from a timeout', async () => {
  const offline = await problemOf(clientWith(() => Promise.reject(new TypeError('Failed to fetch'))).client.session());
  assert.deepEqual([offline.code, offline.status], ['gateway_unreachable', 0]);
  const slow = await problemOf(
    clientWith(() => Promise.reject(new DOMException('late', 'TimeoutError'))).client.session(),
  );
  assert.deepEqual([slow.code, slow.status], ['gateway_timeout', 0]);
});

it('stops waiting after the time that was given', async () => {
  // An AbortSignal.timeout alone does not keep the process alive.
  const alive = setInterval(() => undefined, 1000);
  const problem = await problemOf(createGatewayClient({ fetch: neverAnswers, timeoutMs: 5 }).session());
  clearInterval(alive);
  assert.equal(problem.code, 'gateway_timeout');
});

it('does not take an answer of a proxy for one of the gateway', async () => {
  const refused = await problemOf(clientWith(proxyPage).client.embedUrl());
  assert.deepEqual([refused.code, refused.status, refused.retryAfterMs], ['answer_unreadable', 502, undefined]);
  for (const body of [
    '<h1>Sign in to the Wi-Fi</h1>',
    '{}',
    'null',
    '{"embedUrl":1}',
    JSON.stringify({ ...embed, expiresAt: 'x' }),
  ]) {
    const { code } = await problemOf(clientWith(() => new Response(body)).client.embedUrl());
    assert.equal(code, 'answer_unreadable', body);
  }
  for (const body of [
    { ...session, embeds: [1] },
    { ...session, user: null },
    { ...session, serverTime: undefined },
  ]) {
    const { code } = await problemOf(clientWith(() => Response.json(body)).client.session());
    assert.equal(code, 'answer_unreadable');
  }
});
