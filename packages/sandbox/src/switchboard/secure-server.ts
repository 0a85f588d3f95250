// A server over TLS for a listener that somebody else has. Knows no routes.
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from './certificate.ts';

export interface SecureServer {
  readonly port: number;
  /** Stops listening and cuts open connections. Does nothing the second time. */
  close(): Promise<void>;
}

/** Listens on loopback; `0` takes a free port. Rejects with EADDRINUSE when the port is taken. */
export async function listenSecurely(
  listener: RequestListener,
  options: { readonly certificate: Pick<Certificate, 'chain' | 'key'>; readonly port: number },
): Promise<SecureServer> {
  const { chain, key } = options.certificate;
  const server = createServer({ cert: chain, key, keepAliveTimeout: 65_000 }, listener);
  // Browsers open connections that they may need, and say nothing on them: to the HTTP server those do not exist before their handshake.
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
