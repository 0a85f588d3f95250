// Knows the headers that every answer carries, whoever gives it: a handler, the server, or somebody else's server before us.
import { isLoopback } from './url.ts';

const PERMISSIONS = 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()';

/**
 * The headers of every answer (WB-06, WB-07). HSTS never goes to loopback: it would cover every port of it. It speaks for this host
 * alone: the gateway may stand at the top of a company's domain, whose other hosts are not its own. Without a public origin it
 * is not known where browsers are, and HSTS is missing.
 */
export function answerHeaders(publicOrigin: string | undefined): Readonly<Record<string, string>> {
  const isPublic = publicOrigin !== undefined && !isLoopback(new URL(publicOrigin));
  return {
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': PERMISSIONS,
    'referrer-policy': 'no-referrer',
    vary: 'Cookie, Origin, Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site',
    'x-content-type-options': 'nosniff',
    ...(isPublic && { 'strict-transport-security': 'max-age=31536000' }),
  };
}
