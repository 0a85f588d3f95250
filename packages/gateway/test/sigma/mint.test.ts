// What an embed URL looks like, claim by claim.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { GatewayError, type ErrorCode } from '../../src/base/errors.ts';
import { systemRandom } from '../../src/base/random.ts';
import { secret, type Secret } from '../../src/base/secret.ts';
import { claimsJson, claimsOf } from '../../src/sigma/claims.ts';
import type { EncryptedToken } from '../../src/sigma/token-cipher.ts';
import { createMinter, decryptToken, mintEmbedUrl, type MintRequest } from '../../src/sigma/index.ts';
import { movableClock } from '../../src/testing/index.ts';

const CLIENT = 'a'.repeat(64);
const SECRET = '0123456789abcdef'.repeat(8);
const CONNECTION = '5e0c3cbb-0b5b-4d6c-9a0f-1d2f6d6f3a11';
const ADDRESS = 'https://app.sigmacomputing.com/acme/workbook/Taxi-3xYz';
const clock = movableClock();
const minter = createMinter({ clientId: CLIENT, secret: secret(SECRET), clock, random: systemRandom });

const request = (patch: Partial<MintRequest> = {}): MintRequest => ({
  url: ADDRESS,
  subject: 'ana@example.com',
  user: { kind: 'embed', accountType: 'View', teams: ['Sales_People'] },
  connectionTokens: { [CONNECTION]: secret('the access token') },
  endsAt: clock.now() + 7_200_000,
  sessionLengthSeconds: 3600,
  ...patch,
});

const verify = async (url: string) => {
  const jwt = new URL(url).searchParams.get(':jwt') ?? '';
  const key = new TextEncoder().encode(SECRET);
  const options = {
    algorithms: ['HS256'],
    audience: 'sigmacomputing',
    issuer: CLIENT,
    currentDate: new Date(clock.now()),
  };
  return { ...(await jwtVerify(jwt, key, options)), header: decodeProtectedHeader(jwt) };
};

const fails = (code: ErrorCode) => (error: unknown) => error instanceof GatewayError && error.code === code;

it('the JWT of an embed user has exactly these claims, in this order, with these types [EM-01]', async () => {
  const { jti, url } = await minter.mint(request());
  const { header, payload } = await verify(url);
  const { connection_oauth_tokens: tokens, ...claims } = payload as typeof payload & {
    connection_oauth_tokens: Record<string, string>;
  };
  const iat = Math.floor(clock.now() / 1000);
  assert.deepEqual(header, { alg: 'HS256', typ: 'JWT', kid: CLIENT });
  assert.deepEqual(claims, {
    sub: 'ana@example.com',
    jti,
    iat,
    exp: iat + 3600,
    iss: CLIENT,
    ver: '1.1',
    aud: 'sigmacomputing',
    account_type: 'View',
    teams: ['Sales_People'],
  });
  assert.deepEqual(Object.keys(payload), [
    'sub',
    'jti',
    'iat',
    'exp',
    'iss',
    'ver',
    'aud',
    'account_type',
    'teams',
    'connection_oauth_tokens',
  ]);
  assert.deepEqual(Object.keys(tokens), [CONNECTION]);
  assert.equal(await decryptToken(tokens[CONNECTION] ?? '', secret(SECRET)), 'the access token');
});

it('an internal user carries no claims about itself', async () => {
  const { payload } = await verify((await minter.mint(request({ user: { kind: 'internal' } }))).url);
  assert.deepEqual(Object.keys(payload), ['sub', 'jti', 'iat', 'exp', 'iss', 'ver', 'aud', 'connection_oauth_tokens']);
});

it('a token is encrypted once however many URLs it is in, and another of the same text anew [EM-07]', async () => {
  const tokenOf = async (by: typeof minter, token: Secret): Promise<unknown> => {
    const { url } = await by.mint(request({ connectionTokens: { [CONNECTION]: token } }));
    const { payload } = await verify(url);
    return (payload['connection_oauth_tokens'] as Record<string, string>)[CONNECTION];
  };
  const [token, twin] = [secret('the access token'), secret('the access token')];
  const value = await tokenOf(minter, token);
  assert.equal(await tokenOf(minter, token), value);
  assert.notEqual(await tokenOf(minter, twin), value);
  const options = { clientId: CLIENT, secret: secret(SECRET), clock, random: systemRandom };
  const careful = createMinter({ ...options, freshSaltPerToken: true });
  assert.notEqual(await tokenOf(careful, token), await tokenOf(careful, token));
});

it('the URL is the address, :embed=true and :jwt with a raw colon, then encoded parameters [EM-02]', async () => {
  const { url } = await minter.mint(request({ parameters: { ':theme': 'Dark', Region: 'West,South & East#?' } }));
  assert.match(
    url,
    /^https:\/\/app\.sigmacomputing\.com\/acme\/workbook\/Taxi-3xYz\?:embed=true&:jwt=[\w.-]+&:theme=Dark&Region=West,South%20%26%20East%23%3F$/,
  );
});

it('the embed never outlives its token, its session or thirty days [EM-03]', async () => {
  const short = await minter.mint(request({ endsAt: clock.now() + 100_500 }));
  assert.equal(short.expiresAt, short.issuedAt + 100_000);
  const long = await minter.mint(request({ endsAt: clock.now() + 9e12, sessionLengthSeconds: 9e9 }));
  assert.equal(long.expiresAt - long.issuedAt, 2_592_000_000);
  await assert.rejects(minter.mint(request({ endsAt: clock.now() })), fails('token_life_too_short'));
  await assert.rejects(minter.mint(request({ endsAt: Number.NaN })), fails('token_life_too_short'));
});

