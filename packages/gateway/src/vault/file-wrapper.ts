// A key service in a file: the wrapping key lies in a place of its own, such as a mounted secret that backups do not take.
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { fromBase64url, lengthPrefixed, toBase64url } from '../base/bytes.ts';
import type { Random } from '../base/random.ts';
import { KeyWrapperDenied, type KeyContext, type KeyWrapper } from './key-wrapper.ts';

const FORMAT = 'f1';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

export interface FileWrapperOptions {
  readonly path: string;
  readonly readFile: (path: string) => string;
  readonly random: Random;
}

/**
 * Wraps with AES-256-GCM under the key in a file: 32 bytes in base64url. The file is read at every use, so that taking it away
 * takes effect. A file that is no key, and a wrapped key of another file, are denied; a file that cannot be read is unavailable.
 */
export function createFileWrapper({ path, random, readFile }: FileWrapperOptions): KeyWrapper {
  const wrappingKey = (): KeyObject => {
    const bytes = fromBase64url(readFile(path).trim());
    if (bytes?.length !== KEY_BYTES) throw new KeyWrapperDenied('the wrapping key is not 32 bytes of base64url');
    return createSecretKey(bytes);
  };
  return {
    describe: () => `file:${path}`,
    async wrap(key, context) {
      const iv = random(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', wrappingKey(), iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(bound(context));
      const ciphertext = Buffer.concat([cipher.update(key), cipher.final()]);
      return `${FORMAT}.${toBase64url(Buffer.concat([iv, cipher.getAuthTag(), ciphertext]))}`;
    },
    async unwrap(wrapped, context) {
      const [format, body = ''] = wrapped.split('.');
      const bytes = fromBase64url(body);
      if (format !== FORMAT || bytes?.length !== IV_BYTES + TAG_BYTES + KEY_BYTES) throw refused();
      const decipher = createDecipheriv('aes-256-gcm', wrappingKey(), bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(bound(context));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
      } catch {
        throw refused();
      }
    },
  };
}

function bound(context: KeyContext): Buffer {
  const names = Object.keys(context).toSorted();
  return lengthPrefixed([FORMAT, ...names.flatMap((name) => [name, context[name] ?? ''])]);
}

function refused(): KeyWrapperDenied {
  return new KeyWrapperDenied('this key was not wrapped with the key of the file');
}
