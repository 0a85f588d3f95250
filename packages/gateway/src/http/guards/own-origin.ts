// Refuses requests that did not start on our own origin.
import { GatewayError } from '../../base/errors.ts';
import type { Call } from '../call.ts';

/**
 * A changing request must come from our own origin. `Origin` decides when it is there and must then agree with
 * Fetch Metadata; without `Origin` a browser must at least say `same-origin`; without both it is refused (WB-01, WB-02).
 */
export function ownOrigin({ request, rooms }: Call): void {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const originFits = origin === rooms.config.publicOrigin || (origin === null && site === 'same-origin');
  const siteFits = site === null || site === 'same-origin';
  if (!originFits || !siteFits) throw new GatewayError('request_forged');
}
