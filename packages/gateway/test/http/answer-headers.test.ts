// The headers that every answer carries: each route with each outcome, and what a server refuses by itself, held against one list.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { GatewayError } from '../../src/base/errors.ts';
import type { Reply } from '../../src/http/reply.ts';
import { routes } from '../../src/http/routes.ts';
import { toNodeHandler } from '../../src/mount/node.ts';
import { bindServer } from '../../src/server/listen.ts';
import { COMPLETE } from '../config/environment.ts';
import { closing, open, raw } from '../server/raw.ts';
import { startGateways, type Gateways, type Sent } from '../support/gateways.ts';

const ORIGIN = new URL(COMPLETE.DATABRICKS_REDIRECT_URI).origin;
const PORTAL = 'https://portal.acme.test';

const EVERY: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  vary: 'Cookie, Origin, Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site',
  'x-content-type-options': 'nosniff',
};

interface Told {
  readonly path: string;
  readonly status: number;
  readonly isPage: boolean;
  readonly hasForm: boolean;
  /** Whether a script of another origin was given leave to read it. */
  readonly isShared: boolean;
}

/** Where an answer says otherwise on purpose. */
const OTHERWISE: readonly (readonly [why: string, who: (told: Told) => boolean, headers: typeof EVERY])[] = [
  [
    'a sign-in window keeps the tie to the page that opened it, all the way',
    ({ isPage, path, status }) =>
      status === 303 || (isPage && status === 200 && /^\/(login|signed-in|auth\/)/.test(path)),
    { 'cross-origin-opener-policy': 'unsafe-none' },
  ],
  [
    'under no-referrer a form of ours would come with `Origin: null`',
    ({ hasForm }) => hasForm,
    { 'referrer-policy': 'same-origin' },
  ],
  [
    'pages of the same site load the component and keep it for a while',
    ({ path, status }) => path === '/sigma-embed.js' && (status === 200 || status === 304),
    { 'cache-control': 'public, max-age=300', 'cross-origin-resource-policy': 'same-site' },
  ],
  [
    'a named origin of the same site reads the answer',
    ({ isShared }) => isShared,
    { 'cross-origin-resource-policy': 'same-site' },
  ],
];

function assertListed(headers: Headers, told: Told, what: string): void {
  const exceptions = OTHERWISE.filter(([, who]) => who(told)).map(([, , over]) => over);
  const names = Object.keys(EVERY);
  const found = Object.fromEntries([...headers].filter(([name]) => names.includes(name)));
  assert.deepEqual(found, Object.assign({}, EVERY, ...exceptions), what);
  for (const name of ['server', 'x-powered-by', 'via']) assert.equal(headers.get(name), null, `${what}: ${name}`);
  if (told.isPage) assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'/, what);
}

/** Everything that a browser, a page or a stranger may ask of an address. */
const WAYS: readonly Sent[] = [
  {},
  { method: 'HEAD' },
  { method: 'PUT' },
  { method: 'POST', body: '{}' },
  { method: 'POST', body: '{', headers: { origin: ORIGIN, 'x-sigma-embed': '1', 'content-type': 'application/json' } },
  { method: 'POST', body: '{}', headers: { origin: ORIGIN, 'x-sigma-embed': '1', 'content-type': 'application/json' } },
  { method: 'POST', body: '{}', headers: { origin: ORIGIN, 'x-sigma-embed': '1', 'content-type': 'text/plain' } },
  { method: 'OPTIONS', headers: { origin: PORTAL, 'access-control-request-method': 'POST' } },
  { headers: { origin: PORTAL, 'sec-fetch-site': 'same-site' } },
  { headers: { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' } },
  { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } },
  { headers: { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } },
  { headers: { 'sec-purpose': 'prefetch' } },
];

/** One address of each row of the matrix, and two that no row has. */
const PATHS = [
  ...new Set(
    routes({ reply: {} as Reply, callbackPath: '/auth/databricks/callback', isStopping: () => false }).map(({ path }) =>
      path.replace(':embed', 'default').replace(':workspace', 'eu'),
    ),
  ),
  '/nothing',
  '/api/nothing',
];

for (const mode of ['lax', 'strict'])
  it(`every route carries the same headers, whatever it answers, with ${mode} cookies [WB-06]`, async () => {
    let failure: unknown;
    await using world = await startGateways({
      env: { SIGMA_EMBED_COOKIE_MODE: mode, SIGMA_EMBED_PAGE_ORIGINS: PORTAL },
      wrap: (store) =>
        new Proxy(store, {
          get: (target, name: keyof typeof store) =>
            name === 'findSession' && failure !== undefined ? () => Promise.reject(failure) : target[name],
        }),
    });
    const session = await world.signIn('ana');
    const seen = new Set<number>();
    const check = async (answer: Response, path: string, what: string): Promise<void> => {
      const { headers, status } = answer;
      const isPage = (headers.get('content-type') ?? '').startsWith('text/html');
      const hasForm = (await answer.text()).includes('<form');
      const isShared = headers.has('access-control-allow-origin');
      assertListed(headers, { path, status, isPage, hasForm, isShared }, `${what} ${path}: ${status}`);
      seen.add(status);
    };
    for (const path of PATHS)
      for (const cookie of ['', session, `${session}; ${session}`])
        for (const way of WAYS) await check(await world.send(path, cookie, way), path, JSON.stringify(way));
    for (const thrown of [new GatewayError('store_unavailable'), new Error('unforeseen')]) {
      failure = thrown;
      for (const path of PATHS) await check(await world.get(path, session), path, thrown.message);
      failure = undefined;
    }
    const etag = (await world.get('/sigma-embed.js', '')).headers.get('etag') ?? '';
    const known = await world.send('/sigma-embed.js', '', { headers: { 'if-none-match': etag } });
    await check(known, '/sigma-embed.js', 'known');
    await check(await endOfSignIn(world), '/auth/databricks/callback', 'the end of a sign-in');
    const statuses = [200, 204, 303, 304, 400, 401, 403, 404, 405, 415, 500, 503];
    assert.deepEqual(
      statuses.filter((status) => !seen.has(status)),
      [],
      'each kind of answer was looked at',
    );
  });

async function endOfSignIn(world: Gateways): Promise<Response> {
  const begun = await world.get('/auth/databricks/login', '');
  const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const attempt = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const query = new URLSearchParams({ code: 'ben', state }).toString();
  return await world.get(`/auth/databricks/callback?${query}`, attempt);
}

const REFUSED = { path: '', isPage: false, hasForm: false, isShared: false };

/** The headers of a raw answer. */
function readRaw(answer: string): { status: number; headers: Headers } {
  const [head = ''] = answer.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers();
  for (const line of lines) headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1));
  return { status: Number(first.split(' ')[1]), headers };
}

