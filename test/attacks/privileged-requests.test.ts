// Requests that say they are special: from a proxy, from a probe, from inside, for an operator. None of them is.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor, type Answer, type Visitor } from '../support/visitor.ts';

let demo: Demo;
let ana: Visitor;
before(async () => {
  demo = await startDemo();
  ana = createVisitor(demo.origin);
  await ana.signIn('ana@example.com');
});
after(() => demo[Symbol.asyncDispose]());

/** What proxies put into requests, and what others have mistaken for it. Two values of a name come as one, with a comma. */
const FORWARDED: readonly Readonly<Record<string, string>>[] = [
  { forwarded: 'for=10.0.0.1;host=evil.example;proto=https' },
  { forwarded: 'for=10.0.0.1, for=203.0.113.9;host=evil.example' },
  { 'x-forwarded-for': '10.0.0.1, 127.0.0.1', 'x-real-ip': '127.0.0.1', 'true-client-ip': '127.0.0.1' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '444' },
  { 'x-forwarded-host': 'evil.example, localhost', 'x-forwarded-proto': 'https,http' },
  { x_forwarded_host: 'evil.example', x_forwarded_proto: 'https', 'x-forwarded_host': 'evil.example' },
  { 'x-forwarded-prefix': '/evil', 'x-forwarded-server': 'evil.example', 'x-host': 'evil.example' },
  { 'x-original-url': '/health', 'x-rewrite-url': '/health', 'x-forwarded-uri': '/health', 'x-http-method': 'POST' },
];

const SPECIAL: readonly Readonly<Record<string, string>>[] = [
  ...FORWARDED,
  { 'user-agent': 'kube-probe/1.31' },
  { 'user-agent': 'ELB-HealthChecker/2.0' },
  { 'user-agent': 'GoogleHC/1.0' },
  { 'user-agent': 'Prometheus/3.0.0', accept: 'text/plain;version=0.0.4' },
  { 'x-internal': '1', 'x-health-check': 'true', 'x-debug': '1', 'x-admin': '1' },
  { 'x-forwarded-user': 'ana@example.com', 'x-forwarded-email': 'ana@example.com', 'x-auth-request-user': 'ana' },
  { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` },
];

/** An answer without what differs from one to the next: time, nonce, sealed values. */
function gist({ headers, location, status }: Answer): unknown {
  const url = location === undefined ? undefined : new URL(location);
  for (const name of ['state', 'nonce', 'code_challenge']) url?.searchParams.delete(name);
  const cookies = headers.getSetCookie().map((cookie) => cookie.replace(/^([^=]*?)[\w-]{22}=[^;]*/, '$1'));
  const rest = ['strict-transport-security', 'access-control-allow-origin', 'content-type', 'allow'];
  return [status, url?.href, cookies, rest.map((name) => headers.get(name))];
}

it('what a proxy may say of addresses changes no answer: the gateway believes none [WB-10]', async () => {
  const paths = [
    '/',
    '/login',
    '/auth/databricks/login',
    '/dashboard',
    '/api/session',
    '/logout',
    '/health',
    '/nothing',
  ];
  for (const who of [{ cookie: ana.cookieHeader() }, {}]) {
    for (const path of paths) {
      const ask = async (headers: Readonly<Record<string, string>>): Promise<unknown> =>
        gist(await createVisitor(demo.origin).get(path, { ...who, ...headers }));
      const plain = await ask({});
      for (const headers of FORWARDED)
        assert.deepEqual(await ask(headers), plain, `${path} ${JSON.stringify(headers)}`);
    }
  }
});

it('an origin is not made our own by a header that names its host [WB-10]', async () => {
  const custom = { 'content-type': 'application/json', 'x-sigma-embed': '1', origin: 'https://evil.example' };
  for (const headers of FORWARDED) {
    const answer = await ana.send('POST', '/api/embed-url', { headers: { ...custom, ...headers }, body: '{}' });
    assert.equal(answer.status, 403, JSON.stringify(headers));
  }
});

it('no user agent and no header lets in who is not signed in [WB-11]', async () => {
  for (const headers of SPECIAL) {
    const stranger = createVisitor(demo.origin);
    assert.equal((await stranger.get('/api/session', headers)).status, 401, JSON.stringify(headers));
    assert.match((await stranger.get('/dashboard', headers)).location ?? '', /\/login\?reason=not_signed_in/);
    const own = { 'content-type': 'application/json', 'x-sigma-embed': '1', origin: demo.origin };
    const mint = await stranger.send('POST', '/api/embed-url', { headers: { ...own, ...headers }, body: '{}' });
    assert.equal(mint.status, 401);
  }
});

it('nothing for operators stands at the public address, whoever asks [WB-11]', async () => {
  const paths =
    '/metrics /debug /debug/pprof/ /debug/vars /admin /internal /status /server-status /actuator /actuator/health /api /api/admin /api/sessions /api/metrics /health/details /.env /.git/config /data/sigma-embed.db /config /trace /graphql /inspector';
  for (const path of paths.split(' ')) {
    for (const headers of [{}, ...SPECIAL]) assert.equal((await ana.get(path, headers)).status, 404, path);
  }
});
