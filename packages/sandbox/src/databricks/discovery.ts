// What clients can learn without signing in: authorization server metadata (RFC 8414) and the host's own facts.
import type { World } from '../world.ts';
import type { Home } from './homes.ts';
import { LISTED_SCOPES } from './scopes.ts';

/** The metadata of one issuer: same fields and order as captured from the vendor. The keys lie on another origin. */
export function metadata(issuer: string, home: Home, { revokeEndpoint }: World['databricks']): object {
  return {
    authorization_endpoint: `${issuer}/v1/authorize`,
    token_endpoint: `${issuer}/v1/token`,
    issuer,
    jwks_uri: `${home.keysOrigin}/oidc/jwks.json`,
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
    ...(revokeEndpoint === 'advertised' && { revocation_endpoint: `${issuer}/v1/revoke` }),
  };
}

/** `/.well-known/databricks-config`. A host that serves an account leaves `{account_id}` to be filled in by the client. */
export function hostFacts({ account, cloud, form, origin, workspace }: Home, world: World): object {
  const atAccount = `${origin}/oidc/accounts/{account_id}`;
  return {
    oidc_endpoint: form === 'workspace' ? workspace.issuer : form === 'unified' ? account.issuer : atAccount,
    ...(form !== 'account' && { account_id: world.accountId, workspace_id: world.workspaceId }),
    cloud,
    host_type: form,
    token_federation_default_oidc_audiences: [form === 'workspace' ? `${workspace.issuer}/v1/token` : world.accountId],
  };
}
