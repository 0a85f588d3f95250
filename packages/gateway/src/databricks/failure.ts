// The one place that reads how Databricks words its failures, and the one place that may read error text.
// Error bodies vary: OAuth JSON, REST JSON with numeric or string codes, SCIM JSON, plain text, HTML.
import { GatewayError, type ErrorCode } from '../base/errors.ts';
import type { NoAnswer } from './guarded-fetch.ts';

/** What a failed call means for the one who made it. */
export type Failure =
  /** The refresh token is no good any more. */
  | { readonly kind: 'dead_grant'; readonly detail: string }
  /** Configuration: client, secret, scope, redirect URI. */
  | { readonly kind: 'our_fault'; readonly detail: string }
  /** A firewall or an access list of Databricks keeps us out. */
  | { readonly kind: 'forbidden'; readonly detail: string }
  /** The bearer token has expired or was never valid. */
  | { readonly kind: 'expired_bearer'; readonly detail: string }
  /** The token lacks a scope. */
  | { readonly kind: 'scope_missing'; readonly detail: string }
  /** It did not happen, and trying again later makes sense. */
  | { readonly kind: 'transient'; readonly detail: string; readonly retryAfterMs?: number }
  /** It may have happened. */
  | { readonly kind: 'unknown'; readonly detail: string; readonly retryAfterMs?: number }
  /** Refused for a reason that is none of the above, such as a code that was used before. `isOauth`: in the words of a token endpoint. */
  | { readonly kind: 'refused'; readonly detail: string; readonly isOauth?: boolean };

/** Codes of RFC 6749 and its kin that may be repeated in a log; any other text stays where it came from. */
const KNOWN_CODES = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
  'unsupported_response_type',
]);

const TRANSIENT_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);
/** With these a request is turned away before anything is done with it. */
const TURNED_AWAY_STATUS = new Set([408, 425, 429]);
const OUR_FAULT_CODES = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope', 'unsupported_grant_type']);

/**
 * An answer of the token endpoint that is not 200. A server error may come after the token was spent; only throttling says that it was
 * not. @see RFC 6749 section 5.2
 */
export function readTokenFailure(status: number, headers: Headers, body: string): Failure {
  const { code, description, isOauth } = readBody(body);
  const shown = KNOWN_CODES.has(code) ? code : 'no OAuth error';
  const detail = `token endpoint answered ${status}, ${shown}`;
  const isThrottled = code === 'temporarily_unavailable' || (status === 503 && headers.has('retry-after'));
  if (isThrottled || TURNED_AWAY_STATUS.has(status)) return { kind: 'transient', detail, ...retryAfter(headers) };
  if (status < 400 || status >= 500 || code === 'server_error') {
    return { kind: 'unknown', detail, ...retryAfter(headers) };
  }
  if (/refresh token is invalid/i.test(description) || code === 'invalid_grant') return { kind: 'dead_grant', detail };
  if (OUR_FAULT_CODES.has(code) || /OAuth application with client_id/i.test(description))
    return { kind: 'our_fault', detail };
  if (!isOauth && status === 403) return { kind: 'forbidden', detail };
  return { kind: 'refused', detail, isOauth };
}

/** An answer of a REST call (SCIM, SQL) that is not 200. A 403 may mean an expired token as well as a missing permission. */
export function readRestFailure(status: number, headers: Headers, body: string): Failure {
  const detail = `the API answered ${status}`;
  if (TRANSIENT_STATUS.has(status)) return { kind: 'transient', detail, ...retryAfter(headers) };
  if (/required scopes/i.test(body)) return { kind: 'scope_missing', detail };
  const saysExpired = /invalid access token|invalid token|token expired|expiring within/i.test(body);
  if (status === 401 || (status === 403 && saysExpired)) return { kind: 'expired_bearer', detail };
  // Where only a private link may come in, everybody else is sent to a sign-in page.
  if (status === 403 || (status >= 300 && status < 400)) return { kind: 'forbidden', detail };
  return { kind: 'refused', detail };
}

/** A call that brought no complete answer. */
export function readNoAnswer(error: NoAnswer): Failure {
  return error.kind === 'not_sent'
    ? { kind: 'transient', detail: error.message }
    : { kind: 'unknown', detail: error.message };
}

const CODE_OF: Readonly<Record<Failure['kind'], ErrorCode>> = {
  dead_grant: 'login_refused',
  our_fault: 'client_refused',
  forbidden: 'databricks_forbidden',
  expired_bearer: 'token_response_invalid',
  scope_missing: 'scope_missing',
  transient: 'databricks_unavailable',
  unknown: 'databricks_unavailable',
  refused: 'login_refused',
};

/** A failure during a sign-in, as the error that the viewer meets. */
export function signInError(failure: Failure): GatewayError {
  const after = failure.kind === 'transient' || failure.kind === 'unknown' ? failure.retryAfterMs : undefined;
  return new GatewayError(CODE_OF[failure.kind], {
    detail: failure.detail,
    ...(after !== undefined && { retryAfterSeconds: Math.ceil(after / 1000) }),
  });
}

/** The error code of a callback or token answer when it may be repeated, else `other`. */
export function knownCode(code: string | null): string {
  return code !== null && KNOWN_CODES.has(code) ? code : 'other';
}

function retryAfter(headers: Headers): { retryAfterMs?: number } {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: Math.min(seconds, 300) * 1000 } : {};
}

function readBody(body: string): { code: string; description: string; isOauth: boolean } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { code: '', description: '', isOauth: false };
  }
  const { error, error_description: description } = (json ?? {}) as Record<string, unknown>;
  return {
    code: typeof error === 'string' ? error : '',
    description: typeof description === 'string' ? description : '',
    isOauth: typeof error === 'string',
  };
}
