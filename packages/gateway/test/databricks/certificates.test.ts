// A server that cannot prove its name is not spoken to: not a byte of a request reaches it.
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { once } from 'node:events';
import { it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createCertificate } from '../../../sandbox/src/switchboard/certificate.ts';
import { guardFetch, NoAnswer } from '../../src/databricks/guarded-fetch.ts';

it('an unknown authority and another name are refused before anything is sent; the right name is answered [OA-15]', async () => {
  const { ca, chain, key } = await createCertificate(['databricks.example']);
  let requests = 0;
  const server = createServer({ cert: chain, key }, (_request, response) => {
    requests += 1;
    response.end('fine');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const call = guardFetch(fetch, { timeoutMs: 5000 });
  const refused = (error: unknown): boolean => error instanceof NoAnswer && error.kind === 'not_sent';
  const authorities = getCACertificates('default');
  try {
    await assert.rejects(call(`https://127.0.0.1:${port}/`), refused, 'nobody vouches for it');
    setDefaultCACertificates([...authorities, ca]);
    await assert.rejects(call(`https://0.0.0.0:${port}/`), refused, 'the certificate is for another name');
    assert.equal(requests, 0);
    assert.equal(await (await call(`https://127.0.0.1:${port}/`)).text(), 'fine');
  } finally {
    setDefaultCACertificates(authorities);
    server.closeAllConnections();
    server.close();
  }
});
