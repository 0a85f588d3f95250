// Access token -> the value that Sigma wants of it, made once: nothing binds it to one URL, so all until the next refresh carry the same.
import type { Random } from '../base/random.ts';
import type { Secret } from '../base/secret.ts';
import type { DerivedKey, DerivedKeys } from './derived-keys.ts';
import { encryptToken, type EncryptedToken } from './token-cipher.ts';

export interface EncryptedTokens {
  /**
   * A promise only while there is no key for it. It is remembered for as long as somebody holds this `token`. `whose`: see `DerivedKeys`.
   * @throws GatewayError `too_many_requests` where each token has a derivation of its own and too many wait.
   */
  of(token: Secret, whose: string): EncryptedToken | Promise<EncryptedToken>;
}

export function createEncryptedTokens(keys: DerivedKeys, random: Random): EncryptedTokens {
  const known = new WeakMap<Secret, EncryptedToken | Promise<EncryptedToken>>();
  const make = (token: Secret, key: DerivedKey): EncryptedToken => {
    const value = encryptToken(key, token, random);
    known.set(token, value);
    return value;
  };
  return {
    of(token, whose) {
      const value = known.get(token);
      if (value !== undefined) return value;
      const key = keys.take(whose);
      if (!(key instanceof Promise)) return make(token, key);
      const coming = key.then((taken) => make(token, taken));
      known.set(token, coming);
      coming.catch(() => known.delete(token));
      return coming;
    },
  };
}
