// Ring with wrapped keys -> ring of keys, by the key service. Bounded in time; never goes on without a key.
import { toBase64url } from '../base/bytes.ts';
import { GatewayError } from '../base/errors.ts';
import { secret } from '../base/secret.ts';
import type { KeyRing, WrappedKey } from '../config/config.ts';
import { KeyWrapperDenied, ringContext, type KeyWrapper } from './key-wrapper.ts';
import type { OpenKey, OpenRing } from './keyring.ts';

const TIMEOUT_MS = 2000;

/** How long an unwrapped key may be used before the service is asked again, in milliseconds. */
export const UNWRAPPED_FOR_MS = 24 * 3_600_000;

/**
 * Unwraps what is wrapped. Keys that lie in the ring as they are need no service and never run out.
 * @throws GatewayError `key_service_denied`, `key_service_unavailable`; `config_invalid` for a wrapped key without a service.
 */
export async function unwrapRing(ring: KeyRing, wrapper: KeyWrapper | undefined, goodUntil: number): Promise<OpenRing> {
  const [first, ...others] = ring;
  const open = async (key: KeyRing[number]): Promise<OpenKey> =>
    'key' in key ? key : { id: key.id, key: await unwrap(key, wrapper), goodUntil };
  return [await open(first), ...(await Promise.all(others.map(open)))];
}

async function unwrap({ id, wrapped }: WrappedKey, wrapper: KeyWrapper | undefined): Promise<OpenKey['key']> {
  if (wrapper === undefined) {
    const message = `The key ${id} is wrapped. Name its key service in SIGMA_EMBED_KEY_SERVICE.`;
    throw new GatewayError('config_invalid', { message });
  }
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error('no answer within two seconds')), TIMEOUT_MS);
  try {
    const bytes = await Promise.race([wrapper.unwrap(wrapped, ringContext(id)), timeout.promise]);
    return secret(toBase64url(bytes));
  } catch (error) {
    const code = error instanceof KeyWrapperDenied ? 'key_service_denied' : 'key_service_unavailable';
    throw new GatewayError(code, { detail: `key ${id}, ${wrapper.describe()}`, cause: error });
  } finally {
    clearTimeout(timer);
  }
}
