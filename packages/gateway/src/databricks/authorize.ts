// Begins and reads an authorization: the URL a viewer is sent to, and what comes back.
import * as oauth from 'oauth4webapi';
import { GatewayError } from '../base/errors.ts';
import type { DatabricksApp } from './app.ts';
import type { CheckedCallback } from './databricks.ts';
import { knownCode } from './failure.ts';

export interface AuthorizationRequest {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** The authorization URL. @see RFC 6749 section 4.1.1, RFC 7636 section 4.3, OpenID Connect Core section 3.1.2.1 */
export async function authorizationUrl(
  app: DatabricksApp,
  server: oauth.AuthorizationServer,
  request: AuthorizationRequest,
): Promise<URL> {
  const url = new URL(server.authorization_endpoint ?? '');
  const parameters = {
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    scope: app.scopes.join(' '),
    state: request.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(request.verifier),
    code_challenge_method: 'S256',
    ...(app.scopes.includes('openid') && { nonce: request.nonce }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

const ONCE = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri'];

/**
 * Checks a callback before anything is sent anywhere.
 * @throws GatewayError `callback_malformed`, `issuer_mismatch`, `login_denied`, `login_refused`, `state_unknown`.
 * @see RFC 6749 section 4.1.2, RFC 9207 section 2.4
 */
export function checkCallback(
  server: oauth.AuthorizationServer,
  clientId: string,
  callback: { readonly parameters: URLSearchParams; readonly expectedState: string },
): CheckedCallback {
  const { expectedState, parameters } = callback;
  if (ONCE.some((name) => parameters.getAll(name).length > 1)) throw new GatewayError('callback_malformed');
  if (parameters.has('code') === parameters.has('error')) throw new GatewayError('callback_malformed');
  if ((parameters.get('code') ?? parameters.get('error')) === '') throw new GatewayError('callback_malformed');
  const issuer = parameters.get('iss');
  const isPromised = server.authorization_response_iss_parameter_supported === true;
  if (issuer === null ? isPromised : issuer !== server.issuer) throw new GatewayError('issuer_mismatch');
  if (parameters.get('state') !== expectedState) throw new GatewayError('state_unknown');
  if (parameters.has('error')) {
    const code = knownCode(parameters.get('error'));
    if (code === 'access_denied') throw new GatewayError('login_denied');
    throw new GatewayError('login_refused', { detail: `the callback carries the error ${code}` });
  }
  try {
    return oauth.validateAuthResponse(server, { client_id: clientId }, parameters, expectedState) as CheckedCallback;
  } catch (error) {
    throw new GatewayError('callback_malformed', { cause: error });
  }
}
