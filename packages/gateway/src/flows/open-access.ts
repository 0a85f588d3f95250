// Session -> access token as it is stored. A record that cannot be read ends its own session.
import { GatewayError } from '../base/errors.ts';
import type { SessionHash } from '../session/session.ts';
import type { SessionRow } from '../store/store.ts';
import { dropSession } from './drop-session.ts';
import type { FreshAccess } from './fresh-access.ts';
import type { Rooms, Visit } from './rooms.ts';
import { grantPlace, isSamePlace } from './seal-grant.ts';

/** Opens the access token of the version that `row` names, or of a newer one that has come since. */
export async function openAccess(rooms: Rooms, visit: Visit, row: SessionRow): Promise<FreshAccess> {
  const { opened, store, vault } = rooms;
  const { version, accessExpiresAt: expiresAt } = row.grant;
  const parts = grantPlace(row, row.grant);
  const known = opened.get(row.hash, parts);
  if (known !== undefined) return { accessToken: known, expiresAt, version, row, isFromMemory: true };
  const tokens = await store.findTokens(row.hash);
  if (tokens === undefined) throw new GatewayError('not_signed_in');
  if (tokens.version !== version) return await openAccess(rooms, visit, await reread(rooms, row.hash));
  // Of the calls that came together one opens it, so that there is one secret to be encrypted.
  const meanwhile = opened.get(row.hash, parts);
  if (meanwhile !== undefined) return { accessToken: meanwhile, expiresAt, version, row, isFromMemory: false };
  try {
    const accessToken = vault.open(tokens.sealedAccess, { purpose: 'access_token', parts });
    opened.put(row.hash, parts, accessToken);
    return { accessToken, expiresAt, version, row, isFromMemory: false };
  } catch (error) {
    throw await endUnreadable(rooms, visit, { row, error });
  }
}

/**
 * For a token that was opened with another reading of the row: its seal proves the viewer and the client of that one, and somebody who can
 * write the database may have altered the row in between (ST-02).
 * @throws GatewayError `session_unreadable`; the session is ended.
 */
export async function checkProven(
  rooms: Rooms,
  visit: Visit,
  { access, row }: { readonly row: SessionRow; readonly access: FreshAccess },
): Promise<void> {
  if (isSamePlace(access.row, row)) return;
  await dropSession(rooms, visit, { row, reason: 'session_unreadable' });
  throw new GatewayError('session_unreadable');
}

/**
 * The session as the store has it now.
 * @throws GatewayError `not_signed_in` when it is gone.
 */
export async function reread(rooms: Rooms, hash: SessionHash): Promise<SessionRow> {
  const row = await rooms.store.findSession(hash);
  if (row === undefined) throw new GatewayError('not_signed_in');
  return row;
}

/**
 * A record that fails its integrity check ends its own session and no other (ST-08). A missing key ends nothing, nor does one of other
 * bytes: where the database knows another key under an id of ours, the fault is ours (`key_unknown`).
 */
export async function endUnreadable(
  rooms: Rooms,
  visit: Visit,
  failure: { readonly row: SessionRow; readonly error: unknown },
): Promise<unknown> {
  const { error, row } = failure;
  if (!(error instanceof GatewayError) || error.code !== 'session_unreadable') return error;
  const mistaken = await mistakenKeys(rooms);
  if (mistaken !== undefined) return mistaken;
  await dropSession(rooms, visit, { row, reason: 'session_unreadable', ifVersion: row.grant.version });
  return error;
}

/** Keys are compared before they are used; a database that was put in place of another one since shows only here. */
async function mistakenKeys({ store, vault }: Rooms): Promise<GatewayError | undefined> {
  try {
    await store.admitKeys(vault.keyChecks);
    return undefined;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'store_unusable') throw error;
    return new GatewayError('key_unknown', { detail: error.message, cause: error });
  }
}
