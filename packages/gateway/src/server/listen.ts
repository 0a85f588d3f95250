// Takes the listen address first and serves later; lets running requests finish when it closes.
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { GatewayError } from '../base/errors.ts';
import { createBoundedServer } from './bounded-server.ts';
import { LIMITS, type ServerLimits } from './limits.ts';
import { createRefusals, type Refusals } from './refuse.ts';

export type RequestHandler = (request: Request) => Promise<Response>;

export interface BindOptions {
  /** IP address or host name of this machine. */
  readonly host: string;
  /** `0` picks a free port. */
  readonly port: number;
  /**
   * Where browsers reach it, as in `config.publicOrigin`: what the server itself refuses then asks for TLS as every other answer does.
   * Default: not known, and it does not ask.
   */
  readonly publicOrigin?: string;
  /** Over the usual limits; for tests. */
  readonly limits?: Partial<ServerLimits>;
}

/** A taken address. */
export interface BoundServer {
  readonly host: string;
  readonly port: number;
  /** From now on this handler answers. Before, every request gets a 503. */
  serve(handler: RequestHandler): void;
  /** Accepts nothing new, waits up to `drainMs` for running requests, then cuts what is left. May be called again. */
  close(drainMs: number): Promise<void>;
}

/**
 * Takes a listen address. As `@hono/node-server` does, it replaces the global `Request` and `Response` of the process
 * by light ones that answer to the same names: an answer then leaves in one write, without a stream.
 * @throws GatewayError `address_in_use` when the address is taken, not allowed or not of this machine; the message
 * names it and says what to do.
 */
export async function bindServer({ host, limits, port, publicOrigin }: BindOptions): Promise<BoundServer> {
  let handler: ReturnType<typeof listenerOf> | undefined;
  let isClosing = false;
  const refusals = createRefusals(publicOrigin);
  // Its answer says so, or a client would send its next request into a connection that is about to close.
  const makeLast = (outgoing: ServerResponse): void => {
    outgoing.shouldKeepAlive = false;
    outgoing.on('close', () => setImmediate(() => server.closeIdleConnections()));
  };
  const { running, server } = createBoundedServer({ ...LIMITS, ...limits }, refusals, (incoming, outgoing) => {
    if (isClosing) makeLast(outgoing);
    if (handler === undefined) refusals.request(outgoing, 'starting');
    else void handler(incoming, outgoing);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await listen(server, { host, port });
  let closed: Promise<void> | undefined;
  return {
    host,
    port: (server.address() as AddressInfo).port,
    serve(answer) {
      handler = listenerOf(answer, refusals);
    },
    close(drainMs) {
      if (!isClosing) for (const outgoing of running) makeLast(outgoing);
      isClosing = true;
      closed ??= close(server, sockets, drainMs);
      return closed;
    },
  };
}

function listenerOf(answer: RequestHandler, refusals: Refusals): ReturnType<typeof getRequestListener> {
  return getRequestListener(answer, {
    // HTTP/1.0 clients, such as health checks, may send no Host.
    hostname: 'localhost',
    errorHandler: refusals.thrown,
  });
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    throw new GatewayError('address_in_use', {
      message: bindFailure(error, `${bracketed(host)}:${port}`),
      cause: error,
    });
  }
  // Errors after this point, such as too many open files, concern one connection; the server goes on.
  server.on('error', () => undefined);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function bindFailure(error: unknown, address: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `${address} is already in use. Stop the other process, or choose another port with PORT or --port.`;
  }
  if (code === 'EACCES') {
    return `This process may not listen on ${address}. Choose a port over 1023 with PORT or --port.`;
  }
  return `${address} cannot be listened on (${String(code)}). Choose an address of this machine with SIGMA_EMBED_LISTEN_HOST or --host.`;
}

async function close(server: Server, sockets: ReadonlySet<Socket>, drainMs: number): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.race([done, sleep(drainMs, undefined, { ref: false })]);
  for (const socket of sockets) socket.destroy();
  await done;
}
