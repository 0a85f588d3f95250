// Every answer that Databricks may give to a refresh falls into one of four classes, and only one of them may end a session.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { readRestFailure, readTokenFailure } from '../../src/databricks/failure.ts';
import { secret } from '../../src/base/secret.ts';
import { createFake, json } from '../support/fake-databricks.ts';

const oauthError = (error: string, description?: string): string =>
  JSON.stringify({ error, ...(description !== undefined && { error_description: description }) });
const blocked = JSON.stringify({
  error_code: 403,
  message: 'Source IP address: 1.2.3.4 is blocked by Databricks IP ACL for workspace: 1',
});
const html = '<html><title>Error</title></html>';

// prettier-ignore
const TABLE: readonly (readonly [status: number, body: string, kind: string])[] = [
  [400, oauthError('invalid_request', 'Refresh token is invalid'), 'dead_grant'],
  [401, oauthError('invalid_request', 'Refresh token is invalid'), 'dead_grant'],
  [400, oauthError('invalid_grant', 'Refresh token is invalid'), 'dead_grant'],
  [401, oauthError('invalid_grant', 'Refresh token is invalid'), 'dead_grant'],
  [400, oauthError('invalid_grant'), 'dead_grant'],
  [400, oauthError('invalid_request', 'REFRESH TOKEN IS INVALID.'), 'dead_grant'],
  [400, oauthError('invalid_request'), 'refused'],
  [400, oauthError('invalid_request', 'Missing parameter'), 'refused'],
  [400, oauthError('something_new'), 'refused'],
  [400, oauthError(''), 'refused'],
  [400, '{}', 'refused'],
  [400, '[]', 'refused'],
  [400, 'null', 'refused'],
  [400, '', 'refused'],
  [400, html, 'refused'],
  [401, oauthError('invalid_client'), 'our_fault'],
  [400, oauthError('invalid_client', 'Client authentication failed'), 'our_fault'],
  [400, oauthError('unauthorized_client'), 'our_fault'],
  [400, oauthError('invalid_scope'), 'our_fault'],
  [400, oauthError('unsupported_grant_type'), 'our_fault'],
  [400, oauthError('invalid_request', 'OAuth application with client_id: x not available in Databricks account y'), 'our_fault'],
  [403, blocked, 'forbidden'],
  [403, html, 'forbidden'],
  [403, '', 'forbidden'],
  [403, oauthError('access_denied'), 'refused'],
  [401, '', 'refused'],
  [404, html, 'refused'],
  [405, '', 'refused'],
  [409, '', 'refused'],
  [408, '', 'transient'],
  [425, '', 'transient'],
  [429, '', 'transient'],
  [429, oauthError('invalid_grant'), 'transient'],
  [503, oauthError('temporarily_unavailable'), 'transient'],
  [400, oauthError('temporarily_unavailable'), 'transient'],
  [500, html, 'unknown'],
  [500, oauthError('invalid_grant', 'Refresh token is invalid'), 'unknown'],
  [502, html, 'unknown'],
  [503, '', 'unknown'],
  [504, '', 'unknown'],
  [524, html, 'unknown'],
  [400, oauthError('server_error'), 'unknown'],
  [301, '', 'unknown'],
  [302, html, 'unknown'],
  [204, '', 'unknown'],
  [202, '{}', 'unknown'],
];

it('each of forty answers to a refresh has its class [RF-07]', () => {
  assert.ok(TABLE.length >= 40);
  for (const [status, body, kind] of TABLE) {
    assert.equal(readTokenFailure(status, new Headers(), body).kind, kind, `${status} ${body}`);
  }
});

it('no answer with a temporary status is ever read as a dead grant [RF-07]', () => {
  fc.assert(
    fc.property(fc.constantFrom(408, 425, 429, 500, 502, 503, 504), fc.string(), (status, text) => {
      for (const body of [text, oauthError('invalid_grant', text)]) {
        assert.match(readTokenFailure(status, new Headers(), body).kind, /^(transient|unknown)$/);
      }
    }),
  );
});

it('only throttling says that a token was not spent: a 503 with Retry-After, and no other server error [RF-09]', () => {
  const after = new Headers({ 'retry-after': '7' });
  for (const status of [500, 502, 504]) {
    const failure = readTokenFailure(status, after, '');
    assert.deepEqual([failure.kind, 'retryAfterMs' in failure && failure.retryAfterMs], ['unknown', 7000]);
  }
  assert.equal(readTokenFailure(503, after, '').kind, 'transient');
  assert.equal(readTokenFailure(503, new Headers(), '').kind, 'unknown');
});

