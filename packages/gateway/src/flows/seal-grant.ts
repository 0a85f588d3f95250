// Knows which record binds which token: session, client and version are part of every seal (ST-02).
import type { Secret } from '../base/secret.ts';
import { GatewayError } from '../base/errors.ts';
import type { Rotation } from '../databricks/rotation.ts';
import type { TokenSet } from '../databricks/token-set.ts';
import type { SessionHash } from '../session/session.ts';
import type { GrantRow } from '../store/store.ts';
import type { Rooms } from './rooms.ts';

export interface GrantToSeal {
  readonly hash: SessionHash;
  readonly tokens: TokenSet;
  /** The refresh token that was spent for these tokens; `undefined` at a sign-in. It is kept where the answer brought none. */
  readonly spent: Secret | undefined;
  readonly version: number;
  /** Default: `unlearned`, as after a sign-in. */
  readonly rotation?: Rotation;
}

/** The parts that bind a sealed token to its place. */
export function tokenPlace(rooms: Rooms, hash: SessionHash, version: number): readonly string[] {
  return grantPlace(hash, { clientId: rooms.config.databricks.clientId, version });
}

/** The place of a stored grant, whichever client it belongs to. */
export function grantPlace(hash: SessionHash, grant: Pick<GrantRow, 'clientId' | 'version'>): readonly string[] {
  return [hash, grant.clientId, String(grant.version)];
}

/**
 * Seals a token set for its row.
 * @throws GatewayError `refresh_token_missing` when there is no refresh token to keep.
 */
export function sealGrant(rooms: Rooms, grant: GrantToSeal): GrantRow {
  const { clock, config, vault } = rooms;
  const { hash, rotation = 'unlearned', spent, tokens, version } = grant;
  const refreshToken = tokens.refreshToken ?? spent;
  if (refreshToken === undefined) throw new GatewayError('refresh_token_missing');
  const parts = tokenPlace(rooms, hash, version);
  const obtainedAt = Math.round(clock.now() - (clock.monotonic() - tokens.receivedAtMonotonic));
  return {
    version,
    clientId: config.databricks.clientId,
    scopes: tokens.scopes,
    obtainedAt,
    accessExpiresAt: obtainedAt + (tokens.accessExpiresAt - tokens.receivedAt),
    rotation,
    sealedAccess: vault.seal(tokens.accessToken, { purpose: 'access_token', parts }),
    sealedRefresh: vault.seal(refreshToken, { purpose: 'refresh_token', parts }),
  };
}
