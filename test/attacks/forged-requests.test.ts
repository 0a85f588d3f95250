// Requests from pages that are not ours.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let demo: Demo;
let ana: Visitor;
before(async () => {
  demo = await startDemo();
  ana = createVisitor(demo.origin);
  await ana.signIn('ana@example.com');
});
after(async () => {
  await demo[Symbol.asyncDispose]();
});

interface Metadata {
  readonly site?: string | undefined;
  readonly mode?: string | undefined;
  readonly dest?: string | undefined;
}

/** A GET with the Fetch Metadata of a browser, not by Node's `fetch`, which puts a mode of its own on every request. */
async function asBrowser(path: string, metadata: Metadata, visitor = ana, at = demo): Promise<Response> {
  const headers = new Headers({ cookie: visitor.cookieHeader() });
  for (const [name, value] of Object.entries(metadata))
    if (value !== undefined) headers.set(`sec-fetch-${name}`, value);
  return await at.gateway.fetch(new Request(new URL(path, at.origin), { headers }));
}

const START = '/auth/databricks/login';
const IMAGE = { site: 'same-site', mode: 'no-cors', dest: 'image' };
const FRAME = { site: 'same-site', mode: 'navigate', dest: 'iframe' };

it('minting needs POST, JSON, our header and our origin, all of them [WB-01]', async () => {
  const methods = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE'];
  const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', undefined];
  const customs = ['1', '0', undefined];
  const origins = [demo.origin, 'https://evil.example', `${demo.origin}.evil.example`, 'null', undefined];
  let tried = 0;
  for (const method of methods)
    for (const type of types)
      for (const custom of customs)
        for (const origin of origins) {
          const headers: Record<string, string> = {};
          if (type !== undefined) headers['content-type'] = type;
          if (custom !== undefined) headers['x-sigma-embed'] = custom;
          if (origin !== undefined) headers['origin'] = origin;
          const answer = await ana.send(method, '/api/embed-url', {
            headers,
            ...(method === 'GET' ? {} : { body: '{}' }),
          });
          const allowed = method === 'POST' && type === 'application/json' && custom === '1' && origin === demo.origin;
          assert.equal(answer.status === 200, allowed, `${method} ${type} ${custom} ${origin}: ${answer.status}`);
          assert.equal(answer.headers.get('access-control-allow-origin'), null);
          tried += 1;
        }
  assert.equal(tried, 300);
});

it("the QuickStart's GET mints for a fetch of our own page and for nothing else [WB-01] [WB-03]", async () => {
  const sites = ['same-origin', 'same-site', 'cross-site', 'none', undefined];
  const destinations = ['empty', 'document', 'iframe', 'image', 'script', undefined];
  for (const site of sites)
    for (const destination of destinations) {
      const headers: Record<string, string> = {};
      if (site !== undefined) headers['sec-fetch-site'] = site;
      if (destination !== undefined) headers['sec-fetch-dest'] = destination;
      const { status } = await ana.get('/api/embed-url', headers);
      const allowed = site === 'same-origin' && destination === 'empty';
      assert.equal(status, allowed ? 200 : 403, `${site} ${destination}`);
    }
  const prefetch = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty', 'sec-purpose': 'prefetch' };
  assert.equal((await ana.get('/api/embed-url', prefetch)).status, 403);
});

it('Fetch Metadata and Origin are judged as the reference does, whatever the combination [WB-02]', async () => {
  const reference = (origin: string | undefined, site: string | undefined): boolean => {
    if (site !== undefined && site !== 'same-origin') return false;
    if (origin !== undefined) return origin === demo.origin;
    return site === 'same-origin';
  };
  const origin = fc.option(
    fc.constantFrom(demo.origin, `${demo.origin}/`, 'null', '', 'https://evil.example', demo.origin.toUpperCase()),
    { nil: undefined },
  );
  const site = fc.option(fc.constantFrom('same-origin', 'same-site', 'cross-site', 'none', 'Same-Origin', '', 'x'), {
    nil: undefined,
  });
  await fc.assert(
    fc.asyncProperty(origin, site, async (from, where) => {
      const headers: Record<string, string> = { 'content-type': 'application/json', 'x-sigma-embed': '1' };
      if (from !== undefined) headers['origin'] = from;
      if (where !== undefined) headers['sec-fetch-site'] = where;
      const { status } = await ana.send('POST', '/api/embed-url', { headers, body: '{}' });
      assert.equal(status, reference(from, where) ? 200 : 403);
    }),
    { numRuns: 80 },
  );
});

