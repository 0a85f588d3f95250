// The refresh token grant (RFC 6749 section 6) in the ways in which an app can be set up.
import { refreshEnd, type RefreshToken } from './grants.ts';
import { tokenAnswer, type TokenRoom } from './mint.ts';
import { required } from './parameters.ts';
import { OAuthRefusal } from './refusal.ts';
import { scopesOf } from './scopes.ts';
import type { AppCall } from './token-call.ts';

/** New tokens for a live refresh token. Throws the vendor's "Refresh token is invalid" for any other. */
export async function refresh(room: TokenRoom, call: AppCall): Promise<object> {
  const { app, form } = call;
  const { clock, databricks, events } = room.world;
  const offered = required(form, 'refresh_token');
  const known = liveToken(room, call, offered);
  const { grant } = known;
  const scopes = narrowed(grant.scopes, form.get('scope'));
  const answered = databricks.refreshAnswersWithToken;
  const rotates = app.refreshMode !== 'multi_use' && answered;
  if (rotates) known.spentAt ??= clock.now();
  if (!rotates && databricks.refreshSlides) known.expiresAt = refreshEnd(grant, app, clock.now());
  const refreshToken = rotates ? room.grants.issueRefreshToken(grant, app) : offered;
  const answer = await tokenAnswer(room, grant, {
    ttlSeconds: app.accessTtlSeconds,
    scopes,
    refreshToken: answered ? refreshToken : undefined,
  });
  const detail = { clientId: app.clientId, mode: app.refreshMode };
  events.add({ vendor: 'databricks', kind: 'token.refreshed', person: grant.person.email, detail });
  return answer;
}

function liveToken(room: TokenRoom, { app, issuer }: AppCall, offered: string): RefreshToken {
  const known = room.grants.findRefreshToken(offered);
  if (known === undefined) throw deadToken(room);
  const { grant, spentAt } = known;
  if (grant.clientId !== app.clientId || grant.issuer.level !== issuer.level) throw deadToken(room);
  const now = room.world.clock.now();
  const isReplay = spentAt !== undefined && now >= spentAt + app.refreshGraceSeconds * 1000;
  const endsGrant = room.world.databricks.singleUseReplay === 'ends_grant';
  if (isReplay && app.refreshMode === 'rotate_family' && endsGrant) {
    grant.dead = true;
    grant.accessEnded = true;
  }
  if (isReplay || grant.dead || now >= known.expiresAt) throw deadToken(room);
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
