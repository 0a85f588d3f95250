// Knows which record binds which token: session, viewer, client, version and the time of the sign-in are part of every seal (ST-02).
import type { Secret } from '../base/secret.ts';
import { GatewayError } from '../base/errors.ts';
import type { Rotation } from '../databricks/rotation.ts';
import type { TokenSet } from '../databricks/token-set.ts';
import type { Viewer } from '../databricks/viewer.ts';
import type { SessionHash } from '../session/session.ts';
import type { GrantRow, SessionRow } from '../store/store.ts';
import type { Rooms } from './rooms.ts';

/** Whose tokens they are. */
export interface SealedSession {
  readonly hash: SessionHash;
  readonly viewer: Viewer;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export interface GrantToSeal {
  readonly session: SealedSession;
  /** The app connection that got the tokens. */
  readonly clientId: string;
  readonly tokens: TokenSet;
  /** The refresh token that was spent for these tokens; `undefined` at a sign-in. It is kept where the answer brought none. */
  readonly spent: Secret | undefined;
  readonly version: number;
  /** Default: `unlearned`, as after a sign-in. */
  readonly rotation?: Rotation;
}

/**
 * The parts that bind a sealed token to its place. The viewer is among them: whoever can write to the database cannot make one
 * viewer's tokens pass under another's name or groups, as those decide what an embed URL claims; nor make a session live longer than
 * its absolute limit.
 */
export function grantPlace(session: SealedSession, grant: Pick<GrantRow, 'clientId' | 'version'>): readonly string[] {
  const { displayName, groups, id, issuer, userName } = session.viewer;
  const parts = [
    session.hash,
    grant.clientId,
    String(grant.version),
    String(session.createdAt),
    issuer,
    id,
    userName,
    displayName,
  ];
  for (const group of groups) parts.push(group.id, group.name);
  return parts;
}

/** Whether two rows are of one session, viewer, client and beginning, whatever the versions of their grants. */
export function isSamePlace(one: SessionRow, other: SessionRow): boolean {
  const places = [one, other].map((row) => grantPlace(row, { clientId: row.grant.clientId, version: 0 }));
  return JSON.stringify(places[0]) === JSON.stringify(places[1]);
}

/**
 * Seals a token set for its row.
 * @throws GatewayError `refresh_token_missing` when there is no refresh token to keep.
 */
export function sealGrant(rooms: Rooms, grant: GrantToSeal): GrantRow {
  const { clock, vault } = rooms;
  const { clientId, rotation = 'unlearned', session, spent, tokens, version } = grant;
  const refreshToken = tokens.refreshToken ?? spent;
  if (refreshToken === undefined) throw new GatewayError('refresh_token_missing');
  const parts = grantPlace(session, { clientId, version });
  const obtainedAt = Math.round(clock.now() - (clock.monotonic() - tokens.receivedAtMonotonic));
  return {
    version,
    clientId,
    scopes: tokens.scopes,
    obtainedAt,
    accessExpiresAt: obtainedAt + (tokens.accessExpiresAt - tokens.receivedAt),
    rotation,
    sealedAccess: vault.seal(tokens.accessToken, { purpose: 'access_token', parts }),
    sealedRefresh: vault.seal(refreshToken, { purpose: 'refresh_token', parts }),
  };
}
