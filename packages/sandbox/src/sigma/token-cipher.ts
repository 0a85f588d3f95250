// Sigma's encryption of OAuth tokens: PBKDF2-HMAC-SHA256, AES-256-GCM, four base64 parts. Knows no claims and no HTTP.
import { Buffer } from 'node:buffer';
import type { CryptoKey } from 'jose';

const ITERATIONS = 600_000;
const LENGTHS = { salt: 16, iv: 12, tag: 16 };
const KEPT_KEYS = 64;

/** Encrypts and decrypts values of `connection_oauth_tokens`. Derived keys are kept for the last 64 salts. */
export interface TokenCipher {
  /** @throws Error when the text is not four parts of strict base64, or does not open with this secret. */
  decrypt(secret: string, text: string, base64?: 'strict' | 'lenient'): Promise<string>;
  encrypt(secret: string, token: string): Promise<string>;
}

/**
 * The format of Sigma's own node-embed-sdk (`encryption.ts`): `salt.iv.tag.ciphertext`, standard base64 with padding.
 * Stricter than that SDK's decoder, which takes any base64 that Node can read; how strict the vendor's server is, is not known.
 */
export function createTokenCipher(): TokenCipher {
  const keys = new Map<string, Promise<CryptoKey>>();

  const keyOf = (secret: string, salt: Buffer<ArrayBuffer>): Promise<CryptoKey> => {
    const name = JSON.stringify([secret, salt.toString('hex')]);
    const known = keys.get(name);
    if (known !== undefined) return known;
    const oldest = keys.keys().next().value;
    if (keys.size >= KEPT_KEYS && oldest !== undefined) keys.delete(oldest);
    const key = deriveKey(secret, salt);
    keys.set(name, key);
    return key;
  };

  return {
    async decrypt(secret, text, base64 = 'strict') {
      const parts = text.split('.').map(base64 === 'strict' ? strictBase64 : lenientBase64);
      const [salt, iv, tag, ciphertext] = parts;
      if (parts.length !== 4 || !salt || !iv || !tag || !ciphertext) throw new Error('not four parts of base64');
      if (salt.length !== LENGTHS.salt || iv.length !== LENGTHS.iv || tag.length !== LENGTHS.tag) {
        throw new Error('a part has the wrong length');
      }
      const key = await keyOf(secret, salt);
      const sealed = Buffer.concat([ciphertext, tag]);
      const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, tagLength: 128 }, key, sealed);
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(opened);
    },
    async encrypt(secret, token) {
      const salt = Buffer.from(crypto.getRandomValues(new Uint8Array(LENGTHS.salt)));
      const iv = Buffer.from(crypto.getRandomValues(new Uint8Array(LENGTHS.iv)));
      const key = await keyOf(secret, salt);
      const plain = new TextEncoder().encode(token);
      const sealed = Buffer.from(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, tagLength: 128 }, key, plain));
      const tag = sealed.subarray(sealed.length - LENGTHS.tag);
      const ciphertext = sealed.subarray(0, sealed.length - LENGTHS.tag);
      return [salt, iv, tag, ciphertext].map((part) => part.toString('base64')).join('.');
    },
  };
}

async function deriveKey(secret: string, salt: Buffer<ArrayBuffer>): Promise<CryptoKey> {
  const passphrase = new TextEncoder().encode(secret);
  const material = await crypto.subtle.importKey('raw', passphrase, 'PBKDF2', false, ['deriveKey']);
  return await crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ITERATIONS },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

/** The bytes, or undefined for text that a strict encoder would not have written. */
function strictBase64(text: string): Buffer<ArrayBuffer> | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** As Node reads it, which is how Sigma's own SDK does: other alphabets, missing padding and strays included. */
function lenientBase64(text: string): Buffer<ArrayBuffer> {
  return Buffer.from(text, 'base64');
}
