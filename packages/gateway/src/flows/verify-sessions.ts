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
}

const PAGE = 500;

/** @throws GatewayError `store_unavailable`. */
export async function verifySessions(rooms: Rooms): Promise<VerifyReport> {
  const keyMissing: string[] = [];
  const damaged: string[] = [];
  let sound = 0;
  let after: SessionHash | undefined;
  for (;;) {
    const page = await rooms.store.readStored({ after, limit: PAGE });
    for (const session of page) {
      const failure = failureOf(rooms, session);
      if (failure === undefined) sound += 1;
      else (failure === 'key_unknown' ? keyMissing : damaged).push(shortHash(session.hash));
    }
    if (page.length < PAGE) return { sound, keyMissing, damaged };
    after = page.at(-1)?.hash;
  }
}

function failureOf({ vault }: Rooms, session: StoredSession): string | undefined {
  const { grant } = session;
  const parts = grantPlace(session, grant);
  try {
    vault.open(grant.sealedAccess, { purpose: 'access_token', parts });
    vault.open(grant.sealedRefresh, { purpose: 'refresh_token', parts });
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}
