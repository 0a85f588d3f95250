// The gateway client against a fetch that answers what the test says.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isEmbedAnswer, isSessionAnswer } from '../src/answers.ts';
import { createGatewayClient, type Refusal, type Request } from '../src/gateway-client.ts';

const user = { email: 'ana@example.com', displayName: 'Ana' };
const session = { user, sessionEndsAt: 3, serverTime: 1, more: 'is ignored' };
const embed = { ...session, embedUrl: 'https://sigma.example/x', expiresAt: 3, renewAt: 2 };
const mint = { path: 'embed-url', isAnswer: isEmbedAnswer, body: { embed: 'sales', active: false } };
const look = { path: 'session', isAnswer: isSessionAnswer };

/** A client whose calls are kept and answered with `respond`. */
function clientWith(respond: (init: RequestInit) => Response | Promise<Response>, timeoutMs = 1000) {
  const calls: { url: string; init: RequestInit }[] = [];
  const client = createGatewayClient('https://gateway.example/base/', timeoutMs, async (input, init = {}) => {
    calls.push({ url: input as string, init });
    return await respond(init);
  });
  return { calls, client };
}

async function refusalOf<Answer>(
  respond: (init: RequestInit) => Response | Promise<Response>,
  request: Request<Answer>,
  timeoutMs?: number,
): Promise<Refusal> {
  const [answer, refusal] = await clientWith(respond, timeoutMs).client(request);
  assert.equal(answer, undefined);
  assert.ok(refusal);
  return refusal;
}

const summary = ({ kind, reason, retryAfterMs }: Refusal) => [reason.code, kind, retryAfterMs];
const never = ({ signal }: RequestInit): Promise<Response> =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });

it('asks for an embed URL with everything that the gateway demands of a page [WB-01]', async () => {
  const { calls, client } = clientWith(() => Response.json(embed));
  assert.deepEqual(await client(mint), [embed]);
  const [{ init, url } = { init: {}, url: '' }] = calls;
  assert.equal(url, 'https://gateway.example/base/api/embed-url');
  assert.deepEqual([init.method, init.credentials, init.body], ['POST', 'include', '{"embed":"sales","active":false}']);
  assert.deepEqual(init.headers, { 'content-type': 'application/json', 'x-sigma-embed': '1' });
});

it('reads the session with a plain GET', async () => {
  const { calls, client } = clientWith(() => Response.json(session));
  assert.deepEqual(await client(look), [session]);
  assert.equal(calls[0]?.url, 'https://gateway.example/base/api/session');
  assert.equal(calls[0]?.init.method, undefined);
});

it('hands on what the gateway says, and knows what follows from it', async () => {
  const problem = (status: number, headers = {}) =>
    Response.json({ title: 'A sentence.', status, code: 'a_code', requestId: 'r1' }, { status, headers });
  const busy = await refusalOf(() => problem(503, { 'retry-after': '7' }), mint);
  assert.deepEqual(busy, {
    reason: { code: 'a_code', message: 'A sentence.', requestId: 'r1' },
    kind: 'passing',
    retryAfterMs: 7000,
  });
  const kinds: Record<number, Refusal['kind']> = {
    401: 'signed-out',
    403: 'refused',
    404: 'refused',
    429: 'passing',
    500: 'refused',
    502: 'refused',
    503: 'passing',
  };
  for (const [status, kind] of Object.entries(kinds)) {
    assert.equal((await refusalOf(() => problem(Number(status)), mint)).kind, kind, status);
  }
  const dated = await refusalOf(() => problem(503, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }), mint);
  assert.equal(dated.retryAfterMs, 0, "a date would need this machine's clock");
});

it('tells a network failure from a timeout, and both pass', async () => {
  const gone = await refusalOf(() => Promise.reject(new TypeError('Failed to fetch')), look);
  assert.deepEqual(summary(gone).slice(1), ['passing', 0]);
  assert.match(gone.reason.code, /^(gateway_unreachable|offline)$/);
  // An AbortSignal.timeout alone does not keep the process alive.
  const alive = setInterval(() => undefined, 1000);
  const slow = await refusalOf(never, look, 5);
  clearInterval(alive);
  assert.deepEqual(summary(slow), ['gateway_timeout', 'passing', 0]);
});

it('a request that is given up ends at once', async () => {
  const giveUp = new AbortController();
  const ended = clientWith(never).client({ ...mint, signal: giveUp.signal });
  giveUp.abort();
  assert.equal((await ended)[0], undefined);
});

it('does not take an answer of a proxy for one of the gateway', async () => {
  const page = (): Response => new Response('<h1>Bad gateway</h1>', { status: 502 });
  assert.deepEqual(summary(await refusalOf(page, mint)), ['answer_unreadable', 'passing', 0]);
  const wrong: readonly unknown[] = [
    {},
    null,
    [],
    'x',
    { ...embed, embedUrl: 1 },
    { ...embed, embedUrl: 'javascript:alert(1)' },
    { ...embed, embedUrl: '//sigma.example/x' },
    { ...embed, expiresAt: 'x' },
    { ...embed, renewAt: null },
    { ...embed, user: { email: 'ana@example.com' } },
    { ...embed, user: null },
    { ...embed, serverTime: undefined },
  ];
  for (const body of wrong) {
    const refusal = await refusalOf(() => Response.json(body), mint);
    assert.deepEqual(summary(refusal), ['answer_unreadable', 'passing', 0], JSON.stringify(body));
  }
  assert.equal((await refusalOf(() => new Response('<h1>Wi-Fi</h1>'), look)).reason.code, 'answer_unreadable');
});
