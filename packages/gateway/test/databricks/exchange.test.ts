// The code exchange: how the client shows who it is, what a token answer must hold, and what an ID token must prove.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { generateKeyPair } from 'jose';
import { GatewayError } from '../../src/base/errors.ts';
import { secret } from '../../src/base/secret.ts';
import type { DatabricksApp } from '../../src/databricks/app.ts';
import { CLIENT, createFake, json, type Fake, type TokenChanges } from '../support/fake-databricks.ts';

const login = { verifier: 'v'.repeat(43), nonce: 'the-nonce' };

async function exchange(fake: Fake, patch: Partial<DatabricksApp> = {}) {
  const databricks = fake.databricks(patch);
  const callback = await databricks.readCallback(new URLSearchParams('code=the-code&state=s'), 's');
  return await databricks.exchange(callback, login);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'ok',
    (error: unknown) => (error instanceof GatewayError ? error.code : `unexpected ${String(error)}`),
  );
}

it('sends code, verifier and the constant redirect URI, and says who it is in the configured way [OA-10] [OA-14]', async () => {
  const fake = createFake();
  await exchange(fake);
  const basic = fake.asked.find(({ url }) => url.endsWith('/v1/token'));
  assert.equal(basic?.form.get('code_verifier'), login.verifier);
  assert.equal(basic?.form.get('redirect_uri'), fake.app.redirectUri);
  assert.equal(basic?.form.has('client_secret'), false);
  const [user, password] = Buffer.from((basic?.headers.get('authorization') ?? '').slice(6), 'base64')
    .toString()
    .split(':');
  const decode = (text = ''): string => decodeURIComponent(text.replaceAll('+', ' '));
  assert.equal(decode(user), CLIENT);
  assert.equal(decode(password), 'the client secret: %+&=/é');

  const post = createFake();
  await exchange(post, { clientAuthentication: 'post' });
  assert.equal(
    post.asked.find(({ url }) => url.endsWith('/v1/token'))?.form.get('client_secret'),
    'the client secret: %+&=/é',
  );

  const open = createFake();
  await exchange(open, { clientSecret: undefined });
  const sent = open.asked.find(({ url }) => url.endsWith('/v1/token'));
  assert.equal(sent?.headers.has('authorization'), false);
  assert.equal(sent?.form.get('client_id'), CLIENT);
});

it('accepts what vendors vary: token type in any case, seconds as text, no expiry, extra members [OA-13]', async () => {
  const life = async (body: Readonly<Record<string, unknown>>): Promise<number> => {
    const fake = createFake();
    fake.answers.set('/v1/token', () => fake.tokens({ body }));
    const tokens = await exchange(fake);
    return (tokens.accessExpiresAt - tokens.receivedAt) / 1000;
  };
  assert.equal(await life({ token_type: 'bEaReR', expires_in: '3600', extra: { deep: [1] } }), 3600);
  assert.equal(await life({ expires_in: undefined }), 300, 'an unknown life is a short one');
  assert.equal(await life({ expires_in: 1e12 }), 86_400);
  assert.equal(await life({ scope: undefined }), 3600);
});

it('refuses answers that cannot keep a session alive [OA-13]', async () => {
  const table: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    [{ refresh_token: undefined }, 'refresh_token_missing'],
    [{ refresh_token: '' }, 'token_response_invalid'],
    [{ scope: 'openid' }, 'scope_missing'],
    [{ scope: 'all-apis openid', refresh_token: undefined }, 'scope_missing'],
    [{ scope: 'all-apis openid' }, 'ok'],
    [{ scope: 'offline_access openid' }, 'scope_missing'],
    [{ scope: 'all-apis offline_access' }, 'ok'],
    [{ token_type: 'mac' }, 'token_response_invalid'],
    [{ token_type: 'dpop' }, 'token_response_invalid'],
    [{ access_token: '' }, 'token_response_invalid'],
    [{ access_token: undefined }, 'token_response_invalid'],
    [{ expires_in: 'soon' }, 'token_response_invalid'],
    [{ expires_in: null }, 'token_response_invalid'],
    [{ expires_in: -1 }, 'token_response_invalid'],
    [{ id_token: undefined }, 'token_response_invalid'],
  ];
  for (const [body, code] of table) {
    const fake = createFake();
    fake.answers.set('/v1/token', () => fake.tokens({ body }));
    assert.equal(await codeOf(exchange(fake)), code, JSON.stringify(body));
  }
});

