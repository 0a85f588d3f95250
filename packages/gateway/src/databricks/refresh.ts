// Refresh token -> TokenSet, or one of four ways it did not work.
import * as oauth from 'oauth4webapi';
import { GatewayError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { DatabricksApp } from './app.ts';
import type { OauthClient } from './client.ts';
import { readNoAnswer, readTokenFailure, type Failure } from './failure.ts';
import { NoAnswer } from './guarded-fetch.ts';
import { readTokens } from './read-tokens.ts';
import type { TokenSet } from './token-set.ts';

/** What came of a refresh (RF-07). Only `dead_grant` may end a session. */
export type RefreshResult =
  | { readonly outcome: 'refreshed'; readonly tokens: TokenSet }
  /** Databricks says that the refresh token is no good any more. */
  | { readonly outcome: 'dead_grant'; readonly detail: string }
  /** Client, secret or access list: the operator's to mend, and no fault of the session. */
  | { readonly outcome: 'our_fault'; readonly code: 'client_refused' | 'databricks_forbidden'; readonly detail: string }
  /** The refresh token was not spent. */
  | { readonly outcome: 'transient'; readonly retryAfterMs?: number | undefined; readonly detail: string }
  /** It may have been spent. */
  | { readonly outcome: 'unknown'; readonly detail: string };

/** Sends the refresh token once; never retries. @see RFC 6749 section 6 */
export async function refreshTokens(
  app: DatabricksApp,
  peer: { readonly server: oauth.AuthorizationServer; readonly oauthClient: OauthClient },
  refreshToken: Secret,
): Promise<RefreshResult> {
  const { authentication, client, options } = peer.oauthClient;
  try {
    const token = refreshToken.reveal();
    const response = await oauth.refreshTokenGrantRequest(peer.server, client, authentication, token, options);
    const receivedAt = app.clock.now();
    if (response.status !== 200) {
      return resultOf(readTokenFailure(response.status, response.headers, await response.text()));
    }
    const answer = await oauth.processRefreshTokenResponse(peer.server, client, response);
    const idClaims = oauth.getValidatedIdTokenClaims(answer);
    return { outcome: 'refreshed', tokens: readTokens({ answer, idClaims, wanted: [], receivedAt }) };
  } catch (error) {
    if (error instanceof NoAnswer) return resultOf(readNoAnswer(error));
    // A 200 that cannot be read: the token was spent, and what came for it is lost.
    const detail = error instanceof GatewayError ? (error.detail ?? error.code) : 'a 200 answer that cannot be read';
    return { outcome: 'unknown', detail };
  }
}

function resultOf(failure: Failure): RefreshResult {
  const { detail, kind } = failure;
  switch (kind) {
    case 'dead_grant':
    case 'unknown':
      return { outcome: kind, detail };
    case 'transient':
      return { outcome: 'transient', detail, retryAfterMs: failure.retryAfterMs };
    case 'forbidden':
      return { outcome: 'our_fault', code: 'databricks_forbidden', detail };
    default:
      return { outcome: 'our_fault', code: 'client_refused', detail };
  }
}
