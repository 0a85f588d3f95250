// Refuses what is no visit: images, scripts and styles of pages that are not ours.
import { GatewayError } from '../../base/errors.ts';
import type { Call } from '../call.ts';
import { isOwnFetch } from './own-fetch.ts';

/**
 * Pages and sign-ins are there to be navigated to (WB-02): a few images on a page of a sibling host would else begin so many sign-ins
 * that the one under way loses its cookie. Scripts of our own origin may fetch pages, as routers and service workers of a host
 * application do. A request that does not say where it came from passes: no browser of today sent it. Node's `fetch` says its mode alone.
 */
export function ownNavigation({ request: { headers } }: Call): void {
  const mode = headers.get('sec-fetch-mode');
  if (!headers.has('sec-fetch-site') || mode === null || mode === 'navigate') return;
  if (!isOwnFetch(headers)) throw new GatewayError('request_forged');
}
