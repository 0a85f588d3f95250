// The gateway against an authorization server of other people: what it believes of OAuth is what others believe too.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { bindServer, createGateway, createLog, loadConfig, secret, type Clock } from '@sigma-embed/gateway';
import fc from 'fast-check';
import { createDatabricks } from '../../packages/gateway/src/databricks/create-databricks.ts';
import { systemClock } from '../../packages/gateway/src/base/clock.ts';
import { systemRandom } from '../../packages/gateway/src/base/random.ts';
import { hex } from '../../packages/gateway/test/config/environment.ts';
import { startForeignServer, type ForeignServer } from '../support/foreign-server.ts';
import { signInAtForeign } from '../support/foreign-sign-in.ts';
import { signOut } from '../support/sign-out.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const MINUTE = 60_000;
const CLIENT = 'the-gateway';
/** Every character that RFC 6749 lets a secret have and that Basic or a form could spoil. */
const SECRET = `:%+&=/ ~"'?#@\\;,<>${hex('client', 32)}`;

let stranger: ForeignServer;
let origin: string;
let close: () => Promise<void>;
let ahead = 0;
const clock: Clock = {
  now: () => systemClock.now() + ahead,
  monotonic: () => systemClock.monotonic() + ahead,
};

/** What the gateway sent to the token endpoint, and what came back. */
const sent: URLSearchParams[] = [];
const got: Record<string, unknown>[] = [];
let meddle: (form: URLSearchParams) => void = () => undefined;

async function watchedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  if (request.method !== 'POST') return await fetch(request);
  const form = new URLSearchParams(await request.clone().text());
  meddle(form);
  sent.push(form);
  const response = await fetch(request.url, { method: 'POST', headers: request.headers, body: form });
  if (request.url.endsWith('/token')) got.push((await response.clone().json()) as Record<string, unknown>);
  return response;
}

before(async () => {
  const server = await bindServer({ host: '127.0.0.1', port: 0 });
  origin = `http://localhost:${server.port}`;
  const redirectUri = `${origin}/auth/databricks/callback`;
  stranger = await startForeignServer({ id: CLIENT, secret: SECRET, redirectUri });
  const config = loadConfig({
    env: {
      PORT: String(server.port),
      CLIENT_ID: hex('embed client'),
      SECRET: hex('embed secret', 128),
      TEAMS: 'Sales_People',
      DATABRICKS_OAUTH_BASE_URL: 'https://app.sigmacomputing.com/acme/workbook/Taxi-1a2B3c',
      DATABRICKS_CONNECTION_ID: 'c0ffee00-1111-4222-8333-444455556666',
      DATABRICKS_HOST: stranger.origin,
      DATABRICKS_OAUTH_CLIENT_ID: CLIENT,
      SIGMA_EMBED_ALLOW_INSECURE_PUBLIC_CLIENT: 'true',
      DATABRICKS_REDIRECT_URI: redirectUri,
      DATABRICKS_SESSION_SECRET: hex('session secret'),
      SIGMA_EMBED_STORE: 'memory:',
    },
  });
  // An environment value has no white space; a secret that has some is handed in as a library user would.
  const workspace = { ...config.workspaces[0], clientSecret: secret(SECRET) };
  const gateway = await createGateway({
    config: { ...config, workspaces: [workspace] },
    clock,
    fetch: watchedFetch,
    log: createLog({ level: 'silent', format: 'json' }),
  });
  server.serve(gateway.fetch);
  close = async () => {
    await server.close(0);
    await gateway.close();
    await stranger[Symbol.asyncDispose]();
  };
});
after(() => close());

async function authorization(visitor: Visitor): Promise<URL> {
  const { location } = await visitor.get('/auth/databricks/login');
  return new URL(location ?? '');
}

async function signedIn(login = 'ana@example.com'): Promise<Visitor> {
  const visitor = createVisitor(origin);
  const url = await authorization(visitor);
  const answer = await visitor.get(await signInAtForeign(visitor, url.href, { login }));
  assert.match(answer.location ?? '', /\/dashboard$/, answer.location);
  return visitor;
}

