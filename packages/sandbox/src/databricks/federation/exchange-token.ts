// Token exchange (RFC 8693): a token of a trusted foreign provider becomes a Databricks token, without any app or consent.
import { decodeJwt, errors, jwtVerify } from 'jose';
import type { Person } from '../../world.ts';
import { unknownClient } from '../client-authentication.ts';
import { logIssued, tokenAnswer, type TokenRoom } from '../mint.ts';
import { invalidRequest, required } from '../parameters.ts';
import { OAuthRefusal } from '../refusal.ts';
import { knownScopes } from '../scopes.ts';
import type { TokenCall } from '../token-call.ts';
import { keysOf } from './foreign-keys.ts';
import type { FederationPolicy } from './policies.ts';

const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/**
 * The answer for a token that fits a federation policy. With `client_id`, the policies of that service principal count;
 * else those of the account, and the person must exist already. Never a refresh token.
 */
export async function exchangeToken(room: TokenRoom, { form, issuer }: TokenCall): Promise<object> {
  if (required(form, 'subject_token_type') !== JWT) throw invalidRequest(`subject_token_type must be ${JWT}`);
  const wanted = form.get('requested_token_type') ?? ACCESS_TOKEN;
  if (wanted !== ACCESS_TOKEN) throw invalidRequest(`requested_token_type must be ${ACCESS_TOKEN}`);
  const clientId = form.get('client_id');
  const person = await personOf(room, required(form, 'subject_token'), clientId);
  const scopes = knownScopes(required(form, 'scope'));
  const grant = room.grants.open({ person, clientId: clientId ?? 'token-federation', issuer, scopes, viaApp: false });
  logIssued(room, grant);
  return { ...(await tokenAnswer(room, grant, { ttlSeconds: 3600 })), issued_token_type: ACCESS_TOKEN };
}

async function personOf(room: TokenRoom, token: string, clientId: string | undefined): Promise<Person> {
  const { accountId, people, servicePrincipals } = room.world;
  if (clientId === undefined) {
    const { claim } = await verified(room, token, room.policies.list());
    const person = people.find(({ email }) => email === claim);
    if (person === undefined) throw refused('The subject of the token is no user of this account');
    return person;
  }
  const principal = servicePrincipals.find(({ person }) => person.email === clientId)?.person;
  if (principal === undefined) throw unknownClient(clientId, accountId);
  const { claim, policy } = await verified(room, token, room.policies.list(principal.id));
  if (claim !== policy.oidc.subject) throw refused('The subject of the token is not the one of the federation policy');
  return principal;
}

/** The claim that names the person, out of a token whose signature, issuer, audience and times fit a policy. */
async function verified(
  room: TokenRoom,
  token: string,
  policies: readonly FederationPolicy[],
): Promise<{ readonly claim: string; readonly policy: FederationPolicy }> {
  const issuer = issuerOf(token);
  const policy = policies.find(({ oidc }) => oidc.issuer === issuer);
  if (policy === undefined) throw refused('No federation policy fits the issuer of the token');
  try {
    const { payload } = await jwtVerify(token, await keysOf(policy.oidc), {
      algorithms: ['RS256', 'ES256'],
      issuer: policy.oidc.issuer,
      audience: [...policy.oidc.audiences],
      requiredClaims: ['exp'],
      currentDate: new Date(room.world.clock.now()),
    });
    const claim = payload[policy.oidc.subjectClaim];
    if (typeof claim === 'string') return { claim, policy };
  } catch (problem) {
    if (!(problem instanceof errors.JOSEError)) throw problem;
    throw refused(`The token does not fit the federation policy (${problem.code})`);
  }
  throw refused(`The token has no claim ${policy.oidc.subjectClaim}`);
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw refused('The subject token is not a JWT');
  }
}

/** The vendor's texts and code are not published. */
function refused(description: string): OAuthRefusal {
  return new OAuthRefusal({ error: 'invalid_grant' }, description);
}
