// Knows which sign-in configuration an attempt was begun with.
import { lengthPrefixed, sha256Base64url } from '../base/bytes.ts';
import type { Workspace } from './workspace.ts';

/** One value for issuer, client, redirect URI and scopes; it changes when any of them does (OA-04). */
export function appFingerprint({ config, databricks: { issuer } }: Workspace): string {
  const parts = [issuer, config.clientId, config.redirectUri, ...config.scopes];
  return sha256Base64url(lengthPrefixed(parts).toString('base64'));
}