it('a person signs in and opens an embed; the client secret has every special character [OA-01] [OA-14]', async () => {
  const visitor = await signedIn();
  const minted = await visitor.mint();
  assert.equal(minted.status, 200, minted.text);
  assert.equal(minted.json<{ user: { email: string } }>().user.email, 'ana@example.com');
  const jwt = new URL(minted.json<{ embedUrl: string }>().embedUrl).searchParams.get(':jwt') ?? '';
  const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  assert.equal(claims['sub'], 'ana@example.com');
  assert.equal(sent.at(-1)?.get('client_secret'), null, 'the secret travels in the header alone');
});

it('this server requires PKCE: without a challenge it asks nobody, with another verifier it gives nothing [OA-01]', async () => {
  const visitor = createVisitor(origin);
  const url = await authorization(visitor);
  url.searchParams.delete('code_challenge');
  const refused = await visitor.get(await signInAtForeign(visitor, url.href, { login: 'ana@example.com' }));
  assert.match(refused.location ?? '', /reason=login_refused$/);
  for (const spoil of [
    (form: URLSearchParams) => form.delete('code_verifier'),
    (form: URLSearchParams) => form.set('code_verifier', 'a'.repeat(43)),
  ]) {
    const other = createVisitor(origin);
    const callback = await signInAtForeign(other, (await authorization(other)).href, { login: 'ana@example.com' });
    meddle = spoil;
    const answer = await other.get(callback);
    meddle = () => undefined;
    assert.match(answer.location ?? '', /reason=login_refused$/);
    assert.equal((await other.get('/api/session')).status, 401);
  }
});

it('the callback carries iss, and an answer of another issuer is not sent anywhere [OA-05]', async () => {
  const visitor = createVisitor(origin);
  const callback = new URL(
    await signInAtForeign(visitor, (await authorization(visitor)).href, { login: 'ana@example.com' }),
  );
  assert.equal(callback.searchParams.get('iss'), stranger.issuer);
  const calls = sent.length;
  for (const iss of [undefined, 'https://evil.example/oidc', `${stranger.issuer}/`]) {
    const spoiled = new URL(callback);
    if (iss === undefined) spoiled.searchParams.delete('iss');
    else spoiled.searchParams.set('iss', iss);
    assert.match((await visitor.get(spoiled.href)).location ?? '', /reason=issuer_mismatch$/);
  }
  assert.equal(sent.length, calls);
  assert.match((await visitor.get(callback.href)).location ?? '', /\/dashboard$/);
});

it('who leaves instead of allowing reads that access was not granted', async () => {
  const visitor = createVisitor(origin);
  const url = await authorization(visitor);
  const callback = await signInAtForeign(visitor, url.href, { login: 'ana@example.com', decision: 'leave' });
  assert.equal(new URL(callback).searchParams.get('error'), 'access_denied');
  const answer = await visitor.get(callback);
  assert.match(answer.location ?? '', /reason=login_denied$/);
  assert.match((await visitor.get(answer.location ?? '')).text, /Access was not granted/);
});

it('one code is exchanged once, however often its callback is opened [OA-03]', async () => {
  const visitor = createVisitor(origin);
  const callback = await signInAtForeign(visitor, (await authorization(visitor)).href, { login: 'ana@example.com' });
  const cookie = visitor.cookieHeader();
  const errors = stranger.count('grant.error');
  await Promise.all(Array.from({ length: 20 }, () => visitor.get(callback, { cookie })));
  assert.equal(stranger.count('grant.error'), errors, 'a second use would revoke what the first one got');
});

