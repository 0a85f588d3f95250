// What the gateway sends a browser away with, and what it accepts when the browser comes back.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../src/base/errors.ts';
import { createFake, ISSUER, json, METADATA } from '../support/fake-databricks.ts';

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'ok',
    (error: unknown) => (error instanceof GatewayError ? error.code : `unexpected ${String(error)}`),
  );

it('every login uses a code with PKCE S256 and a verifier of its own [OA-01]', async () => {
  const fake = createFake();
  const databricks = fake.databricks();
  const seen = new Set<string>();
  for (let n = 0; n < 20_000; n += 1) {
    const verifier = databricks.newVerifier();
    if (n < 200) assert.match(verifier, /^[A-Za-z0-9_-]{43}$/);
    seen.add(verifier);
  }
  assert.equal(seen.size, 20_000);
  const verifier = databricks.newVerifier();
  const url = await databricks.begin({ state: 'the-state', nonce: 'the-nonce', verifier });
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    response_type: 'code',
    client_id: fake.app.clientId,
    redirect_uri: fake.app.redirectUri,
    scope: 'all-apis offline_access openid',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
});

it('iss in the callback must be the issuer, to the letter [OA-05]', async () => {
  for (const promised of [true, false]) {
    const fake = createFake();
    const metadata = { ...METADATA, authorization_response_iss_parameter_supported: promised };
    fake.answers.set('/.well-known/openid-configuration', () => json(metadata));
    const databricks = fake.databricks();
    const read = (iss: string) => codeOf(databricks.readCallback(new URLSearchParams(`code=c&state=s${iss}`), 's'));
    assert.equal(await read(`&iss=${encodeURIComponent(ISSUER)}`), 'ok');
    assert.equal(await read(''), promised ? 'issuer_mismatch' : 'ok');
    for (const wrong of [`${ISSUER}/`, ISSUER.toUpperCase(), 'https://evil.test/oidc', '']) {
      assert.equal(await read(`&iss=${encodeURIComponent(wrong)}`), 'issuer_mismatch', wrong);
    }
    assert.equal(await read(`&iss=${ISSUER}&iss=${ISSUER}`), 'callback_malformed');
  }
});

it('repeated parameters, a code with an error, and neither are malformed [OA-12]', async () => {
  const databricks = createFake().databricks();
  const bad = [
    'code=a&code=b&state=s',
    'code=a&state=s&state=s',
    'code=a&error=access_denied&state=s',
    'state=s',
    'code=&state=s',
    'error=&state=s',
    'code=a&state=s&error_description=x&error_description=y',
    'code=a&state=s&response=jwt',
    'code=a&state=s&id_token=x',
  ];
  for (const query of bad)
    assert.equal(await codeOf(databricks.readCallback(new URLSearchParams(query), 's')), 'callback_malformed', query);
  assert.equal(await codeOf(databricks.readCallback(new URLSearchParams('code=a&state=t'), 's')), 'state_unknown');
});

it('an error callback is read from an allow-list, and its text goes nowhere [OA-11]', async () => {
  const databricks = createFake().databricks();
  const read = (error: string) =>
    databricks.readCallback(new URLSearchParams({ error, error_description: '<b>canary</b>', state: 's' }), 's');
  assert.equal(await codeOf(read('access_denied')), 'login_denied');
  for (const error of ['server_error', 'invalid_scope', '<script>'])
    assert.equal(await codeOf(read(error)), 'login_refused');
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1 }), async (error) => {
      await assert.rejects(
        read(error),
        ({ message, detail }: GatewayError) => !`${message}${detail}`.includes('canary'),
      );
    }),
  );
});

it('nothing of a callback reaches the token endpoint before the exchange [OA-02]', async () => {
  const fake = createFake();
  await codeOf(fake.databricks().readCallback(new URLSearchParams('code=a&state=x'), 's'));
  assert.equal(fake.countOf('/v1/token'), 0);
});
