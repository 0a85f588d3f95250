// Answers what never reaches the gateway: broken bytes, too large headers, requests before the start.
// Nothing of the request shows in them.
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERRORS } from '../base/error-table.ts';
import type { ErrorCode } from '../base/errors.ts';

/** Headers of every refusal. HSTS is missing on purpose: at this place it is not known whether we are on loopback. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'content-type': 'application/problem+json',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const CLOSE = { connection: 'close' };

interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function refusalOf(code: ErrorCode): Refusal {
  const { message: title, status } = ERRORS[code];
  const body = JSON.stringify({ type: 'about:blank', title, status, code });
  const retry = status === 503 ? { 'retry-after': '1' } : {};
  return { status, headers: { ...HEADERS, ...retry, 'content-length': String(Buffer.byteLength(body)) }, body };
}

/** Refuses a request that was parsed. The connection closes afterwards. */
export function refuseRequest(outgoing: ServerResponse, code: ErrorCode): void {
  const { body, headers, status } = refusalOf(code);
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(status, { ...headers, ...CLOSE }).end(body);
}

/** The same as a Response. */
export function refusal(code: ErrorCode): Response {
  const { body, ...init } = refusalOf(code);
  return new Response(body, init);
}

/** Refuses bytes that never became a request, and ends the connection. */
export function refuseSocket(socket: Duplex, code: ErrorCode): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { body, headers, status } = refusalOf(code);
  const lines = Object.entries({ ...headers, ...CLOSE }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.once('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
}
