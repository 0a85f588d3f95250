// Listens on a loopback port and answers as a vendor, or as badly as a fault says. Knows no vendor's routes.
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Faults } from './world.ts';

type Fetch = (request: Request) => Response | Promise<Response>;

const notReady: Fetch = () => new Response('Starting\n', { status: 503 });

/** Whose request this is, for faults of one person. */
type PersonOf = (request: Request) => Promise<string | undefined>;
const ofNobody: PersonOf = async () => undefined;

export interface Bound {
  /** Such as `http://127.0.0.1:3001`. */
  readonly origin: string;
  /** Answers requests of another server with the same handler, faults and counts. */
  readonly listener: RequestListener;
  /** Gives every request from now on to this handler. */
  handle(fetch: Fetch, personOf?: PersonOf): void;
  /** How many requests came for this method and path, faults included. */
  requests(method: string, path: string): number;
  /** Stops listening and cuts open connections. */
  close(): Promise<void>;
}

/** Binds a port; `0` takes a free one. Rejects with Node's own error, such as EADDRINUSE, when that fails. */
export async function bind(options: {
  readonly host: string;
  readonly port: number;
  readonly vendor: Fault['vendor'];
  readonly faults: Faults;
}): Promise<Bound> {
  const { faults, host, port, vendor } = options;
  const counts = new Map<string, number>();
  let handler: Fetch = notReady;
  let personOf: PersonOf = ofNobody;
  const answer = getRequestListener(
    async (request, bindings) => {
      const { pathname } = new URL(request.url);
      const key = `${request.method} ${pathname}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      // The control routes are how a fault is taken back, so none hits them.
      const fault = pathname.startsWith('/__sandbox')
        ? undefined
        : await faults.take({ vendor, method: request.method, path: pathname }, () => personOf(request));
      return fault === undefined
        ? await handler(request)
        : await answerBadly(fault, { request, handler, bindings: bindings as HttpBindings });
    },
    { overrideGlobalObjects: false },
  );
  const listener: RequestListener = (incoming, outgoing) => void answer(incoming, outgoing);
  const server = createServer(listener);
  // A client that reuses a connection must not find it closed under its hands.
  server.keepAliveTimeout = 65_000;
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    listener,
    handle(fetch, whose) {
      handler = fetch;
      if (whose !== undefined) personOf = whose;
    },
    requests: (method, path) => counts.get(`${method} ${path}`) ?? 0,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers with these statuses have no body, and a `Response` takes none for them. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

async function answerBadly(
  fault: Fault,
  on: { readonly request: Request; readonly handler: Fetch; readonly bindings: HttpBindings },
): Promise<Response> {
  if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
  const replaces = fault.status !== undefined || fault.body !== undefined || fault.cut === true;
  const real = !replaces || fault.afterHandler === true ? await on.handler(on.request) : undefined;
  if (fault.cut === true) {
    on.bindings.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  const { dripMs, headers, status = 200 } = fault;
  const body = BODILESS.has(status) ? null : (fault.body ?? '');
  const answer = replaces ? new Response(body, { status, headers: { ...headers } }) : (real ?? new Response());
  return dripMs === undefined || answer.body === null ? answer : await dripped(answer, dripMs);
}

/** The same answer, one byte every `ms` of real time. */
async function dripped(answer: Response, ms: number): Promise<Response> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent === bytes.length) return controller.close();
      await sleep(ms, undefined, { ref: false });
      controller.enqueue(bytes.subarray(sent, (sent += 1)));
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}
