// Seals secrets for rest and opens them again. Knows keys and contexts; knows no rows.
import { GatewayError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import { isNewerSeal, sealedUnder } from '../base/sealed.ts';
import { secret, type Secret } from '../base/secret.ts';
import type { Clock } from '../base/clock.ts';
import { createKeyring, type KeyCheck, type OpenRing } from './keyring.ts';
import { openText, sealText, type SealContext } from './seal.ts';
import type { Sealed } from '../store/store.ts';

export interface Vault {
  /** Seals with the active key. The answer holds only letters, digits, `.`, `-` and `_`. */
  seal(value: Secret, context: SealContext): Sealed;
  /**
   * Asked before something is spent whose answer must be sealed.
   * @throws GatewayError `key_service_unavailable` when the active key may not be used for so many milliseconds more.
   */
  checkSeal(forMs: number): void;
  /**
   * Opens with whichever key of the ring sealed it.
   * @throws GatewayError `key_unknown` when the ring lacks the key, `key_service_unavailable` when the time of an unwrapped
   *   key is over, `session_unreadable` when the text or its context differs, `session_newer` when a newer version sealed it.
   */
  open(sealed: string, context: SealContext): Secret;
  /** For the store; see `KeyCheck`. The active key comes first. */
  readonly keyChecks: readonly KeyCheck[];
  /** Id of the key that seals. */
  readonly activeKey: string;
  /**
   * From now on this ring seals and opens.
   * @throws GatewayError `config_invalid`; the ring before it then goes on.
   */
  use(ring: OpenRing): void;
}

export interface VaultOptions {
  readonly ring: OpenRing;
  readonly random: Random;
  readonly clock: Clock;
}

export function createVault({ clock, random, ring }: VaultOptions): Vault {
  let keyring = createKeyring(ring, clock);
  return {
    get keyChecks() {
      return keyring.checks;
    },
    get activeKey() {
      return keyring.activeId;
    },
    use(next) {
      keyring = createKeyring(next, clock);
    },
    seal: (value, context) =>
      sealText(keyring.find(keyring.activeId), context, { text: value.reveal(), random }) as Sealed,
    checkSeal: (forMs) => void keyring.find(keyring.activeId, forMs),
    open(sealed, context) {
      const id = sealedUnder(sealed);
      if (id === undefined) throw new GatewayError(isNewerSeal(sealed) ? 'session_newer' : 'session_unreadable');
      const text = openText(keyring.find(id), context, sealed);
      if (text === undefined) throw new GatewayError('session_unreadable');
      return secret(text);
    },
  };
}
