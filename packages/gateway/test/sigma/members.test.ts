// Whether an address has a Sigma login of its own: asked once in a while, never guessed.
import assert from 'node:assert/strict';
import { beforeEach, it } from 'node:test';
import { GatewayError } from '../../src/base/errors.ts';
import { secret } from '../../src/base/secret.ts';
import { createMembers, type Members } from '../../src/sigma/members.ts';
import { movableClock } from '../../src/testing/fixed-world.ts';

const MINUTE = 60_000;
const KINDS: Readonly<Record<string, string>> = {
  'sam@example.com': 'internal',
  'gus@example.com': 'guest',
  'eve@example.com': 'embed',
};

let clock: ReturnType<typeof movableClock>;
/** Paths and queries that were asked for, in order. */
let calls: string[];
let forms: URLSearchParams[];
/** Bearers that the API takes no more. */
let refused: Set<string>;
let answerWith: (() => Response | Promise<Response>) | undefined;
let members: Members;

beforeEach(() => {
  clock = movableClock();
  calls = [];
  forms = [];
  refused = new Set();
  answerWith = undefined;
  members = createMembers({
    origin: 'https://api.sigma.test',
    clientId: 'api-client',
    secret: secret('canary-api-secret'),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const url = new URL(request.url);
      calls.push(`${request.method} ${url.pathname}${url.search}`);
      if (answerWith !== undefined) return await answerWith();
      if (url.pathname === '/v2/auth/token') {
        forms.push(new URLSearchParams(await request.text()));
        return Response.json({ access_token: `t${forms.length}`, token_type: 'Bearer', expires_in: 3600 });
      }
      const bearer = (request.headers.get('authorization') ?? '').replace('Bearer ', '');
      if (refused.has(bearer)) return Response.json({ code: 'unauthorized' }, { status: 401 });
      const email = url.searchParams.get('email') ?? '';
      const userKind = KINDS[email];
      return Response.json({ entries: userKind === undefined ? [] : [{ email, userKind, memberId: 'm' }] });
    },
    clock,
    max: 3,
  });
});

const unavailable = (error: unknown): boolean =>
  error instanceof GatewayError && error.code === 'sigma_unavailable' && error.retryAfterSeconds === 5;
const looks = (): string[] => calls.filter((call) => call.includes('members'));

it('people who can log in are internal, guests too; embed users and strangers are not', async () => {
  const seen = await Promise.all(
    ['sam', 'gus', 'eve', 'ana'].map(async (name) => members.hasLogin(`${name}@example.com`)),
  );
  assert.deepEqual(seen, [true, true, false, false]);
  assert.equal(looks()[0], 'GET /v2.1/members?email=sam%40example.com');
  assert.deepEqual(
    forms.map((form) => Object.fromEntries(form)),
    [{ grant_type: 'client_credentials', client_id: 'api-client', client_secret: 'canary-api-secret' }],
  );
});

it('an answer is at hand for ten minutes, and asked for again afterwards', async () => {
  assert.equal(await members.hasLogin('sam@example.com'), true);
  clock.advance(10 * MINUTE - 1);
  assert.equal(members.hasLogin('sam@example.com'), true, 'no promise');
  clock.advance(1);
  assert.equal(await members.hasLogin('sam@example.com'), true);
  assert.equal(looks().length, 2);
});

it('many who ask for one address at the same time share one call', async () => {
  await Promise.all(Array.from({ length: 50 }, async () => members.hasLogin('sam@example.com')));
  assert.deepEqual([looks().length, forms.length], [1, 1]);
});

it('remembers so many addresses and no more', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await members.hasLogin(`${name}@example.com`);
  assert.equal(members.hasLogin('b@example.com'), false);
  assert.ok(members.hasLogin('a@example.com') instanceof Promise);
});

it('a token is used until it ends or is refused, and replaced once, however many notice', async () => {
  const ask = (names: readonly string[]) =>
    Promise.all(names.map(async (name) => members.hasLogin(`${name}@example.com`)));
  await ask(['a', 'b']);
  assert.equal(forms.length, 1);
  clock.advance(59 * MINUTE);
  await ask(['c', 'd', 'e']);
  assert.equal(forms.length, 2);
  refused.add('t2');
  await ask(['f', 'g', 'h']);
  assert.equal(forms.length, 3);
});

it('whatever goes wrong is never an answer, and is asked again after five seconds, not before', async () => {
  const troubles: (() => Response | Promise<Response>)[] = [
    () => Promise.reject(new TypeError('fetch failed')),
    () => new Response('down', { status: 500 }),
    () => Response.json({ code: 'unauthorized' }, { status: 401 }),
    () => new Response('', { status: 302, headers: { location: 'https://elsewhere.test' } }),
    () => new Response('<html>'),
    () => Response.json({ access_token: 'x', expires_in: 3600, entries: [{ email: 'sam@example.com' }] }),
    () => Response.json({ access_token: 'x', expires_in: 3600, entries: 'none' }),
  ];
  for (const trouble of troubles) {
    answerWith = trouble;
    await assert.rejects(async () => await members.hasLogin('sam@example.com'), unavailable);
    const { length } = calls;
    answerWith = undefined;
    await assert.rejects(async () => await members.hasLogin('eve@example.com'), unavailable);
    assert.equal(calls.length, length, 'nobody is asked');
    clock.advance(5000);
    assert.equal(await members.hasLogin('sam@example.com'), true);
    clock.advance(10 * MINUTE);
  }
});

it('no error says the secret or what Sigma said', async () => {
  answerWith = () => Response.json({ message: 'canary-of-sigma' }, { status: 400 });
  await assert.rejects(
    async () => await members.hasLogin('sam@example.com'),
    (error: GatewayError) => {
      assert.doesNotMatch(`${error.message} ${error.detail} ${JSON.stringify(error)}`, /canary/);
      return true;
    },
  );
});