it('GET and HEAD change nothing but the start and the end of a sign-in [WB-03]', async () => {
  const opened = demo.sandbox.events.count('embed.opened');
  for (const method of ['GET', 'HEAD'])
    for (const path of [
      '/',
      '/login',
      '/login.html',
      '/logout',
      '/api/session',
      '/health',
      '/ready',
      '/nothing',
      '/assets/dashboard.js',
    ]) {
      const answer = await ana.send(method, path);
      assert.deepEqual(answer.headers.getSetCookie(), [], `${method} ${path} sets no cookie`);
    }
  const refused = await ana.send('HEAD', '/dashboard');
  assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'GET']);
  for (const path of ['/health', '/ready', '/login', '/sigma-embed.js']) {
    const head = await ana.send('HEAD', path);
    assert.deepEqual([head.status, head.text], [200, ''], 'probes and link checkers send HEAD');
    assert.equal((await ana.send('PUT', path)).headers.get('allow'), 'GET, HEAD');
  }
  assert.equal((await ana.get('/api/session')).status, 200, 'still signed in');
  assert.equal(demo.sandbox.events.count('embed.opened'), opened);
});

it('unknown methods are refused and method overrides ignored [WB-03]', async () => {
  for (const path of ['/dashboard', '/api/embed-url', '/api/session', '/logout']) {
    const answer = await ana.send('PUT', path, { headers: { 'x-http-method-override': 'GET' } });
    assert.equal(answer.status, 405, path);
    assert.ok((answer.headers.get('allow') ?? '').length > 0);
  }
  assert.equal((await ana.get('/logout?_method=POST')).status, 200);
  assert.equal((await ana.get('/api/session')).status, 200);
});

it('whoever leads a viewer to the dashboard, the page itself makes no URL [WB-03]', async () => {
  for (const site of ['cross-site', 'none']) {
    const page = await asBrowser('/dashboard', { site, mode: 'navigate', dest: 'document' });
    assert.equal(page.status, 200);
    assert.ok(!(await page.text()).includes(':jwt='), 'no embed URL in the page');
  }
  assert.equal((await ana.get('/dashboard', { 'sec-purpose': 'prefetch' })).status, 403);
});

it('a page and a sign-in are for navigations and fetches of our own pages, a sign-in not in a foreign frame, as the reference says [WB-02]', async () => {
  const reference = (path: string, { dest, mode, site }: Metadata): boolean => {
    if (site === undefined) return true;
    if (mode !== undefined && mode !== 'navigate') return site === 'same-origin' && dest === 'empty';
    return path !== START || site === 'same-origin' || dest === undefined || dest === 'document';
  };
  const callback = '/auth/databricks/callback?code=x&state=y';
  const paths = ['/', '/login', '/login.html', START, callback, '/dashboard', '/dashboard/default'];
  const some = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths, '/signed-in', '/logout'),
      some('same-origin', 'same-site', 'cross-site', 'none', 'x'),
      some('navigate', 'no-cors', 'cors', 'same-origin', 'websocket', ''),
      some('document', 'iframe', 'object', 'empty', 'image', 'script', 'x'),
      async (path, site, mode, dest) => {
        const { headers, status } = await asBrowser(path, { site, mode, dest });
        assert.equal(
          status !== 403,
          reference(path, { site, mode, dest }),
          `${path} ${site} ${mode} ${dest}: ${status}`,
        );
        if (status === 403) assert.deepEqual([headers.get('location'), headers.getSetCookie()], [null, []]);
      },
    ),
    { numRuns: 1500 },
  );
});

it('images and frames of a sibling host begin no sign-in, and the one under way ends as if nothing had been [WB-02] [OA-17]', async () => {
  const visitor = createVisitor(demo.origin);
  const callback = await visitor.consent('ana@example.com');
  for (let n = 0; n < 5; n += 1) {
    for (const metadata of [IMAGE, FRAME, { ...FRAME, site: 'cross-site' }]) {
      const answer = await asBrowser(START, metadata, visitor);
      assert.deepEqual([answer.status, answer.headers.getSetCookie()], [403, []]);
    }
  }
  const bait = await asBrowser(callback, { ...IMAGE, site: 'cross-site' }, visitor);
  assert.deepEqual([bait.status, bait.headers.get('location')], [403, null], 'nor does one end it');
  const end = await asBrowser(callback, { site: 'cross-site', mode: 'navigate', dest: 'document' }, visitor);
  assert.equal(end.headers.get('location'), '/dashboard');
});

it('in frames a sign-in begins where the operator named an ancestor, and then as a navigation only', async () => {
  await using framed = await startDemo({ env: { SIGMA_EMBED_FRAME_ANCESTORS: 'https://portal.example.com' } });
  const visitor = createVisitor(framed.origin);
  for (const site of ['same-site', 'cross-site', 'same-origin'])
    assert.equal((await asBrowser(START, { ...FRAME, site }, visitor, framed)).status, 303, site);
  assert.equal((await asBrowser(START, IMAGE, visitor, framed)).status, 403);
});

