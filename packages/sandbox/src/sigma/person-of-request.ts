// Whose request this is, for faults that hit one person only. Believes what it reads: nothing is decided here but whom a fault hits.
import { decodeJwt } from 'jose';
import type { SigmaState } from './state.ts';

/** E-mail of the subject of an embed URL, or of the frame behind a request of its page. */
export async function personOfRequest({ frames }: SigmaState, request: Request): Promise<string | undefined> {
  const { searchParams: query } = new URL(request.url);
  const jwt = query.get(':jwt');
  if (jwt !== null) return subjectOf(jwt);
  const session = query.get('id') ?? (request.method === 'POST' ? await sessionOf(request) : undefined);
  return session === undefined ? undefined : frames.get(session)?.subject;
}

function subjectOf(jwt: string): string | undefined {
  try {
    return decodeJwt(jwt).sub;
  } catch {
    return undefined;
  }
}

async function sessionOf(request: Request): Promise<string | undefined> {
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => undefined);
  const { session } = (typeof body === 'object' && body !== null ? body : {}) as { readonly session?: unknown };
  return typeof session === 'string' ? session : undefined;
}
