// GET /assets/… and /sigma-embed.js: scripts of our own pages, and the component for everybody's.
import { queryOf, type Call } from '../call.ts';
import { component, componentVersion } from '../pages/component.ts';
import { dashboardScript, dashboardScriptVersion } from '../pages/dashboard-script.ts';
import type { Reply, ReplyExtras } from '../reply.ts';

const SCRIPT = 'text/javascript; charset=utf-8';

export function dashboardAsset(reply: Reply) {
  return (call: Call): Response => reply.asset(dashboardScript(), SCRIPT, ofVersion(call, dashboardScriptVersion()));
}

export function ownComponent(reply: Reply) {
  return (call: Call): Response => reply.asset(component(), SCRIPT, ofVersion(call, componentVersion()));
}

/** While replicas are being replaced, a new page may ask an old one: what it answers must not be kept under the new address. */
function ofVersion(call: Call, own: string): ReplyExtras {
  return queryOf(call).get('v') === own ? {} : { headers: { 'cache-control': 'no-store' } };
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
