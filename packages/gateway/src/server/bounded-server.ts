// Makes a node:http server with every bound set, that answers broken input and never crashes on it.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ServerLimits } from './limits.ts';
import { refusedStatus } from './refused-status.ts';
import { refuseRequest, refuseSocket } from './refuse.ts';

export function createBoundedServer(limits: ServerLimits, answer: RequestListener): Server {
  const busy = new WeakSet<Duplex>();
  const server = createServer(
    {
      maxHeaderSize: limits.maxHeaderSize,
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      connectionsCheckingInterval: limits.checkInterval,
      keepAliveTimeout: limits.keepAliveTimeout,
      insecureHTTPParser: false,
      // Checked below, so that the refusal has our headers.
      requireHostHeader: false,
    },
    (incoming, outgoing) => {
      busy.add(incoming.socket);
      outgoing.once('close', () => busy.delete(incoming.socket));
      const status = refusedStatus(incoming, limits);
      if (status === undefined) answer(incoming, outgoing);
      else refuseRequest(outgoing, status);
    },
  );
  // One more than allowed is read: Node drops what is over its count, and a dropped header could be a guard's.
  server.maxHeadersCount = limits.maxHeaders + 1;
  server.maxRequestsPerSocket = limits.maxRequestsPerSocket;
  server.maxConnections = limits.maxConnections;
  server.timeout = limits.socketTimeout;
  server.on('checkExpectation', (_incoming, outgoing) => refuseRequest(outgoing, 417));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // An answer may be on its way: bytes of another one would corrupt it.
    if (error.code === 'ECONNRESET' || busy.has(socket)) socket.destroy();
    else refuseSocket(socket, statusOf(error.code));
  });
  return server;
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413;
  return 400;
}
