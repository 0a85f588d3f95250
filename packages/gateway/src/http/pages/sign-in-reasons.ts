// The allow-list of reasons for landing on the sign-in page. What is not in it is never shown, and nothing is echoed.
import { ERRORS } from '../../base/error-table.ts';
import type { ErrorCode } from '../../base/errors.ts';

export interface SignInReason {
  /** The error code, where it is one: what to look for in the log and in the documents. */
  readonly code?: ErrorCode;
  readonly tone: 'info' | 'warning' | 'error';
  /** A few words. */
  readonly title: string;
  /** One or two sentences: what happened and what to do. */
  readonly text: string;
  /** One more sentence where the gateway is reached by plain http, which it only is on loopback. */
  readonly onPlainHttp?: string;
}

/** Reasons that are error codes. The sentence is the error table's, unless the row has one that fits this page better. */
const CODES: Partial<Record<ErrorCode, Omit<SignInReason, 'text' | 'code'> & { readonly text?: string }>> = {
  login_denied: {
    tone: 'warning',
    title: 'Access was not granted',
    text: 'Sign in again and choose Allow, or ask your administrator for access.',
  },
  login_refused: {
    tone: 'error',
    title: 'Databricks refused the sign-in',
    text: 'The operator should compare client id, secret and redirect URL with the app connection.',
  },
  state_missing: { tone: 'warning', title: 'The sign-in could not be matched' },
  state_unknown: { tone: 'warning', title: 'The sign-in could not be matched' },
  cookie_missing: {
    tone: 'warning',
    title: 'Your browser sent no cookie back',
    text: 'Allow cookies for this site, then sign in again in the browser in which you began.',
    onPlainHttp: 'Safari keeps none on http://localhost: use another browser there.',
  },
  state_expired: {
    tone: 'warning',
    title: 'The sign-in took too long',
    text: 'It may take ten minutes. Start again.',
  },
  attempt_spent: { tone: 'info', title: 'Already finished' },
  callback_malformed: { tone: 'warning', title: 'The sign-in answer could not be read' },
  issuer_mismatch: { tone: 'error', title: 'The answer came from somewhere else' },
  token_response_invalid: { tone: 'error', title: 'Databricks sent an unusable answer' },
  scope_missing: { tone: 'error', title: 'A permission is missing' },
  refresh_token_missing: { tone: 'error', title: 'A permission is missing' },
  identity_unusable: { tone: 'error', title: 'Your user name cannot be used' },
  identity_mismatch: { tone: 'error', title: 'The identities do not match' },

  not_signed_in: { tone: 'info', title: 'Please sign in', text: 'Sign in to see this page.' },
  idle_limit: {
    tone: 'info',
    title: 'Signed out after inactivity',
    text: 'Nothing happened for a while, so your session was ended. Sign in again to go on.',
  },
  absolute_limit: {
    tone: 'info',
    title: 'Your session reached its end',
    text: 'A session lasts only so long, however busy it is. Sign in again to go on.',
  },
  grant_ended: {
    tone: 'warning',
    title: 'Your access to Databricks has ended',
    text: 'Databricks does not take your earlier sign-in any more. Sign in again to go on.',
  },
  refresh_lost: { tone: 'warning', title: 'Your access could not be renewed' },
  session_unreadable: { tone: 'warning', title: 'Your session was lost' },
  app_unknown: { tone: 'info', title: 'Please sign in again' },
  wrong_account: {
    tone: 'warning',
    title: 'Another account',
    text: 'You are signed in at Databricks as somebody else than in this application, or than before. Sign in as yourself; if Databricks does not ask who you are, sign out there first.',
  },
  host_not_signed_in: {
    tone: 'info',
    title: 'Please sign in to the application',
    text: 'Sign in to the application that this belongs to first, then here.',
  },
  host_identity_failed: {
    tone: 'warning',
    title: 'The application does not answer',
    text: 'It cannot say who you are at the moment. Try again shortly.',
  },
  cookie_duplicate: { tone: 'warning', title: 'Two session cookies' },

  request_forged: { tone: 'warning', title: 'The request was not ours' },
  databricks_unavailable: {
    tone: 'warning',
    title: 'Databricks does not answer',
    text: 'Nothing is lost. Try again shortly.',
  },
  databricks_forbidden: { tone: 'error', title: 'Databricks blocks this gateway' },
  client_refused: { tone: 'error', title: 'Databricks does not know this gateway' },
  refresh_outcome_unknown: {
    tone: 'warning',
    title: 'Databricks does not answer',
    text: 'It is not known whether Databricks renewed your access. Try again shortly.',
  },
  refresh_refused: {
    tone: 'error',
    title: 'Databricks refuses',
    text: 'Databricks refuses to renew your access for now. The operator should check your user at Databricks.',
  },
  store_unavailable: {
    tone: 'warning',
    title: 'Not available right now',
    text: 'The session database does not answer. Try again shortly.',
  },
  session_newer: {
    tone: 'warning',
    title: 'Not available right now',
    text: 'A newer version of this server wrote your session. Try again shortly.',
  },
  key_unknown: {
    tone: 'error',
    title: 'Not available right now',
    text: 'A key is missing on this server. The operator should restore the key.',
  },
  key_service_unavailable: {
    tone: 'warning',
    title: 'Not available right now',
    text: 'The key service cannot be reached. Try again shortly.',
  },
  key_service_denied: {
    tone: 'error',
    title: 'Not available right now',
    text: 'The key service refuses this server. The operator should restore its access.',
  },
  shutting_down: { tone: 'warning', title: 'Not available right now' },
  token_life_too_short: { tone: 'error', title: 'Access ends too soon' },
  internal: {
    tone: 'error',
    title: 'Something went wrong',
    text: 'Something went wrong on this server. Try again; the operator finds the cause in the log.',
  },
};