it('refresh tokens that work once: a hundred requests at a time, ten expiries in a row, each is spent once and nothing is revoked [RF-02] [RF-06]', async () => {
  const visitor = await signedIn('mia@example.com');
  const spent = stranger.count('refresh_token.consumed');
  const revoked = stranger.count('grant.revoked');
  for (let round = 1; round <= 10; round += 1) {
    ahead += 50 * MINUTE;
    const answers = await Promise.all(Array.from({ length: 100 }, () => visitor.mint()));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(stranger.count('refresh_token.consumed') - spent, round);
  }
  assert.equal(stranger.count('grant.revoked'), revoked, 'reuse was never seen');
  const refreshes = sent.filter((form) => form.get('grant_type') === 'refresh_token').slice(-10);
  assert.equal(new Set(refreshes.map((form) => form.get('refresh_token'))).size, 10);
  assert.ok(
    refreshes.every((form) => form.get('scope') === null),
    'no more is asked for than was granted [OA-13]',
  );
});

it('signing out revokes the refresh token there, and ends the session here first [OA-19]', async () => {
  const visitor = await signedIn('eve@example.com');
  const refreshToken = String(got.at(-1)?.['refresh_token']);
  assert.equal(await stranger.lives(refreshToken), true);
  const revoked = stranger.count('grant.revoked');
  assert.equal((await signOut(visitor)).status, 303);
  assert.equal((await visitor.get('/api/session')).status, 401);
  while (stranger.count('grant.revoked') === revoked) await new Promise((done) => setTimeout(done, 5));
  assert.equal(await stranger.lives(refreshToken), false);
  assert.equal(sent.at(-1)?.get('token_type_hint'), 'refresh_token');
});

it('a grant that ends over there ends the session here, at the next refresh and not before', async () => {
  const visitor = await signedIn('ben@example.com');
  const { refresh_token: refreshToken } = got.at(-1) as { refresh_token: string };
  const body = new URLSearchParams({ token: refreshToken });
  const form = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
  const authorizationHeader = `Basic ${Buffer.from(`${form(CLIENT)}:${form(SECRET)}`).toString('base64')}`;
  const revocation = await fetch(`${stranger.issuer}/token/revocation`, {
    method: 'POST',
    headers: { authorization: authorizationHeader },
    body,
  });
  assert.equal(revocation.status, 200);
  assert.equal((await visitor.mint()).status, 200, 'the access token is still good for its time');
  ahead += 50 * MINUTE;
  assert.equal((await visitor.mint()).status, 200, 'to the end of it');
  ahead += 9 * MINUTE;
  const ended = await visitor.mint();
  assert.equal(ended.status, 401);
  assert.equal(ended.json()['code'], 'grant_ended');
});

it('any secret that RFC 6749 allows authenticates, in the header and in the form [OA-14]', async () => {
  const visible = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(visible, visible, fc.constantFrom('basic', 'post'), async (id, text, clientAuthentication) => {
      await using server = await startForeignServer({
        id,
        secret: text,
        redirectUri: 'http://localhost:3000/auth/databricks/callback',
        authentication: clientAuthentication === 'basic' ? 'client_secret_basic' : 'client_secret_post',
      });
      const as = (clientSecret: string) =>
        createDatabricks({
          workspaceOrigin: server.origin,
          level: 'workspace',
          accountId: undefined,
          accountOrigin: undefined,
          clientId: id,
          clientSecret: secret(clientSecret),
          clientAuthentication,
          scopes: ['openid', 'offline_access', 'all-apis'],
          redirectUri: 'http://localhost:3000/auth/databricks/callback',
          timeoutMs: 10_000,
          fetch,
          clock: systemClock,
          random: systemRandom,
        });
      const noSuchToken = { refreshToken: secret('no such refresh token'), maySend: () => true };
      // Only who has authenticated is told that the refresh token is none.
      const known = await as(text).refresh(noSuchToken);
      assert.equal(known.outcome, 'dead_grant');
      const unknown = await as(`${text}x`).refresh(noSuchToken);
      assert.deepEqual([unknown.outcome, 'code' in unknown && unknown.code], ['our_fault', 'client_refused']);
    }),
    { numRuns: 40 },
  );
});
