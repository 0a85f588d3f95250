// Seals secrets for rest and opens them again. Knows keys and contexts; knows no rows.
import { GatewayError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import { sealedUnder } from '../base/sealed.ts';
import { secret, type Secret } from '../base/secret.ts';
import type { RingKey } from '../config/config.ts';
import { createKeyring, type KeyCheck } from './keyring.ts';
import { openText, sealText, type SealContext } from './seal.ts';
import type { Sealed } from '../store/store.ts';

export interface Vault {
  /** Seals with the active key. The answer holds only letters, digits, `.`, `-` and `_`. */
  seal(value: Secret, context: SealContext): Sealed;
  /**
   * Opens with whichever key of the ring sealed it.
   * @throws GatewayError `key_unknown` when the ring lacks the key, `session_unreadable` when the text or its context differs.
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
  use(ring: readonly [RingKey, ...RingKey[]]): void;
}

export function createVault({ random, ring }: { ring: readonly [RingKey, ...RingKey[]]; random: Random }): Vault {
  let keyring = createKeyring(ring);
  return {
    get keyChecks() {
      return keyring.checks;
    },
    get activeKey() {
      return keyring.active.id;
    },
    use(next) {
      keyring = createKeyring(next);
    },
    seal: (value, context) => sealText(keyring.active, context, { text: value.reveal(), random }) as Sealed,
    open(sealed, context) {
      const id = sealedUnder(sealed);
      if (id === undefined) throw new GatewayError('session_unreadable');
      const text = openText(keyring.find(id), context, sealed);
      if (text === undefined) throw new GatewayError('session_unreadable');
      return secret(text);
    },
  };
}
