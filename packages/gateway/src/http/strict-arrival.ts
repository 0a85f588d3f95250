// Knows when a browser left its session cookie at home: a Strict cookie does not come along when another site begins a navigation.
import type { Call } from './call.ts';

/** Whether a missing cookie means nothing yet: our own page has to ask once more (strict-cookie mode). */
export function arrivedWithoutCookie({ request, rooms }: Call): boolean {
  return (
    rooms.config.session.cookieMode === 'strict' &&
    request.method === 'GET' &&
    request.headers.get('sec-fetch-site') === 'cross-site'
  );
}
