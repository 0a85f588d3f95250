// The authorization code grant at the token endpoint (RFC 6749 section 4.1.3, RFC 7636 section 4.6).
import { createHash } from 'node:crypto';
import type { Code } from './grants.ts';
import { logIssued, signIdToken, tokenAnswer, type TokenRoom } from './mint.ts';
import { required } from './parameters.ts';
import { OAuthRefusal } from './refusal.ts';
import type { AppCall } from './token-call.ts';

/** The answer for a good code. Refuses any other, with the code of a switch; a code that was offered once is spent. */
export async function exchangeCode(room: TokenRoom, call: AppCall): Promise<object> {
  const { app } = call;
  const code = takeCode(room, call);
  const { grant } = code;
  const refreshToken = grant.scopes.includes('offline_access') ? room.grants.issueRefreshToken(grant, app) : undefined;
  const identity = grant.scopes.includes('openid') ? await signIdToken(room, grant, code.nonce) : undefined;
  const ttlSeconds = app.accessTtlSeconds;
  const answer = await tokenAnswer(room, grant, { ttlSeconds, refreshToken, idToken: identity });
  logIssued(room, grant);
  return answer;
}

function takeCode(room: TokenRoom, { app, form, issuer }: AppCall): Code {
  const badCode = (what: string): OAuthRefusal =>
    new OAuthRefusal({ error: room.world.databricks.badCodeError }, `Authorization code ${what}`);
  const code = room.grants.findCode(required(form, 'code'));
  if (code?.challenge !== undefined) required(form, 'code_verifier');
  if (code === undefined || code.grant.clientId !== app.clientId) throw badCode('is invalid');
  if (code.spent) {
    // A code that comes twice may be stolen: what it gave before ends too (RFC 6749 section 4.1.2).
    code.grant.dead = true;
    throw badCode('was already used');
  }
  code.spent = true;
  if (code.grant.dead) throw badCode('is invalid');
  if (room.world.clock.now() >= code.expiresAt) throw badCode('is expired');
  if (code.grant.issuer.level !== issuer.level) throw badCode('belongs to another issuer');
  if (form.get('redirect_uri') !== code.redirectUri) throw badCode('was issued for another redirect_uri');
  if (!fits(code.challenge, form.get('code_verifier'))) throw badCode('does not fit the code_verifier');
  return code;
}

/** Without a challenge there must be no verifier (RFC 9700 section 2.1.1); with one, it must hash to the challenge. */
function fits(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === verifier;
  return /^[A-Za-z0-9._~-]{43,128}$/.test(verifier) && s256(verifier) === challenge;
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}
