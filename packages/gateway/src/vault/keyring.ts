// Knows the keys that seal and open; knows nothing of what is sealed.
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { GatewayError } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { RingKey } from '../config/config.ts';

/** A key of the ring, ready for use. */
export interface OpenKey extends RingKey {
  /** Monotonic milliseconds until which it may be used without asking its key service again; absent: for ever. */
  readonly goodUntil?: number;
}

/** The first seals; all open. */
export type OpenRing = readonly [OpenKey, ...OpenKey[]];

/** One master key, ready for use. */
export interface MasterKey {
  readonly id: string;
  readonly key: KeyObject;
  readonly goodUntil: number;
}

export interface Keyring {
  /** Id of the key that seals. */
  readonly activeId: string;
  /**
   * The key of this id. `forMs`: how many milliseconds more it must be good for; default 0.
   * @throws GatewayError `key_unknown` when the ring does not hold it, `key_service_unavailable` when its time is over by then.
   */
  find(id: string, forMs?: number): MasterKey;
  /** A value per key that proves possession of it and reveals nothing of it. */
  readonly checks: readonly KeyCheck[];
}

/** Lets a store notice that it was written under other keys. */
export interface KeyCheck {
  readonly id: string;
  readonly check: string;
}

const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;

/** @throws GatewayError `config_invalid` for a key that is not 32 bytes, an id with other characters, or an id that repeats. */
export function createKeyring(ring: OpenRing, clock: Clock): Keyring {
  const keys = new Map<string, MasterKey>();
  for (const { goodUntil, id, key } of ring) keys.set(id, masterKey(id, key.reveal(), goodUntil));
  if (keys.size !== ring.length)
    throw new GatewayError('config_invalid', { message: 'Two keys of the ring have the same id.' });
  const [first] = ring;
  const find = (id: string, forMs = 0): MasterKey => {
    const found = keys.get(id);
    if (found === undefined) throw new GatewayError('key_unknown');
    if (clock.monotonic() + forMs >= found.goodUntil) throw new GatewayError('key_service_unavailable');
    return found;
  };
  return { activeId: first.id, find, checks: [...keys.values()].map(checkOf) };
}

/** The checks of a ring before it is used; see `createKeyring` for what it throws. */
export function keyChecksOf(ring: OpenRing, clock: Clock): readonly KeyCheck[] {
  return createKeyring(ring, clock).checks;
}

function masterKey(id: string, text: string, goodUntil = Number.POSITIVE_INFINITY): MasterKey {
  const bytes = Buffer.from(text, 'base64url');
  if (!KEY_ID.test(id) || bytes.length !== KEY_BYTES) {
    throw new GatewayError('config_invalid', {
      message:
        'A key of the ring is not 32 bytes of base64url, or its id has characters other than letters, digits, - and _.',
    });
  }
  return { id, key: createSecretKey(bytes), goodUntil };
}

function checkOf({ id, key }: MasterKey): KeyCheck {
  return { id, check: createHmac('sha256', key).update('sigma-embed key check 1').digest('base64url') };
}
