// Checks bearer tokens for the REST APIs. Knows the vendor's answers to bad ones, not what the APIs do.
import { errors, jwtVerify } from 'jose';
import type { Authenticate, Bearer, World } from '../world.ts';
import type { Home } from './homes.ts';
import type { TokenRoom } from './mint.ts';
import { scopesOf } from './scopes.ts';
import { blockedAddress } from './token-form.ts';

const NOT_SENT = 'Credential was not sent or was of an unsupported type for this API.';

/**
 * Accepts tokens of either issuer: a workspace takes the tokens of its account too. A missing header is 401; a bad or
 * expired token has the status of the switch `expiredBearerStatus`.
 */
export function createAuthenticate(room: TokenRoom, homes: readonly Home[]): Authenticate {
  const { databricks } = room.world;
  return async (authorization) => {
    if (databricks.ipAccessList === 'blocks_everything') {
      return { ok: false, status: 403, body: blockedAddress(room.world) };
    }
    const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return refusal(room.world, 401, NOT_SENT);
    const bearer = await verified(room, homes, token);
    return bearer === undefined
      ? refusal(room.world, databricks.expiredBearerStatus, 'Invalid access token.')
      : { ok: true, bearer };
  };
}

function refusal({ databricks }: Pick<World, 'databricks'>, status: 401 | 403, message: string) {
  const name = status === 401 ? 'UNAUTHENTICATED' : 'PERMISSION_DENIED';
  const code = databricks.restErrorCode === 'name' ? name : status;
  return { ok: false, status, body: { error_code: code, message } } as const;
}

async function verified(room: TokenRoom, homes: readonly Home[], token: string): Promise<Bearer | undefined> {
  const issuers = homes.flatMap(({ account, workspace }) => [workspace, account]);
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
    const grant = room.grants.standing(String(payload.jti));
    if (grant === undefined || isOrphan(room, grant)) return undefined;
    const { clientId, issuer, person } = grant;
    return { person, clientId, level: issuer.level, scopes: scopesOf(String(payload['scope'])) };
  } catch (problem) {
    if (problem instanceof errors.JOSEError) return undefined;
    throw problem;
  }
}

/** Whether the app that this token was given to is gone, and the switch says that its tokens go with it. */
function isOrphan(
  { apps, world }: TokenRoom,
  { clientId, viaApp }: { readonly clientId: string; readonly viaApp: boolean },
) {
  return viaApp && world.databricks.deletedAppTokens === 'end' && apps.find(clientId) === undefined;
}

/** Whether the token carries one of these scopes. */
export function hasScope(bearer: Bearer, ...scopes: readonly string[]): boolean {
  return scopes.some((scope) => bearer.scopes.includes(scope));
}

/** The vendor's answer to a token with too few scopes. */
export function missingScope(scope: string): Response {
  const message = `Provided OAuth token does not have required scopes: ${scope}`;
  return Response.json({ error_code: 403, message }, { status: 403 });
}
