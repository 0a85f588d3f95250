// Carries requests of node:http, connect and Express to the gateway, and leaves to the host what is the host's.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Gateway } from '../gateway.ts';
import { LIMITS } from '../server/limits.ts';
import { createRefusals } from '../server/refuse.ts';
import { refusedCode } from '../server/refused-code.ts';
import { putBackBody } from './put-back-body.ts';

/** Answers a request of the gateway; any other goes to `next`, and without one is answered as not found. */
export type NodeHandler = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

const natives = new WeakMap<Request, IncomingMessage>();

/**
 * The gateway as a listener of `node:http`, or as middleware of connect and Express: `app.use(toNodeHandler(gateway))`. The
 * gateway finds its requests by their whole path, whatever path it is mounted at. Bounds on the address and the headers are those
 * of `sigma-embed serve`; times and connections are bounded by the host's server.
 */
export function toNodeHandler(
  gateway: Pick<Gateway, 'fetch' | 'owns'> & Partial<Pick<Gateway, 'publicOrigin'>>,
): NodeHandler {
  const refusals = createRefusals(gateway.publicOrigin);
  const listener = getRequestListener(
    async (request, { incoming }) => {
      natives.set(request, incoming as IncomingMessage);
      return await gateway.fetch(request);
    },
    {
      // For HTTP/1.0 clients, which may send no Host.
      hostname: 'localhost',
      overrideGlobalObjects: false,
      errorHandler: refusals.thrown,
    },
  );
  return (incoming, outgoing, next) => {
    const { url = '' } = incoming;
    const target = wholeTarget(incoming);
    if (next !== undefined && !gateway.owns(target)) return next();
    // Only while the listener looks, as the host's own logs read it later.
    incoming.url = target;
    const code = refusedCode(incoming, LIMITS);
    if (code === undefined) {
      putBackBody(incoming);
      void listener(incoming, outgoing);
    } else refusals.request(outgoing, code);
    incoming.url = url;
  };
}

/**
 * The host's own request behind one that the gateway was given, such as Express' with its `session`; `undefined` when it did not come
 * through `toNodeHandler` or the Fastify plugin. For `hostIdentity`.
 */
export function nodeRequestOf(request: Request): IncomingMessage | undefined {
  return natives.get(request);
}

/** connect and Express take the path that they are mounted at off `url`. */
function wholeTarget(incoming: IncomingMessage & { readonly originalUrl?: unknown }): string {
  return typeof incoming.originalUrl === 'string' ? incoming.originalUrl : (incoming.url ?? '');
}
