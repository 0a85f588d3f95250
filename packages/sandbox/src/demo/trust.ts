// Makes this process trust one more certificate authority. Knows no sandbox.
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** From now on every TLS connection of this process, `fetch` included, accepts what `ca` (PEM) signed. Needs Node 24.5. */
export function trust(ca: string): void {
  setDefaultCACertificates([...getCACertificates('default'), ca]);
}
