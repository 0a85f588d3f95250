// Checks bearer tokens for the REST APIs. Knows the vendor's answers to bad ones, not what the APIs do.
import { errors, jwtVerify } from 'jose';
import type { Authenticate, Bearer } from '../world.ts';
import type { Issuer } from './issuers.ts';
import type { TokenRoom } from './mint.ts';
import { scopesOf } from './parameters.ts';

const NOT_SENT = {
  error_code: 401,
  message: 'Credential was not sent or was of an unsupported type for this API.',
};
const INVALID = { error_code: 403, message: 'Invalid access token.' };

/**
 * Accepts tokens of either issuer: a workspace takes the tokens of its account too. A missing header is 401; a bad or
 * expired token has the status of the switch `expiredBearerStatus`.
 */
export function createAuthenticate(room: TokenRoom, issuers: readonly Issuer[]): Authenticate {
  return async (authorization) => {
    const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return { ok: false, status: 401, body: NOT_SENT };
    const bearer = await verified(room, issuers, token);
    if (bearer === undefined) return { ok: false, status: room.world.databricks.expiredBearerStatus, body: INVALID };
    return { ok: true, bearer };
  };
}

async function verified(room: TokenRoom, issuers: readonly Issuer[], token: string): Promise<Bearer | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      (header) => {
        const key = room.keys.find(header.kid);
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      {
        algorithms: ['RS256'],
        typ: 'at+jwt',
        issuer: issuers.map(({ issuer }) => issuer),
        audience: issuers.map(({ audience }) => audience),
        requiredClaims: ['sub', 'exp', 'jti', 'client_id', 'scope'],
        currentDate: new Date(room.world.clock.now()),
      },
    );
    const person = room.world.people.find(({ email }) => email === payload.sub);
    if (person === undefined || !room.grants.accessTokenStands(String(payload.jti))) return undefined;
    return { person, clientId: String(payload['client_id']), scopes: scopesOf(String(payload['scope'])) };
  } catch (problem) {
    if (problem instanceof errors.JOSEError) return undefined;
    throw problem;
  }
}

/** Whether the token carries one of these scopes. */
export function hasScope(bearer: Bearer, ...scopes: readonly string[]): boolean {
  return scopes.some((scope) => bearer.scopes.includes(scope));
}

/** The vendor's body for a token with too few scopes; status 403. */
export function missingScope(scope: string): object {
  return { error_code: 403, message: `Provided OAuth token does not have required scopes: ${scope}` };
}
