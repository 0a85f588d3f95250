// Makes tokens: access token, ID token and the answer that carries them. Knows no grant rules.
import { SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import type { World } from '../world.ts';
import type { Apps } from './apps/apps.ts';
import type { Audit } from './audit.ts';
import type { FederationPolicies } from './federation/policies.ts';
import type { Grant, Grants } from './grants.ts';
import type { Keys } from './keys.ts';

/** What the token endpoint needs to know to answer. */
export interface TokenRoom {
  readonly world: World;
  readonly keys: Keys;
  readonly grants: Grants;
  readonly apps: Apps;
  readonly policies: FederationPolicies;
  readonly audit: Audit;
}

/** The body of a successful token answer (RFC 6749 section 5.1). */
export async function tokenAnswer(
  room: TokenRoom,
  grant: Grant,
  options: {
    readonly ttlSeconds: number;
    readonly scopes?: readonly string[];
    readonly refreshToken?: string | undefined;
    readonly idToken?: string | undefined;
  },
): Promise<object> {
  const { idToken, refreshToken, scopes = grant.scopes, ttlSeconds } = options;
  return {
    access_token: await accessToken(room, grant, { ttlSeconds, scopes }),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    scope: scopes.join(' '),
    token_type: 'Bearer',
    expires_in: room.world.databricks.expiresInAsString ? String(ttlSeconds) : ttlSeconds,
    ...(idToken !== undefined && { id_token: idToken }),
  };
}

/** An RS256 `at+jwt` (RFC 9068) whose header begins with `kid`, as the vendor's does. */
async function accessToken(
  room: TokenRoom,
  grant: Grant,
  options: { readonly ttlSeconds: number; readonly scopes: readonly string[] },
): Promise<string> {
  const { kid, privateKey } = room.keys.signing();
  const now = Math.floor(room.world.clock.now() / 1000);
  const jti = randomUUID();
  room.grants.rememberAccessToken(jti, grant, (now + options.ttlSeconds) * 1000);
  return await new SignJWT({
    client_id: grant.clientId,
    scope: options.scopes.join(' '),
    iss: grant.issuer.issuer,
    aud: grant.issuer.audience,
    sub: grant.person.email,
    iat: now,
    exp: now + options.ttlSeconds,
    jti,
  })
    .setProtectedHeader({ kid, typ: 'at+jwt', alg: 'RS256' })
    .sign(privateKey);
}

/** An ID token with the claims that the vendor's metadata lists; `nonce` by switch. */
export async function signIdToken(room: TokenRoom, grant: Grant, nonce: string | undefined): Promise<string> {
  const { kid, privateKey } = room.keys.signing();
  const now = Math.floor(room.world.clock.now() / 1000);
  const { person } = grant;
  return await new SignJWT({
    iss: grant.issuer.issuer,
    aud: grant.clientId,
    sub: person.email,
    iat: now,
    exp: now + 3600,
    jti: randomUUID(),
    name: person.displayName,
    given_name: person.givenName,
    family_name: person.familyName,
    preferred_username: person.email,
    ...(room.world.databricks.idTokenEmail && { email: person.email }),
    ...(nonce !== undefined && room.world.databricks.echoNonce && { nonce }),
  })
    .setProtectedHeader({ kid, typ: 'JWT', alg: 'RS256' })
    .sign(privateKey);
}

/** The line in the event log for a new grant's first tokens. */
export function logIssued({ world }: TokenRoom, { clientId, issuer, person, scopes }: Grant): void {
  const detail = { clientId, level: issuer.level, scope: scopes.join(' ') };
  world.events.add({ vendor: 'databricks', kind: 'token.issued', person: person.email, detail });
}