it('any JSON at all is a token set or a typed error, never a NaN [OA-13]', async () => {
  const fake = createFake();
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue(),
      fc.record({ expires_in: fc.jsonValue(), scope: fc.jsonValue() }, { requiredKeys: [] }),
      async (body, part) => {
        for (const response of [json(body), await fake.tokens({ body: part })]) {
          fake.answers.set('/v1/token', () => response);
          const tokens = await exchange(fake).catch((error: unknown) => error);
          if (tokens instanceof GatewayError) continue;
          assert.ok(Number.isSafeInteger((tokens as { accessExpiresAt: number }).accessExpiresAt));
        }
      },
    ),
    { numRuns: 200 },
  );
});

const stranger = await generateKeyPair('RS256');
const now = (fake: Fake): number => Math.floor(fake.clock.now() / 1000);

// prettier-ignore
const MUTANTS: readonly (readonly [name: string, change: (fake: Fake) => TokenChanges])[] = [
  ['another issuer', () => ({ claims: { iss: 'https://evil.test/oidc' } })],
  ['issuer with a slash', () => ({ claims: { iss: 'https://dbc-test.cloud.databricks.com/oidc/' } })],
  ['issuer in capitals', () => ({ claims: { iss: 'https://DBC-TEST.cloud.databricks.com/oidc' } })],
  ['no issuer', () => ({ claims: { iss: undefined } as never })],
  ['another audience', () => ({ claims: { aud: 'somebody-else' } })],
  ['no audience', () => ({ claims: { aud: undefined } as never })],
  ['an empty audience', () => ({ claims: { aud: [] } })],
  ['an audience without us', () => ({ claims: { aud: ['a', 'b'] } })],
  ['two audiences and no azp', () => ({ claims: { aud: [CLIENT, 'other'] } })],
  ['azp of somebody else', () => ({ claims: { azp: 'other', aud: [CLIENT, 'other'] } })],
  ['expired', (fake) => ({ claims: { exp: now(fake) - 120 } })],
  ['no expiry', () => ({ claims: { exp: undefined } as never })],
  ['expiry as text', () => ({ claims: { exp: 'tomorrow' } as never })],
  ['not valid yet', (fake) => ({ claims: { nbf: now(fake) + 600 } })],
  ['no issue time', () => ({ claims: { iat: undefined } as never })],
  ['no subject', () => ({ claims: { sub: undefined } as never })],
  ['a number as subject', () => ({ claims: { sub: 7 } as never })],
  ['another nonce', () => ({ claims: { nonce: 'other' } })],
  ['no nonce', () => ({ claims: { nonce: undefined } })],
  ['a nonce in capitals', () => ({ claims: { nonce: 'THE-NONCE' } })],
  ['a stranger\'s key', () => ({ key: stranger.privateKey })],
  ['an unknown kid', () => ({ header: { kid: 'ff'.repeat(32) } })],
  ['HS256 with the client secret', () => ({ header: { alg: 'HS256' }, key: new TextEncoder().encode('the client secret: %+&=/é'.padEnd(32)) })],
  ['a critical header', () => ({ header: { crit: ['b64'], b64: true } })],
];

for (const [name, change] of MUTANTS) {
  it(`an ID token is refused: ${name} [OA-06]`, async () => {
    const fake = createFake();
    fake.answers.set('/v1/token', () => fake.tokens(change(fake)));
    assert.equal(await codeOf(exchange(fake)), 'token_response_invalid');
  });
}

it('an unsigned ID token, and one with a changed byte, are refused [OA-06]', async () => {
  const fake = createFake();
  const good = (await (await fake.tokens()).json()) as { id_token: string };
  const [header = '', payload = '', signature = ''] = good.id_token.split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const flipped = `${signature.slice(0, 20)}${signature[20] === 'A' ? 'B' : 'A'}${signature.slice(21)}`;
  for (const id_token of [
    `${none}.${payload}.`,
    `${header}.${payload}.`,
    `${header}.${payload}.${flipped}`,
    `${header}.${payload}`,
    'x',
  ]) {
    fake.answers.set('/v1/token', () => fake.tokens({ body: { id_token } }));
    assert.equal(await codeOf(exchange(fake)), 'token_response_invalid', id_token.slice(-20));
  }
});

it('good ID tokens pass: our audience alone, in an array, or with azp; a skew of half a minute [OA-06]', async () => {
  const good: readonly ((fake: Fake) => TokenChanges)[] = [
    () => ({}),
    () => ({ claims: { aud: [CLIENT] } }),
    () => ({ claims: { aud: [CLIENT, 'other'], azp: CLIENT } }),
    (fake) => ({ claims: { iat: now(fake) + 30 } }),
    (fake) => ({ claims: { exp: now(fake) - 30 } }),
  ];
  for (const change of good) {
    const fake = createFake();
    fake.answers.set('/v1/token', () => fake.tokens(change(fake)));
    assert.deepEqual((await exchange(fake)).subjects, ['ana@example.com']);
  }
});

