// Answers what never reaches the gateway: broken bytes, too large headers, requests before the start.
// Nothing of the request shows in them.
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Headers of every refusal. HSTS is missing on purpose: at this place it is not known whether we are on loopback. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'content-type': 'application/problem+json',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is malformed.',
  408: 'The request took too long to arrive.',
  413: 'The request body is too large.',
  414: 'The address is too long.',
  417: 'This server knows no such expectation.',
  431: 'Your browser sent too many cookies. Clear the cookies of this site and try again.',
  500: 'Something went wrong on this server. Try again.',
  503: 'This server is starting. Try again shortly.',
};

const CODES: Readonly<Record<number, string>> = {
  413: 'body_too_large',
  431: 'headers_too_large',
  500: 'internal',
};

function bodyOf(status: number): string {
  const title = TITLES[status] ?? STATUS_CODES[status] ?? 'Refused.';
  return JSON.stringify({ type: 'about:blank', title, status, ...(CODES[status] && { code: CODES[status] }) });
}

function headersOf(status: number): Record<string, string> {
  const retry = status === 503 ? { 'retry-after': '1' } : {};
  return { ...HEADERS, ...retry, connection: 'close' };
}

/** Refuses a request that was parsed. The connection closes afterwards. */
export function refuseRequest(outgoing: ServerResponse, status: number): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(status, headersOf(status)).end(bodyOf(status));
}

/** The same as a Response. */
export function refusal(status: number): Response {
  const { connection: _, ...headers } = headersOf(status);
  return new Response(bodyOf(status), { status, headers });
}

/** Refuses bytes that never became a request, and ends the connection. */
export function refuseSocket(socket: Duplex, status: number): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = bodyOf(status);
  const headers = { ...headersOf(status), 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.once('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
}
