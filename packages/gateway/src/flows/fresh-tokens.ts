// Session -> fresh TokenSet: opens the stored access token, and refreshes it first where too little life is left.
import type { SessionRow } from '../store/store.ts';
import { useUpOrEnd } from './refresh/dead-grant.ts';
import { refreshGrant } from './refresh/refresh-grant.ts';
import type { Rooms, Visit } from './rooms.ts';
import { isDue, isUsable, type FreshAccess } from './fresh-access.ts';
import { checkProven, openAccess } from './open-access.ts';
import { unlessStoreIsAway } from './unless-store-is-away.ts';

/** Whoever has a usable token waits this long for a better one. */
const PATIENCE_MS = 2_000;

/**
 * The viewer's access token, with enough life for an embed (RF-01). Callers of one session share one refresh, which goes on when
 * they hang up. While there is no new token, one that is still usable is used.
 * @throws GatewayError `grant_ended`, `refresh_lost`, `not_signed_in`, `databricks_unavailable`, `client_refused`, `refresh_refused`,
 *   `databricks_forbidden`, `refresh_outcome_unknown`, `session_unreadable`, `key_unknown`, `store_unavailable`.
 */
export async function freshAccess(rooms: Rooms, visit: Visit, row: SessionRow): Promise<FreshAccess> {
  const access = await accessOf(rooms, visit, row);
  if (access.row !== row) await checkProven(rooms, visit, { row, access });
  return access;
}

async function accessOf(rooms: Rooms, visit: Visit, row: SessionRow): Promise<FreshAccess> {
  const { clock, desk, refreshes, wait } = rooms;
  if (!isDue(row, clock.now())) return await openAccess(rooms, visit, row);
  const end = desk.ended.endOf(row.hash, row.grant.version);
  if (end !== undefined) return await useUpOrEnd(rooms, visit, { row, end });
  const flight = refreshes.run(row.hash, () => refreshGrant(rooms, visit, row));
  if (!isUsable(row.grant.accessExpiresAt, clock.now())) return await flight;
  // A claim or a write that fails stands in nobody's way who has a usable token.
  const first = await Promise.race([flight.catch(unlessStoreIsAway), wait(PATIENCE_MS)]);
  return first ?? (await openAccess(rooms, visit, row));
}
