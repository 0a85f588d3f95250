// How true to Databricks the authorization server and its hosts are. Data only.
import type { FidelitySection } from '../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Databricks',
  title: 'signing in and tokens',
  rows: [
    {
      endpoint: 'GET /oidc/.well-known/…',
      plays: 'both well-known names, at the workspace and at the account; same fields and order as captured',
      source: 'observed',
      test: 'databricks/login.test.ts > both well-known names answer the same',
    },
    {
      endpoint: 'GET /oidc/jwks.json',
      plays: 'RS256 keys with ids of 64 digits, on another origin; rotation at run time, with or without the old keys',
      source: 'observed',
      test: 'databricks/login.test.ts > tokens of an old key stay good after a rotation',
    },
    {
      endpoint: 'GET /.well-known/databricks-config',
      plays: 'workspace, account and unified hosts',
      source: 'vendor code',
      test: 'databricks/hosts.test.ts > says what a workspace, an account and a unified host are',
    },
    {
      endpoint: 'GET /oidc/v1/authorize (unknown app, redirect URL)',
      plays: 'raw JSON on the page of the vendor, never a redirect',
      source: 'observed',
      test: 'databricks/authorize.test.ts > unknown client',
      differs: 'the status 400 is assumed',
    },
    {
      endpoint: 'GET /oidc/v1/authorize (scope not allowed)',
      plays: 'redirect with access_denied',
      source: 'vendor doc',
      test: 'databricks/authorize.test.ts > scope that the app does not have',
    },
    {
      endpoint: 'GET /oidc/v1/authorize (policy)',
      plays: 'redirect with access_denied and the text of the vendor',
      source: 'vendor code',
      test: 'databricks/switches.test.ts > signInPolicy turns everybody away by a redirect',
    },
    {
      endpoint: 'GET /oidc/v1/authorize (page)',
      plays: 'a page on which a person is chosen and allows or denies; it always waits for a click',
      source: 'assumed',
      test: 'databricks/consent-in-chromium.test.ts > a person chooses Mia, allows, and is back at the app with a code',
      differs: 'no password, no single sign-on session: the vendor may approve a second time by itself',
    },
    {
      endpoint: 'GET /oidc/oauth2/v2.0/authorize',
      plays: 'the address that drivers use: the page, or on Azure a redirect to Entra',
      source: 'vendor code',
      test: "databricks/hosts.test.ts > drivers' old address shows the page, and on Azure leads to Entra",
      differs: 'Entra itself is not played',
    },
    {
      endpoint: 'POST /oidc/v1/token (authorization_code)',
      plays: 'single-use code, S256 verifier, exact redirect URL, Basic, form or public client',
      source: 'vendor doc',
      test: 'databricks/login.test.ts > oauth4webapi signs Ana in at the',
      differs: 'texts and codes of refusals are assumed; `badCodeError` is a switch',
    },
    {
      endpoint: 'access token',
      plays:
        'RS256 `at+jwt` whose header begins with `kid`; aud is the workspace or account id, sub the e-mail address',
      source: 'observed',
      test: 'others/openid-client.test.ts > a sign-in with state, nonce and PKCE',
      differs: 'the claims of account-level tokens are assumed',
    },
    {
      endpoint: 'POST /oidc/v1/token (refresh_token)',
      plays: 'multi-use, rotating, rotating with the end of the grant at a replay, grace seconds, absolute session end',
      source: 'vendor doc',
      test: 'databricks/refresh.test.ts > a second use ends the whole grant, its access tokens included',
      differs: 'whether a replay ends the grant is disputed at the vendor; it is a setting of the app',
    },
    {
      endpoint: 'POST /oidc/v1/token (dead refresh token)',
      plays: '`invalid_request` or `invalid_grant`, 400 or 401, "Refresh token is invalid"',
      source: 'observed',
      test: 'databricks/refresh.test.ts > is worded by the switches',
    },
    {
      endpoint: 'POST /oidc/v1/token (client_credentials)',
      plays: 'service principals, with Basic or form, at both levels',
      source: 'vendor doc',
      test: 'others/sdk.test.ts > signs in as a service principal at the workspace and at the account',
      differs: '`authorization_details` is ignored',
    },
    {
      endpoint: 'POST /oidc/v1/revoke',
      plays: 'absent, unlisted or advertised',
      source: 'assumed',
      test: "databricks/switches.test.ts > ends a refresh token's grant, or one access token, for the app that owns them",
    },
    {
      endpoint: 'bearer refused',
      plays: '401 without a token; 403 or 401 for a bad one, with the number or the name of the code',
      source: 'observed',
      test: 'databricks/rest.test.ts > when it is expired, as 403 or by switch 401',
    },
    {
      endpoint: 'IP access list',
      plays: '403 that has not the shape of OAuth errors, for token calls or for everything',
      source: 'observed',
      test: 'databricks/switches.test.ts > ipAccessList answers 403 without the shape of an OAuth error',
    },
    {
      endpoint: 'GET /api/2.0/tokens/introspect',
      plays: 'account and workspace of the token',
      source: 'vendor code',
      test: 'databricks/rest.test.ts > introspection names the account and the workspace',
    },
  ],
};
