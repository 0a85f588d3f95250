// Where the endpoints come from, and which answers are not believed.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatewayError } from '../../src/base/errors.ts';
import { issuerOf } from '../../src/databricks/hosts.ts';
import { createFake, ISSUER, json, METADATA } from '../support/fake-databricks.ts';

const OIDC = '/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server';

/** What goes on in the background is over: no answer here takes more than some turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}

const at = (host: string, account?: { id: string; origin?: string }): string =>
  issuerOf({
    workspaceOrigin: host.includes('://') ? host : `https://${host}`,
    level: account === undefined ? 'workspace' : 'account',
    accountId: account?.id,
    accountOrigin: account?.origin,
  });

it('the issuer follows from cloud and level', () => {
  assert.equal(at('dbc-1.cloud.databricks.com'), 'https://dbc-1.cloud.databricks.com/oidc');
  assert.equal(at('adb-1.2.azuredatabricks.net'), 'https://adb-1.2.azuredatabricks.net/oidc');
  assert.equal(at('1.0.gcp.databricks.com'), 'https://1.0.gcp.databricks.com/oidc');
  assert.equal(at('dbc-1.cloud.databricks.com', { id: 'a' }), 'https://accounts.cloud.databricks.com/oidc/accounts/a');
  assert.equal(at('adb-1.2.azuredatabricks.net', { id: 'a' }), 'https://accounts.azuredatabricks.net/oidc/accounts/a');
  assert.equal(at('1.0.gcp.databricks.com', { id: 'a' }), 'https://accounts.gcp.databricks.com/oidc/accounts/a');
  assert.equal(at('acme.databricks.com', { id: 'a' }), 'https://acme.databricks.com/oidc/accounts/a');
  assert.equal(at('http://127.0.0.1:3001', { id: 'a' }), 'http://127.0.0.1:3001/oidc/accounts/a');
  assert.equal(
    at('x.databricks.azure.us', { id: 'a', origin: 'https://acc.example' }),
    'https://acc.example/oidc/accounts/a',
  );
  assert.throws(() => at('x.databricks.azure.us', { id: 'a' }), /DATABRICKS_ACCOUNT_HOST/);
});

it('either well-known name will do; where both are missing the documented paths stand', async () => {
  const fake = createFake();
  fake.answers
    .set(OIDC, () => json({}, 404))
    .set(OAUTH, () => json({ ...METADATA, authorization_endpoint: `${ISSUER}/other` }));
  assert.equal((await fake.databricks().begin({ state: 's', nonce: 'n', verifier: 'v' })).pathname, '/oidc/other');
  fake.answers.set(OAUTH, () => json({}, 404));
  assert.equal(
    (await fake.databricks().begin({ state: 's', nonce: 'n', verifier: 'v' })).pathname,
    '/oidc/v1/authorize',
  );
});

it('metadata that contradicts the issuer or leads elsewhere is refused [OA-08]', async () => {
  const lies: readonly Readonly<Record<string, unknown>>[] = [
    { issuer: `${ISSUER}/` },
    { issuer: 'https://evil.test/oidc' },
    { token_endpoint: 'https://evil.test/token' },
    { token_endpoint: 'http://dbc-test.cloud.databricks.com/oidc/v1/token' },
    { token_endpoint: 'https://cloud.databricks.com.evil.test/token' },
    { authorization_endpoint: undefined },
    { authorization_endpoint: 'javascript:alert(1)' },
    { jwks_uri: 'https://evil.test/keys' },
    { jwks_uri: 'http://127.0.0.1/keys' },
    { revocation_endpoint: 'https://user@dbc-test.cloud.databricks.com/revoke' },
  ];
  for (const lie of lies) {
    const fake = createFake();
    fake.answers.set(OIDC, () => json({ ...METADATA, ...lie }));
    await assert.rejects(
      fake.databricks().check(),
      (error) => error instanceof GatewayError && error.code === 'token_response_invalid',
      JSON.stringify(lie),
    );
  }
});

it('a redirect is not followed [OA-08] [OA-15]', async () => {
  const fake = createFake();
  fake.answers.set(OIDC, () => new Response(null, { status: 302, headers: { location: 'https://evil.test/' } }));
  await assert.rejects(fake.databricks().check(), GatewayError);
  assert.ok(fake.asked.every(({ url }) => !url.includes('evil')));
});

it('metadata is read once an hour, by one caller at a time, and the last good answer stands [OA-08]', async () => {
  const fake = createFake();
  const databricks = fake.databricks();
  await Promise.all(Array.from({ length: 20 }, () => databricks.check()));
  assert.equal(fake.countOf(OIDC), 1);
  fake.clock.advance(3_600_001);
  fake.answers.set(OIDC, () => json({}, 503));
  await databricks.check();
  assert.equal(databricks.issuer, ISSUER);
  await settled();
  assert.equal(fake.countOf(OIDC), 2);
});

it('nobody waits for metadata that is known: a well-known address that hangs is asked once a minute, in the background [OA-08]', async () => {
  const fake = createFake();
  const databricks = fake.databricks();
  await databricks.check();
  const { promise: hanging, resolve: release } = Promise.withResolvers<void>();
  fake.answers.set(OIDC, async () => {
    await hanging;
    return json({}, 503);
  });
  fake.clock.advance(3_600_001);
  for (let call = 0; call < 4; call += 1) await databricks.check();
  assert.equal(fake.countOf(OIDC), 2);
  release();
  await settled();
  await databricks.check();
  assert.equal(fake.countOf(OIDC), 2, 'held off after the failure');
  fake.answers.delete(OIDC);
  fake.clock.advance(60_000);
  await databricks.check();
  await settled();
  assert.equal(fake.countOf(OIDC), 3);
  fake.clock.advance(60_000);
  await databricks.check();
  assert.equal(fake.countOf(OIDC), 3, 'learned for another hour');
});

it('Databricks being down at the first sign-in is said as such', async () => {
  const fake = createFake();
  fake.answers.set(OIDC, () => json({}, 503, { 'retry-after': '7' }));
  await assert.rejects(
    fake.databricks().check(),
    (error) =>
      error instanceof GatewayError && error.code === 'databricks_unavailable' && error.retryAfterSeconds === 7,
  );
});
