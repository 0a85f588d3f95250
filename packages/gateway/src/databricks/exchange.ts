// Authorization code -> TokenSet.
import * as oauth from 'oauth4webapi';
import { GatewayError } from '../base/errors.ts';
import type { DatabricksApp } from './app.ts';
import type { OauthClient } from './client.ts';
import type { CheckedCallback } from './databricks.ts';
import { readNoAnswer, readTokenFailure, signInError } from './failure.ts';
import { NoAnswer } from './guarded-fetch.ts';
import { readTokens } from './read-tokens.ts';
import type { TokenSet } from './token-set.ts';

export interface CodeToSpend {
  readonly callback: CheckedCallback;
  readonly verifier: string;
  readonly nonce: string;
}

/**
 * Spends the code once. Where an ID token was asked for, it is validated in full.
 * @throws GatewayError `login_refused`, `client_refused`, `databricks_forbidden`, `databricks_unavailable`,
 *   `token_response_invalid`, `scope_missing`, `refresh_token_missing`.
 * @see RFC 6749 section 4.1.3, OpenID Connect Core section 3.1.3.7
 */
export async function exchangeCode(
  app: DatabricksApp,
  peer: { readonly server: oauth.AuthorizationServer; readonly oauthClient: OauthClient },
  spend: CodeToSpend,
): Promise<TokenSet> {
  const response = await send(app, peer, spend);
  const received = { at: app.clock.now(), monotonic: app.clock.monotonic() };
  if (response.status !== 200)
    throw signInError(readTokenFailure(response.status, response.headers, await response.text()));
  const { answer, idClaims } = await validate(app, peer, { response, nonce: spend.nonce });
  const tokens = readTokens({ answer, idClaims, wanted: app.scopes, received });
  if (tokens.refreshToken === undefined) throw new GatewayError('refresh_token_missing');
  return tokens;
}

type Peer = { readonly server: oauth.AuthorizationServer; readonly oauthClient: OauthClient };

async function send(app: DatabricksApp, { oauthClient, server }: Peer, spend: CodeToSpend): Promise<Response> {
  const { authentication, client, options } = oauthClient;
  const callback = spend.callback as URLSearchParams;
  try {
    return await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      callback,
      app.redirectUri,
      spend.verifier,
      options,
    );
  } catch (error) {
    if (error instanceof NoAnswer) throw signInError(readNoAnswer(error));
    throw error;
  }
}

async function validate(
  app: DatabricksApp,
  { oauthClient, server }: Peer,
  received: { readonly response: Response; readonly nonce: string },
): Promise<{ answer: oauth.TokenEndpointResponse; idClaims: oauth.IDToken | undefined }> {
  const { nonce, response } = received;
  const wantsIdToken = app.scopes.includes('openid');
  try {
    const answer = await oauth.processAuthorizationCodeResponse(server, oauthClient.client, response, {
      ...(wantsIdToken && { expectedNonce: nonce, requireIdToken: true }),
    });
    if (wantsIdToken && server.jwks_uri !== undefined) {
      const options = { ...oauthClient.options, [oauth.jwksCache]: oauthClient.jwks };
      await oauth.validateApplicationLevelSignature(server, response, options);
    }
    return { answer, idClaims: oauth.getValidatedIdTokenClaims(answer) };
  } catch (error) {
    if (error instanceof NoAnswer) throw signInError(readNoAnswer(error));
    throw new GatewayError('token_response_invalid', { detail: detailOf(error) });
  }
}

/** The library's message names the claim or member at fault and holds no value of it. */
function detailOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'unreadable token answer';
}
