// Tells Databricks that a refresh token is not needed any more, where it listens.
import * as oauth from 'oauth4webapi';
import type { Secret } from '../base/secret.ts';
import type { OauthClient } from './client.ts';

/** Best effort: Databricks advertises no revocation endpoint today. @see RFC 7009 section 2 */
export async function revokeToken(
  { oauthClient, server }: { readonly server: oauth.AuthorizationServer; readonly oauthClient: OauthClient },
  refreshToken: Secret,
): Promise<'revoked' | 'unsupported' | 'failed'> {
  if (server.revocation_endpoint === undefined) return 'unsupported';
  const { authentication, client, options } = oauthClient;
  const additionalParameters = { token_type_hint: 'refresh_token' };
  try {
    const token = refreshToken.reveal();
    const response = await oauth.revocationRequest(server, client, authentication, token, {
      ...options,
      additionalParameters,
    });
    return response.status === 200 ? 'revoked' : 'failed';
  } catch {
    return 'failed';
  }
}
