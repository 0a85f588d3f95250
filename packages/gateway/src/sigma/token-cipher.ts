// Knows the value of `connection_oauth_tokens`: base64(salt).base64(iv).base64(tag).base64(ciphertext), AES-256-GCM without AAD.
import { createCipheriv, createDecipheriv, createSecretKey, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import type { Brand } from '../base/brands.ts';
import { GatewayError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import type { Secret } from '../base/secret.ts';
import { KEY_BYTES, ROUNDS, SALT_BYTES, type DerivedKey } from './derived-keys.ts';

/** As Sigma wants a token. Base64 and dots: it stands in JSON as it is. */
export type EncryptedToken = Brand<string, 'EncryptedToken'>;

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts an OAuth access token for Sigma under a derived key, with a fresh IV.
 * @see Sigma's node-embed-sdk, encryption.ts
 */
export function encryptToken({ key, salt }: DerivedKey, token: Secret, random: Random): EncryptedToken {
  const iv = Buffer.from(random(IV_BYTES));
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  // GCM is a stream: everything comes from `update`, and `final` only makes the tag.
  const ciphertext = cipher.update(Buffer.from(token.reveal(), 'utf8')).toString('base64');
  cipher.final();
  return `${salt}.${iv.toString('base64')}.${cipher.getAuthTag().toString('base64')}.${ciphertext}` as EncryptedToken;
}

/**
 * Decrypts such a value: for checking what was sent. Takes a tenth of a second, off the event loop.
 * @throws GatewayError `token_undecipherable` for another format, another secret or a changed bit.
 */
export async function decryptToken(value: string, embedSecret: Secret): Promise<string> {
  const parts = value.split('.').map(strictBase64);
  const [salt, iv, tag, ciphertext] = parts;
  if (parts.length !== 4 || !salt || !iv || !tag || !ciphertext) throw undecipherable();
  if (salt.length !== SALT_BYTES || iv.length !== IV_BYTES || tag.length !== TAG_BYTES) throw undecipherable();
  const bytes = await promisify(pbkdf2)(embedSecret.reveal(), salt, ROUNDS, KEY_BYTES, 'sha256');
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(bytes), iv, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  } catch {
    throw undecipherable();
  }
}

function strictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function undecipherable(): GatewayError {
  return new GatewayError('token_undecipherable');
}
