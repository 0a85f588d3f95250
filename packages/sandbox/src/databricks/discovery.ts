// What clients can learn without signing in: authorization server metadata (RFC 8414) and the host's own facts.
import type { World } from '../world.ts';
import type { Issuer } from './issuers.ts';

/** Scopes that an app can be given here. The first six are what the vendor's metadata lists. */
export const LISTED_SCOPES = ['all-apis', 'email', 'offline_access', 'openid', 'profile', 'sql'] as const;

/** The metadata of one issuer: same fields and order as captured from the vendor. The keys lie on another origin. */
export function metadata(issuer: Issuer, keysOrigin: string): object {
  return {
    authorization_endpoint: `${issuer.issuer}/v1/authorize`,
    token_endpoint: `${issuer.issuer}/v1/token`,
    issuer: issuer.issuer,
    jwks_uri: `${keysOrigin}/oidc/jwks.json`,
    scopes_supported: LISTED_SCOPES,
    response_types_supported: ['code', 'id_token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: ['client_credentials', 'authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: [
      'iss',
      'sub',
      'aud',
      'iat',
      'exp',
      'jti',
      'name',
      'family_name',
      'given_name',
      'preferred_username',
    ],
    request_uri_parameter_supported: false,
  };
}

/** `/.well-known/databricks-config` of the workspace. */
export function hostFacts(workspace: Issuer, world: Pick<World, 'accountId' | 'workspaceId'>): object {
  return {
    oidc_endpoint: workspace.issuer,
    account_id: world.accountId,
    workspace_id: world.workspaceId,
    cloud: 'AWS',
    host_type: 'workspace',
    token_federation_default_oidc_audiences: [`${workspace.issuer}/v1/token`],
  };
}
