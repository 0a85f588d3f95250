// What the examples with a page stand on: the sandbox's vendors, a gateway, and a web server for the page of another application.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bindServer, createGateway, createLog, loadConfig } from '@sigma-embed/gateway';
import { startSandbox } from '@sigma-embed/sandbox';

/** Files of the page by path. */
export type Files = Readonly<Record<string, { readonly type: string; readonly text: string }>>;

/** Where the gateway of these pages would be; here it is the one below. */
const GATEWAY = 'https://embed.example.com';

/**
 * Serves the files at http://localhost:4000 and the gateway at http://localhost:3000 until Ctrl-C or SIGTERM.
 * The environment variables PAGE_PORT and GATEWAY_PORT choose other ports; 0 takes a free one.
 */
export async function runStand(files: Files): Promise<void> {
  await using open = new AsyncDisposableStack();
  const pages = createServer();
  pages.listen(Number(process.env['PAGE_PORT'] ?? 4000), '127.0.0.1');
  await once(pages, 'listening');
  open.defer(() => {
    pages.close();
    pages.closeAllConnections();
  });
  const pageOrigin = `http://localhost:${(pages.address() as AddressInfo).port}`;

  const server = await bindServer({ host: '127.0.0.1', port: Number(process.env['GATEWAY_PORT'] ?? 3000) });
  open.defer(() => server.close(0));
  const origin = `http://localhost:${server.port}`;
  const sandbox = open.use(await startSandbox({ redirectUrls: [`${origin}/auth/databricks/callback`] }));
  const env = { ...sandbox.env(origin), SIGMA_EMBED_STORE: 'memory:', SIGMA_EMBED_PAGE_ORIGINS: pageOrigin };
  const log = createLog({ level: 'warn', format: 'auto', stream: process.stderr });
  const gateway = await createGateway({ config: loadConfig({ env }), clock: sandbox.clock, log });
  open.defer(() => gateway.close());
  server.serve(gateway.fetch);

  pages.on('request', ({ url = '/' }, response) => {
    const file = files[new URL(url, pageOrigin).pathname];
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': file.type }).end(file.text.replaceAll(GATEWAY, origin));
  });
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  console.log(`Open ${pageOrigin} and sign in as ana@example.com, or as whom you like. Ctrl-C stops it.`);
  await stopped;
}