it('renewal comes before the end, at most five minutes and a jitter', async () => {
  for (const seconds of [100, 900, 3600, 86_400]) {
    const { expiresAt, issuedAt, renewAt } = await minter.mint(
      request({ sessionLengthSeconds: seconds, endsAt: clock.now() + 9e9 }),
    );
    const ahead = expiresAt - renewAt;
    const plan = Math.min(300_000, (expiresAt - issuedAt) / 10);
    assert.ok(ahead >= plan && ahead <= plan * 1.25, `${ahead} for ${seconds} s`);
  }
});

it('jti is 128 random bits, and never the same [EM-03]', async () => {
  const seen = new Set<string>();
  for (let n = 0; n < 20_000; n += 1) seen.add((await minter.mint(request())).jti);
  assert.equal(seen.size, 20_000);
  for (const jti of [...seen].slice(0, 10)) assert.match(jti, /^[\w-]{22}$/);
});

it('no address or parameter can leave the workbook or replace :jwt [EM-02]', async () => {
  const hostile = [
    'http://app.sigmacomputing.com/acme/workbook/x',
    'https://a:b@app.sigmacomputing.com/acme/workbook/x',
    `${ADDRESS}?:jwt=x`,
    `${ADDRESS}#x`,
    'https://app.sigmacomputing.com/',
    'https://app.sigmacomputing.com/acme/workbook/x/../../admin',
    'javascript:alert(1)',
    '/acme/workbook/x',
    '',
  ];
  for (const url of hostile) await assert.rejects(minter.mint(request({ url })), fails('embed_address_invalid'), url);
  for (const name of [':jwt', ':embed', ':JWT', 'a=b', 'a&:jwt', '', ' ', ':']) {
    await assert.rejects(minter.mint(request({ parameters: { [name]: 'x' } })), fails('embed_address_invalid'), name);
  }
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme' }).filter((value) => value.isWellFormed()),
      async (value) => {
        const url = new URL((await minter.mint(request({ parameters: { Region: value } }))).url);
        assert.equal(url.origin + url.pathname, ADDRESS);
        assert.equal(url.searchParams.get('Region'), value);
        assert.equal(url.searchParams.getAll(':jwt').length, 1);
        assert.equal(url.hash, '');
      },
    ),
    { numRuns: 200 },
  );
});

it('the payload is what JSON makes of the claims, whatever the texts in them', () => {
  const text = fc.string({ unit: 'binary' });
  const base64 = fc.base64String();
  const tokens = fc.dictionary(
    text,
    fc.tuple(base64, base64).map((parts) => parts.join('.') as EncryptedToken),
    { noNullPrototype: true },
  );
  const user = fc.oneof(
    fc.constant({ kind: 'internal' } as const),
    fc.record({
      kind: fc.constant('embed' as const),
      accountType: text,
      teams: fc.array(text),
      attributes: fc.option(fc.dictionary(text, text), { nil: undefined }),
    }),
  );
  fc.assert(
    fc.property(text, user, tokens, (subject, who, sent) => {
      const claims = claimsOf({
        subject,
        jti: 'j',
        issuedAt: 1,
        expiresAt: 2,
        clientId: CLIENT,
        user: who,
        tokens: sent,
      });
      assert.equal(claimsJson(claims), JSON.stringify(claims));
    }),
  );
});

it('a connection gets its token whatever its id', async () => {
  const connectionTokens = JSON.parse('{"__proto__":1,"constructor":1,"a\\"b":1}') as Record<string, unknown>;
  const ids = Object.keys(connectionTokens);
  const tokens = Object.fromEntries(ids.map((id) => [id, secret(`the token of ${id}`)]));
  const { claims, url } = await minter.mint(request({ connectionTokens: tokens }));
  const sent = (await verify(url)).payload['connection_oauth_tokens'] as Record<string, string>;
  assert.deepEqual(Object.keys(sent), ids);
  assert.deepEqual(Object.keys(claims.connection_oauth_tokens), ids);
  for (const [id, value] of Object.entries(sent)) {
    assert.equal(await decryptToken(value, secret(SECRET)), `the token of ${id}`);
  }
});

it('what may be shown of a URL has no token in it [EM-09]', async () => {
  const { claims, url } = await minter.mint(request());
  const sent = (await verify(url)).payload as { connection_oauth_tokens: Record<string, string> };
  assert.ok(!JSON.stringify(claims).includes(sent.connection_oauth_tokens[CONNECTION] ?? '?'));
  assert.deepEqual(Object.keys(claims.connection_oauth_tokens), [CONNECTION]);
});

it('one call makes a URL without the rest of the gateway', async () => {
  const { expiresAt, url } = await mintEmbedUrl({
    clientId: CLIENT,
    secret: SECRET,
    url: ADDRESS,
    subject: 'ana@example.com',
    connectionTokens: { [CONNECTION]: 'the access token' },
    tokenExpiresAt: Date.now() + 600_000,
  });
  assert.ok(Math.abs(expiresAt - (Date.now() + 540_000)) < 5000);
  const jwt = new URL(url).searchParams.get(':jwt') ?? '';
  await jwtVerify(jwt, new TextEncoder().encode(SECRET), { audience: 'sigmacomputing' });
});
