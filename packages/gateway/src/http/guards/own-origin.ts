// Refuses requests that did not start on our own origin, or on one that the operator named.
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

/**
 * For what a page of another application on our site may ask as well. Such a page is cross-origin, so its browser asks
 * first (CORS) and sends our header only with leave; being on another site, it would send no cookie anyway (WB-02, WB-04).
 */
export function pageOrigin(call: Call): void {
  const { headers } = call.request;
  const origin = headers.get('origin');
  if (origin === null || !call.rooms.config.pageOrigins.includes(origin)) return ownOrigin(call);
  const site = headers.get('sec-fetch-site');
  if (site === 'cross-site') throw new GatewayError('page_cross_site');
  if (site !== null && site !== 'same-site' && site !== 'same-origin') throw new GatewayError('request_forged');
}

/**
 * The same for what only reads: a request that says neither `Origin` nor where it came from passes, as does an address that somebody
 * typed. No page of another site may even ask (WB-02).
 */
export function pageReads({ request: { headers }, rooms }: Call): void {
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  const isNamed = origin !== null && rooms.config.pageOrigins.includes(origin);
  if (isNamed && site === 'cross-site') throw new GatewayError('page_cross_site');
  const originFits = isNamed || origin === null || origin === rooms.config.publicOrigin;
  const siteFits = site === null || site === 'same-origin' || site === 'none' || (isNamed && site === 'same-site');
  if (!originFits || !siteFits) throw new GatewayError('request_forged');
}
