// The refresh token grant (RFC 6749 section 6) in the three ways in which an app can be set up.
import type { OAuthApp } from '../world.ts';
import type { RefreshToken } from './grants.ts';
import type { Issuer } from './issuers.ts';
import { tokenAnswer, type TokenRoom } from './mint.ts';
import { required, scopesOf, type Parameters } from './parameters.ts';
import { OAuthRefusal } from './refusal.ts';

/** New tokens for a live refresh token. Throws the vendor's "Refresh token is invalid" for any other. */
export async function refresh(
  room: TokenRoom,
  call: { readonly app: OAuthApp; readonly issuer: Issuer },
  form: Parameters,
): Promise<object> {
  const { app } = call;
  const offered = required(form, 'refresh_token');
  const known = liveToken(room, call, offered);
  const { grant } = known;
  const scopes = narrowed(grant.scopes, form.get('scope'));
  const answered = room.world.databricks.refreshAnswersWithToken;
  const rotates = app.refreshMode !== 'multi_use' && answered;
  known.spent = rotates;
  const refreshToken = rotates ? room.grants.issueRefreshToken(grant, app) : offered;
  const answer = await tokenAnswer(room, grant, { app, scopes, refreshToken: answered ? refreshToken : undefined });
  room.world.events.add({
    vendor: 'databricks',
    kind: 'token.refreshed',
    person: grant.person.email,
    detail: { clientId: app.clientId, mode: app.refreshMode },
  });
  return answer;
}

function liveToken(
  room: TokenRoom,
  call: { readonly app: OAuthApp; readonly issuer: Issuer },
  offered: string,
): RefreshToken {
  const known = room.grants.findRefreshToken(offered);
  if (known === undefined) throw deadToken(room);
  const { grant } = known;
  if (grant.clientId !== call.app.clientId || grant.issuer.level !== call.issuer.level) throw deadToken(room);
  if (known.spent && call.app.refreshMode === 'rotate_family') {
    grant.dead = true;
    grant.accessEnded = true;
  }
  if (known.spent || grant.dead || room.world.clock.now() >= known.expiresAt) throw deadToken(room);
  return known;
}

/** The scopes asked for, which may only be fewer than those granted. */
function narrowed(granted: readonly string[], asked: string | undefined): readonly string[] {
  const scopes = scopesOf(asked);
  if (scopes.some((scope) => !granted.includes(scope))) {
    throw new OAuthRefusal({ error: 'invalid_scope' }, 'Scope exceeds what was granted');
  }
  return scopes.length === 0 ? granted : scopes;
}

/** The vendor says the same for unknown, expired, used and revoked tokens; code and status vary. */
function deadToken(room: TokenRoom): OAuthRefusal {
  const { deadRefreshError: error, deadRefreshStatus: status } = room.world.databricks;
  return new OAuthRefusal({ error, status }, 'Refresh token is invalid');
}
