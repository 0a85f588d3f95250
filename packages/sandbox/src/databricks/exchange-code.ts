// The authorization code grant at the token endpoint (RFC 6749 section 4.1.3, RFC 7636 section 4.6).
import { createHash } from 'node:crypto';
import type { OAuthApp } from '../world.ts';
import type { Code } from './grants.ts';
import type { Issuer } from './issuers.ts';
import { signIdToken, tokenAnswer, type TokenRoom } from './mint.ts';
import { required, type Parameters } from './parameters.ts';
import { OAuthRefusal } from './refusal.ts';

/** The answer for a good code. Throws `invalid_grant` for any other; a code that was offered once is spent. */
export async function exchangeCode(
  room: TokenRoom,
  call: { readonly app: OAuthApp; readonly issuer: Issuer },
  form: Parameters,
): Promise<object> {
  const { app } = call;
  const code = takeCode(room, call, form);
  const { grant } = code;
  const refreshToken = grant.scopes.includes('offline_access') ? room.grants.issueRefreshToken(grant, app) : undefined;
  const identity = grant.scopes.includes('openid') ? await signIdToken(room, grant, code.nonce) : undefined;
  const answer = await tokenAnswer(room, grant, { app, refreshToken, idToken: identity });
  room.world.events.add({
    vendor: 'databricks',
    kind: 'token.issued',
    person: grant.person.email,
    detail: { clientId: app.clientId, level: grant.issuer.level, scope: grant.scopes.join(' ') },
  });
  return answer;
}

function takeCode(room: TokenRoom, call: { readonly app: OAuthApp; readonly issuer: Issuer }, form: Parameters): Code {
  const code = room.grants.findCode(required(form, 'code'));
  const verifier = required(form, 'code_verifier');
  if (code === undefined || code.grant.clientId !== call.app.clientId) throw badCode('is invalid');
  if (code.spent) {
    // A code that comes twice may be stolen: what it gave before ends too (RFC 6749 section 4.1.2).
    code.grant.dead = true;
    throw badCode('was already used');
  }
  code.spent = true;
  if (code.grant.dead) throw badCode('is invalid');
  if (room.world.clock.now() >= code.expiresAt) throw badCode('is expired');
  if (code.grant.issuer.level !== call.issuer.level) throw badCode('belongs to another issuer');
  if (form.get('redirect_uri') !== code.redirectUri) throw badCode('was issued for another redirect_uri');
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier) || s256(verifier) !== code.challenge) {
    throw badCode('does not fit the code_verifier');
  }
  return code;
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}

function badCode(what: string): OAuthRefusal {
  return new OAuthRefusal({ error: 'invalid_grant' }, `Authorization code ${what}`);
}