it('Retry-After is honoured in seconds, up to five minutes; anything else is ignored', () => {
  const after = (value: string): unknown => {
    const failure = readTokenFailure(429, new Headers({ 'retry-after': value }), '');
    return failure.kind === 'transient' ? failure.retryAfterMs : 'none';
  };
  assert.deepEqual(['7', '0', '9999', '-1', 'soon'].map(after), [7000, 0, 300_000, undefined, undefined]);
});

it('a REST 403 is an expired token only when it says so; otherwise it is a permission answer', () => {
  const kind = (status: number, body: string): string => readRestFailure(status, new Headers(), body).kind;
  assert.equal(kind(403, '{"error_code":403,"message":"Invalid access token."}'), 'expired_bearer');
  assert.equal(kind(403, '<title>Error 403 Invalid access token.</title>'), 'expired_bearer');
  assert.equal(kind(403, '{"message":"Token is expiring within 30 seconds. (token expired)"}'), 'expired_bearer');
  assert.equal(kind(401, ''), 'expired_bearer');
  assert.equal(kind(403, '{"error_code":"PERMISSION_DENIED","message":"no"}'), 'forbidden');
  assert.equal(kind(403, blocked), 'forbidden');
  assert.equal(kind(403, '{"message":"Provided OAuth token does not have required scopes: sql"}'), 'scope_missing');
  assert.equal(kind(503, ''), 'transient');
  for (const status of [301, 302, 307, 308]) assert.equal(kind(status, html), 'forbidden', 'sent to a sign-in page');
});

it('no remote text reaches a detail', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{12,30}$/), fc.integer({ min: 300, max: 599 }), (canary, status) => {
      for (const body of [oauthError(canary, canary), canary, JSON.stringify({ message: canary })]) {
        assert.ok(!readTokenFailure(status, new Headers(), body).detail.includes(canary));
        assert.ok(!readRestFailure(status, new Headers(), body).detail.includes(canary));
      }
    }),
  );
});

const sendNow = (token: string) => ({ refreshToken: secret(token), maySend: () => true });

it('an answer without a new refresh token is a refresh all the same [RF-06]', async () => {
  const fake = createFake();
  fake.answers.set('/v1/token', () => fake.tokens({ body: { refresh_token: undefined, id_token: undefined } }));
  const result = await fake.databricks().refresh(sendNow('old'));
  assert.equal(result.outcome, 'refreshed');
  assert.equal(result.outcome === 'refreshed' && result.tokens.refreshToken, undefined);
  assert.equal(fake.asked.at(-1)?.form.get('refresh_token'), 'old');
});

it('a 200 that cannot be read is an unknown outcome, never a dead grant [RF-07]', async () => {
  const fake = createFake();
  const bad: readonly Response[] = [
    new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } }),
    json([]),
    json({ access_token: '' }),
    json({ access_token: 'x', token_type: 'mac' }),
    json({ access_token: 'x', token_type: 'bearer', expires_in: 'soon' }),
    json({ access_token: 'x', token_type: 'bearer', expires_in: -5 }),
    json({ access_token: 7, token_type: 'bearer' }),
  ];
  for (const response of bad) {
    fake.answers.set('/v1/token', () => response);
    assert.equal((await fake.databricks().refresh(sendNow('old'))).outcome, 'unknown');
  }
});

it('a refused connection did not spend the token; a cut one may have [RF-07] [RF-09]', async () => {
  const fake = createFake();
  const cut = (code: string) => () => {
    throw Object.assign(new TypeError('fetch failed'), { cause: { code } });
  };
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED', 'UND_ERR_CONNECT_TIMEOUT']) {
    fake.answers.set('/v1/token', cut(code));
    assert.equal((await fake.databricks().refresh(sendNow('old'))).outcome, 'transient', code);
  }
  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', 'whatever']) {
    fake.answers.set('/v1/token', cut(code));
    const result = await fake.databricks().refresh(sendNow('old'));
    assert.equal(result.outcome, 'unknown', code);
    assert.ok(result.outcome === 'unknown' && !result.detail.includes('whatever'));
  }
});

it('a refresh is sent once, whatever comes back', async () => {
  for (const status of [200, 400, 429, 500, 503]) {
    const fake = createFake();
    fake.answers.set('/v1/token', () => json({}, status));
    await fake.databricks().refresh(sendNow('old'));
    assert.equal(fake.countOf('/v1/token'), 1);
  }
});
