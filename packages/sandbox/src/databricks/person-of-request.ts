// Whose request this is, for faults that hit one person only. Believes what it reads: nothing is decided here but whom a fault hits.
import type { Grants } from './grants.ts';

/** E-mail of the person behind a bearer token, a code, a refresh token or the consent form; undefined where nobody is. */
export async function personOfRequest(grants: Grants, request: Request): Promise<string | undefined> {
  const bearer = /^bearer +[\w-]+\.([\w-]+)\./i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (bearer !== undefined) return subjectOf(bearer);
  if (request.method !== 'POST') return undefined;
  const form = new URLSearchParams(await request.clone().text());
  const grant = grants.findRefreshToken(form.get('refresh_token') ?? '') ?? grants.findCode(form.get('code') ?? '');
  return grant?.grant.person.email ?? form.get('person') ?? undefined;
}

function subjectOf(payload: string): string | undefined {
  try {
    const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { readonly sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
