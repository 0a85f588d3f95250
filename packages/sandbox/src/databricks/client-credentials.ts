// The client credentials grant (RFC 6749 section 4.4): a service principal gets a token for itself.
import { claimedClient, invalidClient, unknownClient } from './client-authentication.ts';
import { logIssued, tokenAnswer, type TokenRoom } from './mint.ts';
import { knownScopes } from './scopes.ts';
import type { TokenCall } from './token-call.ts';

/**
 * The answer for a service principal: a token for an hour and no refresh token. The client id of an app connection is
 * unknown here, as at the vendor; `authorization_details` is read past.
 */
export async function clientCredentials(room: TokenRoom, call: TokenCall): Promise<object> {
  const { basic, clientId, secret } = claimedClient(call.authorization, call.form);
  const principal = room.world.servicePrincipals.find(({ person }) => person.email === clientId);
  if (principal === undefined) throw unknownClient(clientId, room.world.accountId);
  if (principal.secret !== secret) throw invalidClient(basic);
  const scopes = knownScopes(call.form.get('scope') ?? 'all-apis');
  const grant = room.grants.open({ person: principal.person, clientId, issuer: call.issuer, scopes, viaApp: false });
  logIssued(room, grant);
  return await tokenAnswer(room, grant, { ttlSeconds: 3600 });
}
