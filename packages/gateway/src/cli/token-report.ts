// What `sigma-embed token` prints: who, which scopes, until when, and the claims of the access token.
import type { TokenSet } from '../databricks/token-set.ts';
import type { Viewer } from '../databricks/viewer.ts';
import type { Io } from './io.ts';
import { printJson, printRows } from './print.ts';

export interface TokenReport {
  readonly tokens: TokenSet;
  readonly viewer: Viewer;
  /** Where the access token was written, if it was. */
  readonly file: string | undefined;
  /** Whether the access token itself is printed. */
  readonly show: boolean;
  readonly json: boolean;
}

export function printToken(io: Io, { file, json, show, tokens, viewer }: TokenReport): void {
  const claims = claimsOf(tokens.accessToken.reveal());
  const expiresAt = new Date(tokens.accessExpiresAt).toISOString();
  const hasRefreshToken = tokens.refreshToken !== undefined;
  if (json) {
    const { displayName, groups, id, issuer, userName } = viewer;
    const accessToken = show ? { accessToken: tokens.accessToken.reveal() } : {};
    const user = { id, userName, displayName, issuer, groups };
    printJson(io, { ok: true, user, scopes: tokens.scopes, expiresAt, hasRefreshToken, claims, file, ...accessToken });
    return;
  }
  const minutes = Math.round((tokens.accessExpiresAt - tokens.receivedAt) / 60_000);
  printRows(io, [
    ['Signed in', `${viewer.displayName} <${viewer.userName}>, Databricks id ${viewer.id}`],
    ['Issuer', viewer.issuer],
    ['Groups', viewer.groups.map(({ name }) => name).join(', ') || '(none)'],
    ['Scopes', tokens.scopes.join(' ')],
    ['Ends', `${expiresAt} (${minutes} minutes after it was issued)`],
    ['Refresh', hasRefreshToken ? 'a refresh token came along' : 'no refresh token came: allow offline_access'],
    ['Written to', file],
    ['Token', show ? tokens.accessToken.reveal() : undefined],
  ]);
  if (claims !== undefined) io.stdout.write(`\nClaims of the access token:\n${JSON.stringify(claims, null, 2)}\n`);
}

/** The payload of a JWT, unchecked: it is only shown to the person it belongs to. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
