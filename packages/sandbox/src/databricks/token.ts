// The token endpoint: reads the form, finds the app, hands on to the grant, words the answer.
import type { Issuer } from './issuers.ts';
import { authenticateClient } from './client-authentication.ts';
import { exchangeCode } from './exchange-code.ts';
import type { TokenRoom } from './mint.ts';
import { invalidRequest, readParameters, required, type Parameters } from './parameters.ts';
import { refresh } from './refresh.ts';
import { OAuthRefusal, refusalAnswer } from './refusal.ts';

const LONGEST_FORM = 64 * 1024;

const GRANTS = { authorization_code: exchangeCode, refresh_token: refresh } as const;

/** Answers `POST …/v1/token`. `scope` is accepted with every grant. Failures follow the vendor's dialect. */
export async function answerToken(room: TokenRoom, issuer: Issuer, request: Request): Promise<Response> {
  try {
    const form = await readForm(request);
    const app = authenticateClient(room.world, request.headers.get('authorization') ?? undefined, form);
    const grantType = required(form, 'grant_type');
    if (!Object.hasOwn(GRANTS, grantType)) {
      throw new OAuthRefusal({ error: 'unsupported_grant_type' }, `Unsupported grant_type: ${grantType}`);
    }
    const answer = await GRANTS[grantType as keyof typeof GRANTS](room, { app, issuer }, form);
    return Response.json(answer, { headers: { 'cache-control': 'no-store', pragma: 'no-cache' } });
  } catch (problem) {
    if (!(problem instanceof OAuthRefusal)) throw problem;
    const detail = { error: problem.error, description: problem.message };
    room.world.events.add({ vendor: 'databricks', kind: 'token.refused', detail });
    return refusalAnswer(problem);
  }
}

async function readForm(request: Request): Promise<Parameters> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw invalidRequest('Content-Type must be application/x-www-form-urlencoded');
  }
  const body = await request.text();
  if (body.length > LONGEST_FORM) throw invalidRequest('Request is too large');
  return readParameters(new URLSearchParams(body));
}
