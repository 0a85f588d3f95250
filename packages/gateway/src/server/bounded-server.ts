// Makes a node:http server with every bound set, that answers broken input and never crashes on it.
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { ErrorCode } from '../base/errors.ts';
import type { ServerLimits } from './limits.ts';
import { refusedCode } from './refused-code.ts';
import type { Refusals } from './refuse.ts';

export interface BoundedServer {
  readonly server: Server;
  /** Answers that are not over. */
  readonly running: ReadonlySet<ServerResponse>;
}

export function createBoundedServer(limits: ServerLimits, refusals: Refusals, answer: RequestListener): BoundedServer {
  const running = new Set<ServerResponse>();
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
      running.add(outgoing);
      outgoing.on('close', () => running.delete(outgoing));
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
    const isBusy = [...running].some((outgoing) => outgoing.req.socket === socket);
    if (error.code === 'ECONNRESET' || isBusy) socket.destroy();
    else refusals.socket(socket, codeOf(error.code));
  });
  return { server, running };
}

function codeOf(fault: string | undefined): ErrorCode {
  if (fault === 'HPE_HEADER_OVERFLOW') return 'headers_too_large';
  if (fault === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request_too_slow';
  if (fault === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 'body_too_large';
  return 'request_malformed';
}
