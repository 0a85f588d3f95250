// Verify: opens every sealed token and tells which cannot be opened. Changes nothing.
import { GatewayError } from '../base/errors.ts';
import type { SessionHash } from '../session/session.ts';
import type { StoredSession } from '../store/store.ts';
import { shortHash } from './list-sessions.ts';
import type { Rooms } from './rooms.ts';
import { grantPlace } from './seal-grant.ts';

export interface VerifyReport {
  /** Sessions whose tokens all open. */
  readonly sound: number;
  /** Sessions that are sealed under a key the ring lacks: bring the key back and they work again. */
  readonly keyMissing: readonly string[];
  /** Sessions whose record was changed or damaged: their viewers sign in again. */
  readonly damaged: readonly string[];
  /** Sessions that a newer version has sealed, which this one cannot judge. */
  readonly newer: readonly string[];
}

const PAGE = 500;

/** @throws GatewayError `store_unavailable`, `key_service_unavailable`. */
export async function verifySessions(rooms: Rooms): Promise<VerifyReport> {
  const lists = { key_unknown: [] as string[], session_unreadable: [] as string[], session_newer: [] as string[] };
  let sound = 0;
  let after: SessionHash | undefined;
  for (;;) {
    const page = await rooms.store.readStored({ after, limit: PAGE });
    for (const session of page) {
      const failure = failureOf(rooms, session);
      if (failure === undefined) sound += 1;
      else lists[failure].push(shortHash(session.hash));
    }
    if (page.length < PAGE) {
      return {
        sound,
        keyMissing: lists.key_unknown,
        damaged: lists.session_unreadable,
        newer: lists.session_newer,
      };
    }
    after = page.at(-1)?.hash;
  }
}

type SealFailure = 'key_unknown' | 'session_unreadable' | 'session_newer';

function failureOf({ vault }: Rooms, session: StoredSession): SealFailure | undefined {
  const { grant } = session;
  const parts = grantPlace(session, grant);
  try {
    vault.open(grant.sealedAccess, { purpose: 'access_token', parts });
    vault.open(grant.sealedRefresh, { purpose: 'refresh_token', parts });
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError && isOfSeal(error.code)) return error.code;
    throw error;
  }
}

function isOfSeal(code: string): code is SealFailure {
  return code === 'key_unknown' || code === 'session_unreadable' || code === 'session_newer';
}
