// Rewrap: every sealed token under the key that seals now. Spends no token, changes no version.
import { GatewayError } from '../base/errors.ts';
import { sealedUnder } from '../base/sealed.ts';
import type { SessionHash } from '../session/session.ts';
import type { Sealed, SealedTokens, StoredSession } from '../store/store.ts';
import type { Rooms } from './rooms.ts';
import { grantPlace } from './seal-grant.ts';

/** How far a rewrap has come, or what came of it. */
export interface RewrapReport {
  /** Sealed anew. */
  readonly rewrapped: number;
  /** Sealed under the active key before. */
  readonly current: number;
  /** Refreshed or ended meanwhile, by a gateway that seals with the first key of the ring that it has read. */
  readonly moved: number;
  /** Left as they are: their key is not in the ring, or they are damaged (ST-04). */
  readonly unreadable: number;
}

export interface RewrapOptions {
  /** At most this many sessions are written per second, so that viewers feel nothing of it. */
  readonly perSecond: number;
  readonly onProgress?: ((sofar: RewrapReport) => void) | undefined;
}

const PAGE = 100;

/**
 * Seals what is sealed under other keys anew, with the active one. Stop it at any time and call it again: it goes on where
 * work is left.
 * @throws GatewayError `store_unavailable`.
 */
export async function rewrapSessions(rooms: Rooms, { onProgress, perSecond }: RewrapOptions): Promise<RewrapReport> {
  const { store, wait } = rooms;
  const counts = { rewrapped: 0, current: 0, moved: 0, unreadable: 0 };
  let after: SessionHash | undefined;
  for (;;) {
    const page = await store.readStored({ after, limit: PAGE });
    let written = 0;
    for (const session of page) {
      const outcome = await rewrap(rooms, session);
      counts[outcome] += 1;
      if (outcome === 'rewrapped') written += 1;
    }
    onProgress?.({ ...counts });
    if (page.length < PAGE) return counts;
    after = page.at(-1)?.hash;
    if (written > 0) await wait((written / perSecond) * 1000, 'hold');
  }
}

async function rewrap(rooms: Rooms, session: StoredSession): Promise<keyof RewrapReport> {
  const { store, vault } = rooms;
  const { grant, hash } = session;
  const { sealedAccess, sealedRefresh, version } = grant;
  const isCurrent = [sealedAccess, sealedRefresh].every((sealed) => sealedUnder(sealed) === vault.activeKey);
  if (isCurrent) return 'current';
  const to = sealAnew(rooms, session);
  if (to === undefined) return 'unreadable';
  const swap = await store.rewrapTokens(hash, { version, sealedAccess, sealedRefresh }, to);
  return swap === 'written' ? 'rewrapped' : 'moved';
}

function sealAnew({ vault }: Rooms, session: StoredSession): SealedTokens | undefined {
  const { grant } = session;
  const parts = grantPlace(session, grant);
  const anew = (sealed: Sealed, purpose: 'access_token' | 'refresh_token'): Sealed =>
    vault.seal(vault.open(sealed, { purpose, parts }), { purpose, parts });
  try {
    return {
      version: grant.version,
      sealedAccess: anew(grant.sealedAccess, 'access_token'),
      sealedRefresh: anew(grant.sealedRefresh, 'refresh_token'),
    };
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}
