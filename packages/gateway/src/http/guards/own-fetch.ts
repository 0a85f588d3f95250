// Refuses every GET that is not a script's fetch on a page of ours.
import { GatewayError } from '../../base/errors.ts';
import type { Call } from '../call.ts';

/** For the one GET that mints: images, frames, navigations and other sites cannot set these headers. */
export function ownFetch({ request }: Call): void {
  const site = request.headers.get('sec-fetch-site');
  const destination = request.headers.get('sec-fetch-dest');
  if (site !== 'same-origin' || destination !== 'empty') throw new GatewayError('request_forged');
}
