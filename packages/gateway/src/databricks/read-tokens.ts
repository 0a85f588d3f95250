// Turns a checked token answer into a TokenSet: lenient where vendors differ, strict where it matters (OA-13).
import type * as oauth from 'oauth4webapi';
import { GatewayError } from '../base/errors.ts';
import { secret, type Secret } from '../base/secret.ts';
import type { TokenSet } from './token-set.ts';

/** The life of a token whose answer does not say. */
const UNKNOWN_LIFE_SECONDS = 300;
const LONGEST_LIFE_SECONDS = 86_400;

export interface TokenAnswer {
  readonly answer: oauth.TokenEndpointResponse;
  /** Claims of the ID token, already validated. */
  readonly idClaims: oauth.IDToken | undefined;
  readonly wanted: readonly string[];
  readonly received: Moment;
}

/** One moment on both clocks. Milliseconds. */
export interface Moment {
  readonly at: number;
  readonly monotonic: number;
}

/**
 * @throws GatewayError `token_response_invalid`, `scope_missing`.
 * @see RFC 6749 section 5.1
 */
export function readTokens({ answer, idClaims, received, wanted }: TokenAnswer): TokenSet {
  if (answer.token_type !== 'bearer' || answer.access_token === '') throw invalid('the token is not a bearer token');
  const granted = answer.scope === undefined ? wanted : answer.scope.split(' ').filter((scope) => scope !== '');
  const refreshToken = answer.refresh_token ? secret(answer.refresh_token) : undefined;
  const missing = wanted.filter((scope) => isNeeded(scope, refreshToken) && !granted.includes(scope));
  if (missing.length > 0) throw new GatewayError('scope_missing', { detail: `not granted: ${missing.join(' ')}` });
  return {
    accessToken: secret(answer.access_token),
    refreshToken,
    scopes: granted,
    accessExpiresAt: received.at + lifeSeconds(answer) * 1000,
    receivedAt: received.at,
    receivedAtMonotonic: received.monotonic,
    subjects: [idClaims?.sub, subjectOf(answer.access_token)].filter((subject) => subject !== undefined),
  };
}

const COURTESIES: ReadonlySet<string> = new Set(['openid', 'profile', 'email']);

/**
 * Whether a session cannot work without this scope. A server may leave `offline_access` out of the list and send the refresh
 * token all the same, which is what it stands for.
 * @see OpenID Connect Core section 11
 */
function isNeeded(scope: string, refreshToken: Secret | undefined): boolean {
  if (scope === 'offline_access') return refreshToken === undefined;
  return !COURTESIES.has(scope);
}

function lifeSeconds({ expires_in: raw }: oauth.TokenEndpointResponse): number {
  if (raw === undefined) return UNKNOWN_LIFE_SECONDS;
  if (!Number.isFinite(raw) || raw < 0) throw invalid('expires_in is not a number of seconds');
  return Math.min(Math.floor(raw), LONGEST_LIFE_SECONDS);
}

/**
 * The subject that the access token names, where it is a JWT. It came straight from the token endpoint over TLS and is compared
 * with what SCIM says for the same token, so its signature adds nothing here.
 */
function subjectOf(accessToken: string): string | undefined {
  const payload = accessToken.split('.', 3)[1];
  if (payload === undefined) return undefined;
  try {
    const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { sub?: unknown };
    return typeof sub === 'string' && sub !== '' ? sub : undefined;
  } catch {
    return undefined;
  }
}

function invalid(detail: string): GatewayError {
  return new GatewayError('token_response_invalid', { detail });
}