/** Said for a reason that is not in the list but is meant as one. */
const UNKNOWN: SignInReason = {
  tone: 'warning',
  title: 'The sign-in did not finish',
  text: 'Try again. If it happens twice, tell the operator when it happened.',
};

/** Reasons that are no errors of the gateway, and the values of the QuickStart's `?error=`. */
const OTHERS: readonly (readonly [string, SignInReason | ErrorCode])[] = [
  ['signed_out', { tone: 'info', title: 'You are signed out', text: 'Sign in again whenever you like.' }],
  ['access_denied', 'login_denied'],
  ['oauth_failed', 'login_refused'],
  ['oauth_error', 'login_refused'],
  ['auth_failed', UNKNOWN],
  ['token_exchange_failed', 'login_refused'],
  ['token_refresh_failed', 'grant_ended'],
  ['invalid_state', 'state_unknown'],
  ['state_mismatch', 'state_unknown'],
  ['no_code', 'callback_malformed'],
  ['missing_code', 'callback_malformed'],
  ['session_expired', { tone: 'info', title: 'Your session ended', text: 'Sign in again.' }],
  ['not_authenticated', 'not_signed_in'],
];

const REASONS: ReadonlyMap<string, SignInReason> = new Map([
  ...(Object.keys(CODES) as ErrorCode[]).map((code) => [code, ofCode(code)] as const),
  ...OTHERS.map(([word, reason]) => [word, typeof reason === 'string' ? ofCode(reason) : reason] as const),
]);

/**
 * The reason that a query parameter names. A word that is not in the list gets one general sentence;
 * anything that is not a word gets nothing.
 */
export function signInReason(raw: string | undefined): SignInReason | undefined {
  if (raw === undefined) return undefined;
  return REASONS.get(raw) ?? (/^[\w-]{1,64}$/.test(raw) ? UNKNOWN : undefined);
}

/** Titles of the ways to lose a session, by code; the dashboard's script says them when a request is refused. */
export function sessionEndTitles(): Readonly<Record<string, string>> {
  const codes = [
    'idle_limit',
    'absolute_limit',
    'grant_ended',
    'refresh_lost',
    'session_unreadable',
    'app_unknown',
    'cookie_duplicate',
  ] as const;
  return Object.fromEntries(codes.map((code) => [code, ofCode(code).title]));
}

function ofCode(code: ErrorCode): SignInReason {
  const row = CODES[code];
  return row === undefined ? UNKNOWN : { code, text: ERRORS[code].message, ...row };
}