const LINE = 'GET / HTTP/1.1\r\nHost: a\r\n';
const END = 'Connection: close\r\n\r\n';
const OF_SIZE: readonly string[] = [
  `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: a\r\n${END}`,
  `${LINE}${Array.from({ length: 101 }, (_, n) => `x-${n}: 1\r\n`).join('')}${END}`,
];

it('what the server refuses by itself carries the same headers [WB-06]', async (t) => {
  const server = await bindServer({
    host: '127.0.0.1',
    port: 0,
    publicOrigin: ORIGIN,
    limits: { headersTimeout: 200, checkInterval: 50 },
  });
  t.after(() => server.close(0));
  const seen: number[] = [];
  const check = (answer: string): void => {
    const { headers, status } = readRaw(answer);
    assertListed(headers, { ...REFUSED, status }, String(status));
    seen.push(status);
  };
  check(await raw(server.port, `${LINE}${END}`));
  server.serve(async () => {
    throw new Error('unforeseen');
  });
  const requests = [
    `${LINE}${END}`,
    'GET / HTTP/9.9\r\n\r\n',
    `GET / HTTP/1.1\r\n${END}`,
    `GET / HTTP/1.1\r\nHost: a b/c?\r\n${END}`,
    `${LINE}Expect: miracle\r\n\r\n`,
    `${LINE}Cookie: ${'a'.repeat(20_000)}\r\n${END}`,
    ...OF_SIZE,
  ];
  for (const request of requests) check(await raw(server.port, request));
  const slow = await open(server.port);
  slow.write(LINE);
  check(await closing(slow));
  assert.deepEqual(seen, [503, 500, 400, 400, 400, 417, 431, 414, 431, 408]);
});

it('so does what is refused before a mounted gateway [WB-06]', async (t) => {
  const gateway = {
    publicOrigin: ORIGIN,
    owns: () => true,
    fetch: () => Promise.reject(new Error('unforeseen')),
  };
  const server = createServer(toNodeHandler(gateway)).listen(0, '127.0.0.1');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const seen: number[] = [];
  for (const request of [`${LINE}${END}`, `GET http://a/ HTTP/1.1\r\nHost: a\r\n${END}`, ...OF_SIZE]) {
    const { headers, status } = readRaw(await raw(port, request));
    assertListed(headers, { ...REFUSED, status }, String(status));
    seen.push(status);
  }
  assert.deepEqual(seen, [500, 400, 414, 431]);
});

it('loopback is never asked for TLS, which would cover every port of it [WB-06]', async (t) => {
  const redirectUri = 'http://localhost:3000/auth/databricks/callback';
  await using world = await startGateways({ env: { DATABRICKS_REDIRECT_URI: redirectUri } });
  for (const path of PATHS) assert.equal((await world.get(path, '')).headers.get('strict-transport-security'), null);
  for (const publicOrigin of ['http://localhost:3000', undefined]) {
    const server = await bindServer({ host: '127.0.0.1', port: 0, ...(publicOrigin && { publicOrigin }) });
    t.after(() => server.close(0));
    const { headers } = readRaw(await raw(server.port, `${LINE}${END}`));
    const names = Object.keys(EVERY).filter((name) => !headers.has(name));
    assert.deepEqual(names, ['strict-transport-security']);
  }
});
