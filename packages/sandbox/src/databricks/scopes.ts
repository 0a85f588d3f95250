// The scopes that exist, and how a list of them is read. Knows no apps.
import { OAuthRefusal } from './refusal.ts';

/** What the vendor's metadata lists. */
export const LISTED_SCOPES = ['all-apis', 'email', 'offline_access', 'openid', 'profile', 'sql'] as const;

/** Some of the finer scopes that an app connection can be given; the vendor's full list is not published. */
const FINER_SCOPES = [
  'ai-search',
  'catalog.tables:read',
  'files',
  'genie',
  'iam.access-control:read',
  'iam.current-user:read',
  'unity-catalog',
];

/** Each scope once, in the order in which they stand in the text. */
export function scopesOf(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(' ').filter((scope) => scope !== ''))];
}

/** Whether a scope of this name exists. */
export function isScope(name: string): boolean {
  return [...LISTED_SCOPES, ...FINER_SCOPES].includes(name);
}

/** The scopes in the text. Throws `invalid_scope` when there is none, or one that does not exist. */
export function knownScopes(text: string): string[] {
  const scopes = scopesOf(text);
  const unknown = scopes.filter((scope) => !isScope(scope));
  if (scopes.length > 0 && unknown.length === 0) return scopes;
  throw new OAuthRefusal({ error: 'invalid_scope' }, `Unknown scopes: ${unknown.join(' ')}`);
}
