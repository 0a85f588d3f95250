// Which reasons the sign-in page says, and that it says no other.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ERRORS } from '../../../src/base/error-table.ts';
import type { ErrorCode } from '../../../src/base/errors.ts';
import { isSessionOver } from '../../../src/http/problem.ts';
import { signInPage } from '../../../src/http/pages/sign-in.ts';
import { CONTEXT } from './samples.ts';
import { sessionEndTitles, signInReason } from '../../../src/http/pages/sign-in-reasons.ts';

/** Codes that never lead to the sign-in page: they concern an address, a body, the catalogue or the start. */
const ELSEWHERE: ReadonlySet<string> = new Set<ErrorCode>([
  'embed_unknown',
  'embed_forbidden',
  'parameter_not_allowed',
  'sigma_unavailable',
  'not_found',
  'method_not_allowed',
  'body_invalid',
  'page_cross_site',
  'request_prefetch',
  'body_too_large',
  'body_taken',
  'content_type_unsupported',
  'headers_too_large',
  'request_malformed',
  'request_too_slow',
  'address_too_long',
  'expectation_unknown',
  'starting',
  'too_many_requests',
  'embed_address_invalid',
  'token_undecipherable',
  'config_invalid',
  'store_unusable',
  'keys_refused',
  'address_in_use',
]);
const GENERAL = 'The sign-in did not finish';

it('every error that ends at the sign-in page has words of its own', () => {
  for (const code of Object.keys(ERRORS)) {
    const reason = signInReason(code);
    assert.equal(reason?.title === GENERAL, ELSEWHERE.has(code), code);
    assert.ok((reason?.text.length ?? 0) > 10, code);
  }
});

it('nobody who just failed to sign in is told that they still are', () => {
  for (const code of Object.keys(ERRORS)) assert.doesNotMatch(signInReason(code)?.text ?? '', /still signed in/, code);
});

it("the QuickStart's values have a meaning", () => {
  const words = [
    'oauth_failed',
    'token_exchange_failed',
    'invalid_state',
    'session_expired',
    'access_denied',
    'no_code',
  ];
  for (const word of [...words, 'missing_code', 'signed_out']) {
    assert.notEqual(signInReason(word)?.title, GENERAL, word);
  }
  assert.equal(signInReason('auth_failed')?.title, GENERAL);
});

it('an unknown word gets one general sentence, anything else nothing, and no page echoes it [WB-12]', () => {
  const words = ['zzz_nobody_said_this', 'constructor', '__proto__', 'toString', 'x'.repeat(64)];
  for (const word of words) assert.equal(signInReason(word)?.title, GENERAL, word);
  const others = ['', 'two words', '<script>', 'Call +1 555 0100', 'x'.repeat(65), 'é', 'a\n', undefined];
  for (const other of others) assert.equal(signInReason(other), undefined);
  const reason = signInReason('zzz_nobody_said_this');
  assert.ok(reason);
  assert.ok(!signInPage(CONTEXT, { loginHref: '/', reason }).includes('zzz_nobody'));
});

it('an error is announced as an alert, everything milder as a status', () => {
  const roles = ['login_refused', 'state_unknown', 'idle_limit'].map((word) => {
    const reason = signInReason(word);
    assert.ok(reason);
    const page = signInPage(CONTEXT, { loginHref: '/', reason });
    return /class="notice" data-tone="(\w+)" role="(\w+)"/.exec(page)?.slice(1);
  });
  assert.deepEqual(roles, [
    ['error', 'alert'],
    ['warning', 'status'],
    ['info', 'status'],
  ]);
});

it('the way to Databricks is one link with a fixed name', () => {
  const page = signInPage(CONTEXT, { loginHref: '/auth/databricks/login?return_to=%2Fdashboard' });
  assert.match(
    page,
    /<a class="[^"]*" href="\/auth\/databricks\/login\?return_to=%2Fdashboard"\s*>Login with Databricks<\/a\s*>/,
  );
});

it('the dashboard knows a title for every way to lose a session, but for never having had one and for another person', () => {
  // With another person it starts over.
  const others: ReadonlySet<ErrorCode> = new Set(['not_signed_in', 'wrong_account']);
  const codes = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => isSessionOver(code) && !others.has(code));
  assert.deepEqual(Object.keys(sessionEndTitles()).sort(), codes.sort());
});
