// The token endpoint of the REST API, and who is behind a token. Knows no resource.
import { z } from 'zod';
import { randomBytes } from 'node:crypto';
import type { Credential, Member, SigmaState } from '../state.ts';
import { ApiRefusal } from './endpoint.ts';

const LIFE_SECONDS = 3600;
const REFRESH_SECONDS = 86_400;

export const TOKEN = z.strictObject({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.literal(LIFE_SECONDS),
});

/**
 * `client_credentials` and `refresh_token`. Where the credential is read is a switch: the documents say Basic, the vendor was seen
 * to take the form only. One call a second per credential, as the vendor documents, unless the switch says otherwise.
 */
export async function answerToken(state: SigmaState, request: Request): Promise<z.output<typeof TOKEN>> {
  const form = new URLSearchParams(await request.text());
  const credential = credentialOf(state, request, form);
  holdPace(state, credential);
  const grant = form.get('grant_type');
  if (grant === 'refresh_token') {
    const known = state.apiTokens.get(form.get('refresh_token') ?? '');
    const isOwn = known?.kind === 'refresh' && known.clientId === credential.clientId;
    if (!isOwn || known.endsAt <= state.world.clock.now()) throw badToken();
  } else if (grant !== 'client_credentials') {
    throw new ApiRefusal(400, 'invalid_request', 'grant_type must be client_credentials or refresh_token');
  }
  return issue(state, credential);
}

/** @throws ApiRefusal in the vendor's own words. A revoked credential takes its tokens along. */
export function callerOf(state: SigmaState, authorization: string | undefined): Member {
  const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  const known = token === undefined ? undefined : state.apiTokens.get(token);
  const member = known === undefined ? undefined : state.members.get(known.memberId);
  const lives = known?.kind === 'access' && known.endsAt > state.world.clock.now();
  if (!lives || !state.credentials.has(known.clientId) || member === undefined || member.isArchived) {
    throw new ApiRefusal(401, 'unauthorized', 'Token missing or malformed');
  }
  return member;
}

function credentialOf({ credentials, world }: SigmaState, request: Request, form: URLSearchParams): Credential {
  const { tokenAuthentication } = world.sigma;
  const basic = /^basic +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (basic !== undefined && tokenAuthentication === 'body') throw badToken();
  const inForm = tokenAuthentication === 'basic' ? [] : [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  const [id = '', secret = ''] =
    basic === undefined ? inForm : Buffer.from(basic, 'base64').toString('utf8').split(':');
  const credential = credentials.get(id);
  if (credential?.secret !== secret || !credential.scopes.includes('api')) {
    throw new ApiRefusal(401, 'unauthorized', 'Invalid client credentials');
  }
  return credential;
}

function holdPace({ lastTokenCalls, world }: SigmaState, { clientId }: Credential): void {
  const now = world.clock.now();
  const before = lastTokenCalls.get(clientId);
  if (world.sigma.tokenPace === 'one_per_second' && before !== undefined && now - before < 1000) {
    throw new ApiRefusal(429, 'rate_limited', 'Too many requests');
  }
  lastTokenCalls.set(clientId, now);
}

function issue({ apiTokens, world }: SigmaState, { clientId, ownerId }: Credential): z.output<typeof TOKEN> {
  const now = world.clock.now();
  const keep = (kind: 'access' | 'refresh', seconds: number): string => {
    const token = randomBytes(32).toString('base64url');
    apiTokens.set(token, { clientId, memberId: ownerId, kind, endsAt: now + seconds * 1000 });
    return token;
  };
  return {
    access_token: keep('access', LIFE_SECONDS),
    refresh_token: keep('refresh', REFRESH_SECONDS),
    token_type: 'Bearer',
    expires_in: LIFE_SECONDS,
  };
}

/** Seen at the vendor for a credential in the Authorization header. */
function badToken(): ApiRefusal {
  return new ApiRefusal(400, 'invalid_request', 'Invalid access/refresh token');
}
