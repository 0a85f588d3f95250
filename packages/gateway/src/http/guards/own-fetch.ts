// Refuses every GET that is not a script's fetch on a page of ours.
import { GatewayError } from '../../base/errors.ts';
import type { Call } from '../call.ts';

/** For the one GET that mints: images, frames, navigations and other sites cannot set these headers. */
export function ownFetch({ request: { headers } }: Call): void {
  if (!isOwnFetch(headers)) throw new GatewayError('request_forged');
}

/** Whether a script of our own origin fetches. */
export function isOwnFetch(headers: Headers): boolean {
  return headers.get('sec-fetch-site') === 'same-origin' && headers.get('sec-fetch-dest') === 'empty';
}
