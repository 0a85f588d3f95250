// Reads the bodies of the app connections API. Knows its rules; stores nothing.
import { randomUUID, randomBytes } from 'node:crypto';
import type { DatabricksSwitches, OAuthApp } from '../../world.ts';
import { isScope } from '../scopes.ts';
import type { AppRecord } from './apps.ts';

const USUAL_SCOPES = ['all-apis', 'offline_access', 'openid', 'profile', 'email'];
const HOUR_AND_WEEK = { access_token_ttl_in_minutes: 60, refresh_token_ttl_in_minutes: 10_080 };

type Body = Readonly<Record<string, unknown>>;
type Draft = Pick<AppRecord, 'app' | 'userAuthorizedScopes'>;

/** A new app, or the sentence of a 400. A secret only when it is confidential. */
export function readNewApp(body: unknown, switches: DatabricksSwitches): Draft | string {
  const { confidential = false, name } = (body ?? {}) as Body;
  if (typeof name !== 'string' || name.trim() === '') return 'name is required';
  if (typeof confidential !== 'boolean') return 'confidential must be true or false';
  const blank: OAuthApp = {
    clientId: randomUUID(),
    clientSecret: confidential ? `dose${randomBytes(16).toString('hex')}` : undefined,
    name,
    redirectUrls: [],
    scopes: USUAL_SCOPES,
    accessTtlSeconds: 3600,
    refreshTtlSeconds: 7 * 86_400,
    refreshMode: 'multi_use',
    refreshGraceSeconds: 0,
    sessionTtlSeconds: undefined,
  };
  return readAppPatch(body, { app: blank, userAuthorizedScopes: [] }, switches);
}

/** The app with the changes of a PATCH, or the sentence of a 400. Lists replace; name and confidentiality stay. */
export function readAppPatch(body: unknown, before: Draft, switches: DatabricksSwitches): Draft | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'Request body must be a JSON object';
  const fields = body as Body;
  const redirectUrls = fields['redirect_urls'] ?? before.app.redirectUrls;
  const scopes = fields['scopes'] ?? before.app.scopes;
  const userAuthorizedScopes = fields['user_authorized_scopes'] ?? before.userAuthorizedScopes;
  if (!isTexts(redirectUrls)) return 'redirect_urls must be a list of URLs';
  const badUrl = redirectUrls.find((url) => !isRedirectUrl(url, switches));
  if (badUrl !== undefined) return `Invalid redirect URL: ${badUrl}`;
  if (!isTexts(scopes) || !isTexts(userAuthorizedScopes)) return 'scopes must be lists of scope names';
  const unknown = scopes.find((scope) => !isScope(scope));
  if (unknown !== undefined) return `Unknown scope: ${unknown}`;
  if (userAuthorizedScopes.some((scope) => !scopes.includes(scope))) {
    return 'user_authorized_scopes must be a subset of scopes';
  }
  const policy = readPolicy(fields['token_access_policy']);
  if (typeof policy === 'string') return policy;
  return { app: { ...before.app, redirectUrls, scopes, ...policy }, userAuthorizedScopes };
}

type Policy = Pick<OAuthApp, 'accessTtlSeconds' | 'refreshMode' | 'refreshTtlSeconds' | 'sessionTtlSeconds'>;

/** `token_access_policy`, or nothing of it, or the sentence of a 400. Minutes there, seconds here. */
export function readPolicy(body: unknown): Partial<Policy> | string {
  if (body === undefined) return {};
  if (typeof body !== 'object' || body === null) return 'token_access_policy must be an object';
  const fields: Body = { ...HOUR_AND_WEEK, ...body };
  const access = fields['access_token_ttl_in_minutes'];
  const refresh = fields['refresh_token_ttl_in_minutes'];
  const session = fields['absolute_session_lifetime_in_minutes'];
  if (!isCount(access) || !isCount(refresh)) return 'Token lifetimes must be whole minutes';
  if (refresh < access) return 'refresh_token_ttl_in_minutes must be at least access_token_ttl_in_minutes';
  if (session !== undefined && (!isCount(session) || session < refresh)) {
    return 'absolute_session_lifetime_in_minutes must be at least refresh_token_ttl_in_minutes';
  }
  const isSingleUse = fields['enable_single_use_refresh_tokens'] === true;
  return {
    accessTtlSeconds: access * 60,
    refreshTtlSeconds: refresh * 60,
    refreshMode: isSingleUse ? 'rotate_family' : 'multi_use',
    sessionTtlSeconds: session === undefined ? undefined : session * 60,
  };
}

function isRedirectUrl(text: string, { httpRedirectUrls }: DatabricksSwitches): boolean {
  if (!URL.canParse(text) || text.includes('#')) return false;
  const { hostname, protocol } = new URL(text);
  if (protocol !== 'http:') return protocol === 'https:';
  return httpRedirectUrls === 'allowed' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
