// The keys that sign tokens, and what of them is public. Knows nothing of tokens.
import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';
import { randomBytes } from 'node:crypto';

interface SigningKey {
  /** 64 lower-case hexadecimal digits. */
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

export interface Keys {
  /** The key that signs now. */
  signing(): SigningKey;
  /** The public key with this id, for the sandbox's own checks. */
  find(kid: string | undefined): CryptoKey | undefined;
  /** The JSON Web Key Set (RFC 7517 section 5), newest key first. */
  published(): Promise<{ keys: JWK[] }>;
  /** Signs with a new key from now on; old ones stay published unless told otherwise. */
  rotate(options?: { readonly keepOld?: boolean }): Promise<void>;
}

/** Makes the first RSA-2048 key. */
export async function createKeys(): Promise<Keys> {
  const keys: [SigningKey, ...SigningKey[]] = [await newKey()];
  return {
    signing: () => keys[0],
    find: (kid) => keys.find((key) => key.kid === kid)?.publicKey,
    async published() {
      return {
        keys: await Promise.all(
          keys.map(async ({ kid, publicKey }) => {
            const { n = '', e = '' } = await exportJWK(publicKey);
            return { kty: 'RSA', e, use: 'sig', kid, alg: 'RS256', n };
          }),
        ),
      };
    },
    async rotate({ keepOld = true } = {}) {
      keys.splice(0, keepOld ? 0 : keys.length, await newKey());
    },
  };
}

async function newKey(): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { modulusLength: 2048 });
  return { kid: randomBytes(32).toString('hex'), ...pair };
}
