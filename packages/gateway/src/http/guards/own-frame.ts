// Refuses navigations within frames that are not ours to fill.
import { GatewayError } from '../../base/errors.ts';
import type { Call } from '../call.ts';

/**
 * Our pages stay out of foreign frames by their policy (WB-05), but a redirect has none: a hidden frame could begin sign-ins. The
 * browser does not say whose page is around the frame, so where the operator names one, any may begin a sign-in, and see none of it.
 */
export function ownFrame({ request: { headers }, rooms }: Call): void {
  const site = headers.get('sec-fetch-site');
  const destination = headers.get('sec-fetch-dest');
  if (site === null || destination === null || destination === 'document') return;
  if (site !== 'same-origin' && rooms.config.frameAncestors.length === 0) throw new GatewayError('request_forged');
}