it("validation follows the gateway's clock, not the machine's", async () => {
  const fake = createFake();
  fake.clock.advance(400 * 86_400_000);
  assert.deepEqual((await exchange(fake)).subjects, ['ana@example.com']);
});

it('who the token says and who SCIM says must be one person [OA-07]', async () => {
  const fake = createFake();
  const databricks = fake.databricks();
  const tokens = await exchange(fake);
  assert.deepEqual(await databricks.viewer(tokens), {
    issuer: 'https://dbc-test.cloud.databricks.com/oidc',
    id: '42',
    userName: 'ana@example.com',
    displayName: 'Ana',
    groups: [{ id: '7', name: 'manhattan' }],
  });
  const me = (body: unknown, status = 200) => {
    fake.answers.set('/scim/v2/Me', () => json(body, status));
    return codeOf(databricks.viewer(tokens));
  };
  assert.equal(await me({ id: '42', userName: 'eve@example.com' }), 'identity_mismatch');
  assert.equal(await me({ id: '42', userName: 'ANA@example.com' }), 'ok');
  assert.equal(await me({ id: '42', userName: 'ana@example.com', active: false }), 'identity_unusable');
  assert.equal(await me({ id: '42', userName: 'ana\n@example.com' }), 'identity_unusable');
  for (const bad of [
    {},
    [],
    null,
    'x',
    { id: 7, userName: 'ana@example.com' },
    { id: '', userName: 'ana@example.com' },
    { id: '1' },
  ]) {
    assert.equal(await me(bad), 'token_response_invalid', JSON.stringify(bad));
  }
  assert.equal(await me({ message: 'Provided OAuth token does not have required scopes: iam' }, 403), 'scope_missing');
  assert.equal(await me({ message: 'blocked by IP ACL' }, 403), 'databricks_forbidden');
  assert.equal(await me({}, 503), 'databricks_unavailable');
});

it('a name with a character that no database keeps is shown with a mark in its place, and is no other name', async () => {
  const fake = createFake();
  const groups = [{ value: '7', display: 'admins\0' }];
  fake.answers.set('/scim/v2/Me', () => json({ id: '42', userName: 'ana@example.com', displayName: 'A\0na', groups }));
  const viewer = await fake.databricks().viewer(await exchange(fake));
  assert.deepEqual([viewer.displayName, viewer.groups], ['A\uFFFDna', [{ id: '7', name: 'admins\uFFFD' }]]);
});

it('a refused exchange names its cause: client, address list, outage, code [OA-13]', async () => {
  const fake = createFake();
  const answer = (status: number, body: unknown) => {
    fake.answers.set('/v1/token', () => json(body, status));
    return codeOf(exchange(fake));
  };
  assert.equal(await answer(401, { error: 'invalid_client' }), 'client_refused');
  assert.equal(await answer(403, { error_code: 403, message: 'IP ACL' }), 'databricks_forbidden');
  assert.equal(await answer(503, {}), 'databricks_unavailable');
  assert.equal(await answer(400, { error: 'invalid_grant' }), 'login_refused');
  assert.equal(await answer(400, { error: 'invalid_request' }), 'login_refused');
});

it('the subject of a plain access token is used where no ID token is asked for', async () => {
  const fake = createFake();
  const payload = Buffer.from(JSON.stringify({ sub: 'eve@example.com' })).toString('base64url');
  fake.answers.set('/v1/token', () => fake.tokens({ body: { access_token: `e30.${payload}.x`, id_token: undefined } }));
  const scopes = ['all-apis', 'offline_access'];
  const tokens = await exchange(fake, { scopes });
  assert.deepEqual(tokens.subjects, ['eve@example.com']);
  assert.equal(await codeOf(fake.databricks({ scopes }).viewer(tokens)), 'identity_mismatch');
  assert.equal(tokens.accessToken.toString(), '[secret]');
  assert.equal(secret('x').toJSON(), '[secret]');
});

it('the access token must name the same person as the ID token, at the sign-in and not at the first refresh [OA-07]', async () => {
  const fake = createFake();
  const accessOf = (subject: string) => {
    const payload = Buffer.from(JSON.stringify({ sub: subject })).toString('base64url');
    fake.answers.set('/v1/token', () => fake.tokens({ body: { access_token: `e30.${payload}.x` } }));
  };
  accessOf('eve@example.com');
  assert.equal(await codeOf(fake.databricks().viewer(await exchange(fake))), 'identity_mismatch');
  accessOf('ANA@example.com');
  assert.equal(await codeOf(fake.databricks().viewer(await exchange(fake))), 'ok');
});
