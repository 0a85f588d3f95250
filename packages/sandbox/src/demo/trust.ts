// Makes this process trust one more certificate authority. Knows no sandbox.
import * as tls from 'node:tls';

/**
 * From now on every TLS connection of this process, `fetch` included, accepts what `ca` (PEM) signed.
 * @throws Error with one sentence where Node is older than 24.5, which cannot be told so.
 */
export function trust(ca: string): void {
  if (!('setDefaultCACertificates' in tls)) throw new Error('--https needs Node 24.5 or newer.');
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ca]);
}
