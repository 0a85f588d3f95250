// GET /assets/… and /sigma-embed.js: scripts of our own pages, and the component for everybody's.
import type { Call } from '../call.ts';
import { component, componentVersion } from '../pages/component.ts';
import { dashboardScript } from '../pages/dashboard-script.ts';
import type { Reply } from '../reply.ts';

const SCRIPT = 'text/javascript; charset=utf-8';

export function dashboardAsset(reply: Reply) {
  return (): Response => reply.asset(dashboardScript(), SCRIPT);
}

export function ownComponent(reply: Reply) {
  return (): Response => reply.asset(component(), SCRIPT);
}

/** Its address does not change with its content, so it is kept for a short while and then asked for by its version. */
export function sharedComponent(reply: Reply) {
  return ({ request }: Call): Response => {
    const etag = `"${componentVersion()}"`;
    const headers = {
      'cache-control': 'public, max-age=300',
      // Pages of the same site may load it; it holds nothing.
      'cross-origin-resource-policy': 'same-site',
      etag,
    };
    const isKnown = (request.headers.get('if-none-match') ?? '').includes(etag);
    return isKnown
      ? reply.asset(null, SCRIPT, { status: 304, headers })
      : reply.asset(component(), SCRIPT, { headers });
  };
}
