// Refuses what is no visit: images, scripts and styles of pages that are not ours.
import { GatewayError } from '../../base/errors.ts';
import type { Call } from '../call.ts';

/**
 * Pages and sign-ins are there to be navigated to (WB-02): five images of a sibling host's page would else begin five sign-ins and take
 * their cookies from the one under way. Scripts of our own origin may fetch pages, as routers and service workers of a host application
 * do. A request that does not say where it came from is let pass: it is of an old browser, or of none, as Node's `fetch` says its mode and no more.
 */
export function ownNavigation({ request: { headers } }: Call): void {
  const site = headers.get('sec-fetch-site');
  const mode = headers.get('sec-fetch-mode');
  if (site === null || mode === null || mode === 'navigate') return;
  const isOwnFetch = site === 'same-origin' && headers.get('sec-fetch-dest') === 'empty';
  if (!isOwnFetch) throw new GatewayError('request_forged');
}
