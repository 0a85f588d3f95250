// A server that cannot prove its name is not spoken to: not a byte of a request reaches it.
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { once } from 'node:events';
import { it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createCertificate, type Certificate } from '../../../sandbox/src/switchboard/certificate.ts';
import { guardFetch, NoAnswer } from '../../src/databricks/guarded-fetch.ts';

const DAY_MS = 86_400_000;
const refused = (error: unknown): boolean => error instanceof NoAnswer && error.kind === 'not_sent';

/** A server with this certificate, and the names under which it is called. */
async function withServer(
  { ca, chain, key }: Certificate,
  use: (server: { readonly port: number; readonly requests: () => number; trust(): void }) => Promise<void>,
): Promise<void> {
  let requests = 0;
  const server = createServer({ cert: chain, key }, (_request, response) => {
    requests += 1;
    response.end('fine');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const authorities = getCACertificates('default');
  try {
    await use({ port, requests: () => requests, trust: () => setDefaultCACertificates([...authorities, ca]) });
  } finally {
    setDefaultCACertificates(authorities);
    server.closeAllConnections();
    server.close();
  }
}

it('an unknown authority and another name are refused before anything is sent; the right name is answered [OA-15]', async () => {
  await withServer(await createCertificate(['databricks.example']), async ({ port, requests, trust }) => {
    const call = guardFetch(fetch, { timeoutMs: 5000 });
    await assert.rejects(call(`https://127.0.0.1:${port}/`), refused, 'nobody vouches for it');
    trust();
    await assert.rejects(call(`https://0.0.0.0:${port}/`), refused, 'the certificate is for another name');
    assert.equal(requests(), 0);
    assert.equal(await (await call(`https://127.0.0.1:${port}/`)).text(), 'fine');
  });
});

it('a certificate whose time is over, or has not come, is refused before anything is sent [OA-15]', async () => {
  for (const days of [-60, 60]) {
    await withServer(await createCertificate([], Date.now() + days * DAY_MS), async ({ port, requests, trust }) => {
      trust();
      await assert.rejects(guardFetch(fetch, { timeoutMs: 5000 })(`https://127.0.0.1:${port}/`), refused);
      assert.equal(requests(), 0);
    });
  }
});
