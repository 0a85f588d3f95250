// Knows the Content-Security-Policy of a page; what every answer carries is in base/answer-headers.ts.

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