describe('bodies of the wrong type or size are refused with a clear code', () => {
  const headers = (): Record<string, string> => ({
    'content-type': 'application/json',
    'x-sigma-embed': '1',
    origin: demo.origin,
  });
  const cases: [name: string, body: string, code: string][] = [
    ['no JSON', '{', 'body_invalid'],
    ['empty', '', 'body_invalid'],
    ['null', 'null', 'body_invalid'],
    ['an array', '[]', 'body_invalid'],
    ['a number as alias', '{"embed":1}', 'body_invalid'],
    ['a long alias', `{"embed":"${'a'.repeat(65)}"}`, 'body_invalid'],
    ['an unknown member', '{"embed":"default","sub":"mia@example.com"}', 'body_invalid'],
    ['__proto__', '{"__proto__":{"embed":"default"}}', 'body_invalid'],
    ['an unknown alias', '{"embed":"nothing"}', 'embed_unknown'],
    ['an inherited name', '{"embed":"constructor"}', 'embed_unknown'],
    ['17 KiB', `{"embed":"${'a'.repeat(17 * 1024)}"}`, 'body_too_large'],
  ];
  for (const [name, body, code] of cases) {
    it(`${name}: ${code}`, async () => {
      const answer = await ana.send('POST', '/api/embed-url', { headers: headers(), body });
      assert.equal(answer.json()['code'], code);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.match(String(answer.json()['requestId']), /^[\w-]{12}$/);
    });
  }
});

it('a return path never leaves our origin [WB-08]', async () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          '/',
          '\\',
          '//',
          '.',
          '..',
          '@',
          ':',
          '%2f',
          '%5c',
          '%09',
          '\t',
          '\n',
          ' ',
          '?',
          '#',
          'evil.example',
          'https:',
          'javascript:',
          'localhost',
          'dashboard',
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
    fc
      .array(fc.constantFrom('/', '\\', '\t', 'evil.example', '.', '@'), { maxLength: 8 })
      .map((parts) => `/${parts.join('')}`),
  );
  const { returnPath } = await import('../../packages/gateway/src/base/url.ts');
  fc.assert(
    fc.property(nasty, (raw) => {
      const path = returnPath(raw);
      assert.equal(new URL(path, demo.origin).origin, new URL(demo.origin).origin);
      assert.match(path, /^\/(?![/\\])/);
      assert.equal(returnPath(path), path, 'reading it again changes nothing');
    }),
    { numRuns: 20_000 },
  );
  for (const raw of [
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
  ]) {
    const visitor = createVisitor(demo.origin);
    const callback = await visitor.get(await visitor.consent('ana@example.com', raw));
    assert.equal(new URL(callback.location ?? '').origin, demo.origin, raw);
  }
});

it('every HTML answer has a strict policy, errors included [WB-05]', async () => {
  const pages = [
    '/login',
    '/login?reason=idle_limit',
    '/login?error=<script>',
    '/dashboard',
    '/logout',
    '/nothing',
    '/dashboard/unknown',
  ];
  for (const path of pages) {
    const page = await ana.get(path);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/, path);
    const policy = Object.fromEntries(
      (page.headers.get('content-security-policy') ?? '').split('; ').map((part) => {
        const [name = '', ...sources] = part.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    assert.equal(policy['default-src'], "'none'", path);
    assert.match(policy['script-src'] ?? '', /^'nonce-[\w-]{22}'$/);
    assert.equal(policy['object-src'], "'none'");
    assert.equal(policy['base-uri'], "'none'");
    assert.equal(policy['frame-ancestors'], "'none'");
    assert.equal(policy['form-action'], "'self'");
    assert.equal(policy['frame-src'], path === '/dashboard' ? demo.sandbox.sigma.origin : "'none'", path);
    assert.ok(!page.text.includes('<script>'), 'nothing from the query is echoed');
    assert.equal(/ on\w+=/.test(page.text), false, 'no inline handlers');
  }
});

it("a shared cache in front never shows one viewer another's answer [WB-07]", async () => {
  const ben = createVisitor(demo.origin);
  await ben.signIn('ben@example.com');
  for (const path of ['/dashboard', '/api/session', '/logout', '/login', '/', '/auth/databricks/login']) {
    for (const visitor of [ana, ben]) {
      const answer = await visitor.get(path);
      assert.equal(answer.headers.get('cache-control'), 'no-store', path);
      assert.match(answer.headers.get('vary') ?? '', /Cookie/);
    }
  }
  assert.equal((await ana.mint()).headers.get('cache-control'), 'no-store');
});
