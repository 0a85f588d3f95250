// Pages of other origins: what those may do that the operator named, and everybody else.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { startDemo, type Demo } from '../support/demo.ts';
import { componentPath } from '../../packages/gateway/src/http/pages/component.ts';
import { createVisitor, type Answer, type Visitor } from '../support/visitor.ts';

const PORTAL = 'https://portal.example.com';
let demo: Demo;
let ana: Visitor;
before(async () => {
  demo = await startDemo({ env: { SIGMA_EMBED_PAGE_ORIGINS: PORTAL } });
  ana = createVisitor(demo.origin);
  await ana.signIn('ana@example.com');
});
after(() => demo[Symbol.asyncDispose]());

const json = { 'content-type': 'application/json', 'x-sigma-embed': '1' };
const mint = (headers: Record<string, string>): Promise<Answer> =>
  ana.send('POST', '/api/embed-url', { headers: { ...json, ...headers }, body: '{}' });
const cors = ({ headers }: Answer) => [...headers].filter(([name]) => name.startsWith('access-control-'));

it('a page of a named origin on the same site may mint and read the session, and its script may read both [WB-04]', async () => {
  for (const site of ['same-site', undefined]) {
    const headers = { origin: PORTAL, ...(site && { 'sec-fetch-site': site }) };
    for (const answer of [await mint(headers), await ana.get('/api/session', headers)]) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('access-control-allow-origin'), PORTAL);
      assert.equal(answer.headers.get('access-control-allow-credentials'), 'true');
      assert.match(answer.headers.get('vary') ?? '', /Origin/);
    }
  }
  const refused = await mint({ origin: PORTAL, 'content-type': 'text/plain' });
  assert.equal(refused.status, 415);
  assert.equal(refused.headers.get('access-control-allow-origin'), PORTAL, 'it may read why');
});

it('a named origin on another site is told so, as no cookie reaches us from there [WB-02]', async () => {
  const headers = { origin: PORTAL, 'sec-fetch-site': 'cross-site' };
  for (const answer of [await mint(headers), await ana.get('/api/session', headers)])
    assert.deepEqual([answer.status, answer.json()['code']], [403, 'page_cross_site']);
});

it('every other origin gets nothing: no leave, no minting, whatever it looks like [WB-04]', async () => {
  const mutants = [
    `${PORTAL}.evil.example`,
    'https://evil-portal.example.com',
    'https://portal.example.com.',
    'https://portal.example.com:8443',
    'http://portal.example.com',
    'https://PORTAL.example.com',
    'https://portal.example.com/',
    'https://pörtal.example.com',
    'null',
    '*',
    '',
    'https://sub.portal.example.com',
    'file://',
  ];
  for (const origin of mutants) {
    // A header of one request is bytes; a browser would send the ASCII form.
    const headers = { origin: origin.replace('ö', 'xn--') };
    const minted = await mint(headers);
    assert.equal(minted.status, 403, origin);
    const asked = await ana.send('OPTIONS', '/api/embed-url', {
      headers: { ...headers, 'access-control-request-method': 'POST' },
    });
    assert.equal(asked.status, 405, origin);
    for (const answer of [minted, asked, await ana.get('/api/session', headers)])
      assert.deepEqual(cors(answer), [], origin);
  }
});

it('the answer to a preflight is the same for everybody: it tells nothing of a session [WB-04]', async () => {
  const ask = (visitor: Visitor, path: string): Promise<Answer> =>
    visitor.send('OPTIONS', path, {
      headers: {
        origin: PORTAL,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-sigma-embed',
      },
    });
  const stranger = createVisitor(demo.origin);
  for (const path of ['/api/embed-url', '/api/session']) {
    const [mine, theirs] = [await ask(ana, path), await ask(stranger, path)];
    assert.deepEqual([mine.status, cors(mine)], [204, cors(theirs)]);
    assert.equal(mine.headers.get('access-control-allow-headers'), 'Content-Type, X-Sigma-Embed');
    assert.deepEqual(mine.headers.getSetCookie(), []);
  }
});

