// Refuses requests that a browser makes ahead of the viewer's wish.
import { GatewayError } from '../../base/errors.ts';
import type { Call } from '../call.ts';

/** Prefetch and prerender would start sign-ins and spend embed URLs nobody asked for. */
export function noPrefetch({ request }: Call): void {
  const purpose = `${request.headers.get('sec-purpose') ?? ''} ${request.headers.get('purpose') ?? ''}`;
  if (/prefetch|prerender|preview/i.test(purpose)) throw new GatewayError('request_prefetch');
}
