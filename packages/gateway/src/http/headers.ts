// Knows the headers that every answer carries and the Content-Security-Policy of a page.
import { isLoopback } from '../base/url.ts';
import type { Config } from '../config/config.ts';

const PERMISSIONS = 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()';

/**
 * The headers of every answer (WB-06, WB-07). HSTS never goes to loopback: it would cover every port of it. It speaks for this host
 * alone: the gateway may stand at the top of a company's domain, whose other hosts are not its own.
 */
export function baseHeaders(config: Config): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': PERMISSIONS,
    'referrer-policy': 'no-referrer',
    vary: 'Cookie, Origin, Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site',
    'x-content-type-options': 'nosniff',
  };
  if (!isLoopback(new URL(config.publicOrigin))) {
    headers['strict-transport-security'] = 'max-age=31536000';
  }
  return headers;
}

export interface PageSources {
  /** Origins that the page may frame. */
  readonly frames: readonly string[];
  /** Origins that may frame the page. */
  readonly ancestors: readonly string[];
}

/** The policy of one HTML answer (WB-05): nothing but our nonce'd style and script, and Sigma's exact origin in a frame. */
export function contentSecurityPolicy({ ancestors, frames }: PageSources, nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-src ${listed(frames)}`,
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    `frame-ancestors ${listed(ancestors)}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function listed(origins: readonly string[]): string {
  return origins.length === 0 ? "'none'" : origins.join(' ');
}