it('no other address shares its answer, and none takes a changing request of a named origin [WB-01]', async () => {
  const headers = { origin: PORTAL, 'sec-fetch-site': 'same-site' };
  for (const path of ['/', '/login', '/dashboard', '/logout', '/health', '/ready', '/sigma-embed.js', '/api/nothing']) {
    const asked = await ana.send('OPTIONS', path, { headers: { ...headers, 'access-control-request-method': 'GET' } });
    for (const answer of [await ana.get(path, headers), asked]) assert.deepEqual(cors(answer), [], path);
  }
  const out = await ana.send('POST', '/logout', { headers, body: 'form_token=x' });
  assert.equal(out.status, 403);
  const get = await ana.get('/api/embed-url', { ...headers, 'sec-fetch-dest': 'empty' });
  assert.equal(get.status, 403, "the QuickStart's GET is for our own pages");
});

it('Fetch Metadata, Origin and header decide as the reference does, whatever the combination [WB-02]', async () => {
  const origins = [PORTAL, demo.origin, 'null', `${PORTAL}/`, 'https://evil.example'];
  const sites = ['same-origin', 'same-site', 'cross-site', 'none', 'x'];
  await fc.assert(
    fc.asyncProperty(
      fc.option(fc.constantFrom(...origins), { nil: undefined }),
      fc.option(fc.constantFrom(...sites), { nil: undefined }),
      fc.boolean(),
      async (origin, site, hasHeader) => {
        const reference = (): boolean => {
          if (!hasHeader) return false;
          if (origin === PORTAL) return site === undefined || site === 'same-site' || site === 'same-origin';
          if (site !== undefined && site !== 'same-origin') return false;
          return origin === undefined ? site === 'same-origin' : origin === demo.origin;
        };
        const headers = {
          'content-type': 'application/json',
          ...(origin && { origin }),
          ...(site && { 'sec-fetch-site': site }),
          ...(hasHeader && { 'x-sigma-embed': '1' }),
        };
        const { status } = await ana.send('POST', '/api/embed-url', { headers, body: '{}' });
        assert.equal(status, reference() ? 200 : 403);
      },
    ),
    { numRuns: 150 },
  );
});

it('the session is told to our own pages and those of a named origin, and to no page of another site, as the reference says [WB-02]', async () => {
  const origins = [PORTAL, demo.origin, 'null', '', `${PORTAL}/`, 'https://evil.example'];
  const sites = ['same-origin', 'same-site', 'cross-site', 'none', 'x', ''];
  for (const origin of [...origins, undefined])
    for (const site of [...sites, undefined]) {
      const isQuiet = site === undefined || site === 'same-origin' || site === 'none';
      const reference =
        origin === PORTAL
          ? isQuiet || site === 'same-site'
          : isQuiet && (origin === undefined || origin === demo.origin);
      const headers = {
        ...(origin !== undefined && { origin }),
        ...(site !== undefined && { 'sec-fetch-site': site }),
      };
      const answer = await ana.get('/api/session', headers);
      assert.equal(answer.status, reference ? 200 : 403, `${origin} ${site}`);
      if (origin === PORTAL && site === 'cross-site') assert.equal(answer.json()['code'], 'page_cross_site');
      if (!reference) assert.ok(!answer.text.includes('ana@example.com'));
    }
});

it('the component is a public script that pages of the same site may load and keep for a while', async () => {
  const first = await createVisitor(demo.origin).get('/sigma-embed.js');
  assert.equal(first.status, 200);
  assert.match(first.headers.get('content-type') ?? '', /^text\/javascript/);
  assert.equal(first.headers.get('cross-origin-resource-policy'), 'same-site');
  assert.equal(first.headers.get('cache-control'), 'public, max-age=300');
  assert.deepEqual(first.headers.getSetCookie(), []);
  const etag = first.headers.get('etag') ?? '';
  const again = await createVisitor(demo.origin).get('/sigma-embed.js', { 'if-none-match': etag });
  assert.deepEqual([again.status, again.text], [304, '']);
  const own = await createVisitor(demo.origin).get(componentPath());
  assert.equal(own.text, first.text);
  assert.equal(own.headers.get('cross-origin-resource-policy'), 'same-origin');
  assert.match(own.headers.get('cache-control') ?? '', /immutable/);
  const ofAnother = await createVisitor(demo.origin).get('/assets/sigma-embed.js?v=x');
  assert.equal(ofAnother.headers.get('cache-control'), 'no-store', 'an older replica answers a newer page');
});
