// Checks an authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3). Knows no pages.
import type { OAuthApp, World } from '../world.ts';
import type { Apps } from './apps/apps.ts';
import { unknownClient } from './client-authentication.ts';
import type { Issuer } from './issuers.ts';
import { invalidRequest, readParameters, required, type Parameters } from './parameters.ts';
import { OAuthRefusal } from './refusal.ts';
import { scopesOf } from './scopes.ts';

/** A request that may be shown to a person. */
export interface AuthorizationRequest {
  readonly issuer: Issuer;
  readonly app: OAuthApp;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly challenge: string | undefined;
  readonly scopes: readonly string[];
  readonly loginHint: string | undefined;
}

/** A good request; or one that is refused by way of the app's own redirect URI. */
export type Checked =
  | { readonly ok: true; readonly request: AuthorizationRequest }
  | {
      readonly ok: false;
      readonly refusal: OAuthRefusal;
      readonly redirectUri: string;
      readonly state: string | undefined;
    };

/**
 * Throws an `OAuthRefusal` for what the vendor shows as raw JSON without any redirect: an unknown client, a redirect
 * URI that is not registered letter by letter, a repeated parameter.
 */
export function checkAuthorization(
  { apps, world }: { readonly apps: Apps; readonly world: World },
  issuer: Issuer,
  query: URLSearchParams,
): Checked {
  const parameters = readParameters(query);
  const clientId = required(parameters, 'client_id');
  const app = apps.find(clientId);
  if (app === undefined) throw unknownClient(clientId, world.accountId);
  const redirectUri = required(parameters, 'redirect_uri');
  if (!app.redirectUrls.includes(redirectUri)) {
    throw invalidRequest(`redirect_uri '${redirectUri}' not registered for OAuth application '${clientId}'`);
  }
  const state = parameters.get('state');
  try {
    if (world.databricks.signInPolicy === 'denies') {
      throw new OAuthRefusal({ error: 'access_denied' }, 'Policy evaluation failed for this request');
    }
    const mayOmitPkce = app.clientSecret !== undefined && world.databricks.pkceForSecretClients === 'optional';
    const details = checkDetails(app, parameters, mayOmitPkce);
    return { ok: true, request: { issuer, app, redirectUri, state, ...details } };
  } catch (refusal) {
    if (!(refusal instanceof OAuthRefusal)) throw refusal;
    return { ok: false, refusal, redirectUri, state };
  }
}

function checkDetails(
  app: OAuthApp,
  parameters: Parameters,
  mayOmitPkce: boolean,
): Pick<AuthorizationRequest, 'challenge' | 'loginHint' | 'nonce' | 'scopes'> {
  if (required(parameters, 'response_type') !== 'code') {
    throw new OAuthRefusal({ error: 'unsupported_response_type' }, 'response_type must be code');
  }
  if ((parameters.get('response_mode') ?? 'query') !== 'query') throw invalidRequest('response_mode must be query');
  const challenge = mayOmitPkce && !parameters.has('code_challenge') ? undefined : readChallenge(parameters);
  const scopes = scopesOf(required(parameters, 'scope'));
  const forbidden = scopes.filter((scope) => !app.scopes.includes(scope));
  if (forbidden.length > 0) {
    throw new OAuthRefusal({ error: 'access_denied' }, `Scopes not allowed for this app: ${forbidden.join(' ')}`);
  }
  return { challenge, scopes, nonce: parameters.get('nonce'), loginHint: parameters.get('login_hint') };
}

function readChallenge(parameters: Parameters): string {
  if (required(parameters, 'code_challenge_method') !== 'S256') {
    throw invalidRequest('code_challenge_method must be S256');
  }
  const challenge = required(parameters, 'code_challenge');
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge)) throw invalidRequest('code_challenge must be 43 base64url characters');
  return challenge;
}
