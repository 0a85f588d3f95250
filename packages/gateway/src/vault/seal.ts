// Knows the sealed form: one AES-256-GCM record under a key of its own. Knows no ring and no purpose.
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { fromBase64url, lengthPrefixed, toBase64url } from '../base/bytes.ts';
import type { Random } from '../base/random.ts';
import { SEAL_FORMAT } from '../base/sealed.ts';

/** What a sealed text is for and where it belongs. Sealing and opening must name the same. */
export interface SealContext {
  readonly purpose:
    | 'access_token'
    | 'refresh_token'
    | 'login_attempt'
    | 'form_token'
    | 'account_notice'
    | 'host_user'
    | 'spilled_pair';
  /** Such as session hash, client id and version; order counts. */
  readonly parts: readonly string[];
}

const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FIXED_BYTES = SALT_BYTES + IV_BYTES + TAG_BYTES;

/**
 * Seals a text: `1.KEY-ID.base64url(salt iv tag ciphertext)`. Every record has a key of its own (HKDF-SHA256 over a random
 * salt), so the number of records under one master key is no concern. Format, key id and context are authenticated.
 * @see NIST SP 800-38D, RFC 5869
 */
export function sealText(
  master: { readonly id: string; readonly key: KeyObject },
  context: SealContext,
  sealing: { readonly text: string; readonly random: Random },
): string {
  const salt = sealing.random(SALT_BYTES);
  const iv = sealing.random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', recordKey(master.key, salt, context), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(master.id, context));
  const ciphertext = Buffer.concat([cipher.update(sealing.text, 'utf8'), cipher.final()]);
  return `${SEAL_FORMAT}.${master.id}.${toBase64url(Buffer.concat([salt, iv, cipher.getAuthTag(), ciphertext]))}`;
}

/** Opens what `sealText` sealed; `undefined` when a single bit differs, context included. */
export function openText(
  master: { readonly id: string; readonly key: KeyObject },
  context: SealContext,
  sealed: string,
): string | undefined {
  const bytes = fromBase64url(sealed.slice(SEAL_FORMAT.length + master.id.length + 2));
  if (bytes === undefined || bytes.length < FIXED_BYTES) return undefined;
  const salt = bytes.subarray(0, SALT_BYTES);
  const iv = bytes.subarray(SALT_BYTES, SALT_BYTES + IV_BYTES);
  const tag = bytes.subarray(SALT_BYTES + IV_BYTES, FIXED_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', recordKey(master.key, salt, context), iv, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(boundTo(master.id, context));
  decipher.setAuthTag(tag);
  try {
    return decipher.update(bytes.subarray(FIXED_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

function recordKey(master: KeyObject, salt: Uint8Array, { purpose }: SealContext): KeyObject {
  return createSecretKey(
    Buffer.from(hkdfSync('sha256', master, salt, `sigma-embed seal ${SEAL_FORMAT} ${purpose}`, 32)),
  );
}

function boundTo(keyId: string, { parts, purpose }: SealContext): Buffer {
  return lengthPrefixed([SEAL_FORMAT, keyId, purpose, ...parts]);
}
