// The app connection in the words of the OAuth library: client, authentication, and options of every call.
import * as oauth from 'oauth4webapi';
import { systemClock } from '../base/clock.ts';
import { isLoopback } from '../base/url.ts';
import type { DatabricksApp } from './app.ts';

export interface OauthClient {
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
  readonly options: {
    readonly [oauth.customFetch]: (url: string, init: object) => Promise<Response>;
    readonly [oauth.allowInsecureRequests]: boolean;
  };
  /** Keys of the issuer, kept between calls. */
  readonly jwks: oauth.JWKSCacheInput;
}

/** Seconds by which Databricks' clock and ours may differ. */
const TOLERANCE_SECONDS = 60;

/** Made for each call, because the library reads the machine's clock: the skew carries it over to ours. */
export function oauthClient(
  app: DatabricksApp,
  fetch: typeof globalThis.fetch,
  jwks: oauth.JWKSCacheInput,
): OauthClient {
  const skew = Math.round((app.clock.now() - systemClock.now()) / 1000);
  return {
    client: { client_id: app.clientId, [oauth.clockSkew]: skew, [oauth.clockTolerance]: TOLERANCE_SECONDS },
    authentication: authenticationOf(app),
    options: {
      [oauth.customFetch]: (url, init) => fetch(url, init),
      [oauth.allowInsecureRequests]: isLoopback(new URL(app.workspaceOrigin)),
    },
    jwks,
  };
}

/** @see RFC 6749 section 2.3.1; Databricks accepts both ways, and public clients without a secret */
function authenticationOf({ clientAuthentication, clientSecret }: DatabricksApp): oauth.ClientAuth {
  if (clientSecret === undefined) return oauth.None();
  if (clientAuthentication === 'post') return oauth.ClientSecretPost(clientSecret.reveal());
  return oauth.ClientSecretBasic(clientSecret.reveal());
}
