// Sigma itself says who has a login of their own: the right claims for both, and no URL where nobody can say.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const MINUTE = 60_000;
let demo: Demo;
let isDown = false;

before(async () => {
  demo = await startDemo({
    env: { SIGMA_EMBED_INTERNAL_USERS: '' },
    fetch: async (input, init) => {
      const { pathname } = new URL(new Request(input, init).url);
      if (isDown && /^\/v2(\.1)?\/(auth|members)/.test(pathname)) throw new TypeError('fetch failed');
      return await fetch(input, init);
    },
  });
  const { apiCredential, origin } = demo.sandbox.sigma;
  await demo.restart({
    SIGMA_EMBED_SIGMA_API: origin,
    SIGMA_EMBED_SIGMA_API_CLIENT_ID: apiCredential.clientId,
    SIGMA_EMBED_SIGMA_API_SECRET: apiCredential.secret,
  });
});
after(() => demo[Symbol.asyncDispose]());

async function visitor(name: string): Promise<Visitor> {
  const one = createVisitor(demo.origin);
  await one.signIn(`${name}@example.com`);
  return one;
}

it('an internal user and an embed user each get the claims that Sigma takes', async () => {
  for (const [name, kind] of [
    ['sam', 'internal'],
    ['ana', 'embed'],
  ] as const) {
    const { embedUrl } = (await (await visitor(name)).mint()).json<{ embedUrl: string }>();
    const opened = await demo.sandbox.sigma.open(embedUrl);
    assert.ok(opened);
    const payload = new URL(embedUrl).searchParams.get(':jwt')?.split('.')[1] ?? '';
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    assert.equal('account_type' in claims, kind === 'embed', name);
    assert.equal('teams' in claims, kind === 'embed', name);
  }
});

it('where Sigma does not answer there is no URL, a 503 that says when to come back, and the session stays [SE-14]', async () => {
  const ana = await visitor('ana');
  demo.sandbox.clock.advance(11 * MINUTE);
  isDown = true;
  const refused = await ana.mint();
  assert.equal(refused.status, 503);
  assert.equal(refused.json<{ code: string }>().code, 'sigma_unavailable');
  assert.equal(refused.headers.get('retry-after'), '5');
  assert.deepEqual(refused.headers.getSetCookie(), []);
  assert.equal((await ana.get('/dashboard')).status, 503);
  assert.equal((await ana.get('/api/session')).status, 200);
  isDown = false;
  demo.sandbox.clock.advance(6000);
  assert.equal((await ana.mint()).status, 200);
  const secret = demo.sandbox.sigma.apiCredential.secret;
  assert.ok(demo.logs.every((line) => !line.includes(secret)));
});
