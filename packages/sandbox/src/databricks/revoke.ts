// Revocation (RFC 7009), for the case that the vendor has it after all: a switch decides. Knows no metadata.
import { decodeJwt } from 'jose';
import { authenticateClient } from './client-authentication.ts';
import type { Issuer } from './issuers.ts';
import type { TokenRoom } from './mint.ts';
import { required } from './parameters.ts';
import { answering, readForm } from './token-form.ts';

/** Answers `POST …/v1/revoke`. A refresh token ends its grant, an access token only itself; unknown ones are fine. */
export async function answerRevocation(room: TokenRoom, issuer: Issuer, request: Request): Promise<Response> {
  return await answering(room, 'token.refused', async () => {
    const form = await readForm(request);
    const app = authenticateClient(room, request.headers.get('authorization') ?? undefined, form);
    const token = required(form, 'token');
    const grant = room.grants.findRefreshToken(token)?.grant;
    if (grant !== undefined && grant.clientId === app.clientId && grant.issuer.level === issuer.level) {
      grant.dead = true;
      room.world.events.add({ vendor: 'databricks', kind: 'token.revoked', person: grant.person.email });
    } else {
      room.grants.endAccessToken(jtiOf(token), app.clientId);
    }
    return new Response(null, { status: 200, headers: { 'cache-control': 'no-store' } });
  });
}

function jtiOf(token: string): string {
  try {
    return decodeJwt(token).jti ?? '';
  } catch {
    return '';
  }
}
