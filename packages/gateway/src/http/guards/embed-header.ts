// Refuses requests without the header that only a script with our permission can send.
import { GatewayError } from '../../base/errors.ts';
import type { Call } from '../call.ts';

/** A custom header makes every cross-origin try a preflight, and we answer none (RFC 10017 section 6.1.3.3). */
export function embedHeader({ request }: Call): void {
  if (request.headers.get('x-sigma-embed') !== '1') throw new GatewayError('request_forged');
}
