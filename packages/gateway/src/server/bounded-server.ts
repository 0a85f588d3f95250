// Makes a node:http server with every bound set, that answers broken input and never crashes on it.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../base/errors.ts';
import type { ServerLimits } from './limits.ts';
import { refusedCode } from './refused-code.ts';
import type { Refusals } from './refuse.ts';

export function createBoundedServer(limits: ServerLimits, refusals: Refusals, answer: RequestListener): Server {
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
      const code = refusedCode(incoming, limits);
      if (code === undefined) answer(incoming, outgoing);
      else refusals.request(outgoing, code);
    },
  );
  // One more than allowed is read: Node drops what is over its count, and a dropped header could be a guard's.
  server.maxHeadersCount = limits.maxHeaders + 1;
  server.maxRequestsPerSocket = limits.maxRequestsPerSocket;
  server.maxConnections = limits.maxConnections;
  server.timeout = limits.socketTimeout;
  server.on('checkExpectation', (_incoming, outgoing) => refusals.request(outgoing, 'expectation_unknown'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // An answer may be on its way: bytes of another one would corrupt it.
    if (error.code === 'ECONNRESET' || busy.has(socket)) socket.destroy();
    else refusals.socket(socket, codeOf(error.code));
  });
  return server;
}

function codeOf(fault: string | undefined): ErrorCode {
  if (fault === 'HPE_HEADER_OVERFLOW') return 'headers_too_large';
  if (fault === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request_too_slow';
  if (fault === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 'body_too_large';
  return 'request_malformed';
}
