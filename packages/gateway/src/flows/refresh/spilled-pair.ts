// Knows the form in which a pair of tokens waits in the spill folder: sealed as a whole, times and place included.
import { secret } from '../../base/secret.ts';
import { GatewayError } from '../../base/errors.ts';
import type { SessionHash } from '../../session/session.ts';
import type { GrantRow } from '../../store/store.ts';
import type { Rooms } from '../rooms.ts';

/** New tokens for a session, and the version that was spent for them. */
export interface Pair {
  readonly session: SessionHash;
  readonly spentVersion: number;
  readonly grant: GrantRow;
}

/** A pair as it stands in the spill folder, which gateways of other databases may use too. */
export interface SpilledPair extends Pair {
  /** `identity` of the store that could not take it; absent in pairs of older versions. */
  readonly store?: string;
}

const CONTEXT = { purpose: 'spilled_pair', parts: [] } as const;

export function sealPair({ desk, vault }: Rooms, pair: Pair): string {
  const spilled: SpilledPair = { ...pair, store: desk.storeId };
  return vault.seal(secret(JSON.stringify(spilled)), CONTEXT);
}

/**
 * `undefined` when the text is not a whole pair of ours.
 * @throws GatewayError `key_unknown` when the key ring lacks its key, `key_service_unavailable` when that key cannot be used now.
 */
export function openPair({ vault }: Rooms, text: string): SpilledPair | undefined {
  try {
    return JSON.parse(vault.open(text, CONTEXT).reveal()) as SpilledPair;
  } catch (error) {
    const isDamaged = !(error instanceof GatewayError) || error.code === 'session_unreadable';
    if (!isDamaged) throw error;
    return undefined;
  }
}
