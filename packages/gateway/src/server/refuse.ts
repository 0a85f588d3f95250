// Answers what never reaches the gateway: broken bytes, too large headers, requests before the start.
// Nothing of the request shows in them.
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerHeaders } from '../base/answer-headers.ts';
import { ERRORS } from '../base/error-table.ts';
import type { ErrorCode } from '../base/errors.ts';

const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'content-type': 'application/problem+json',
};

const CLOSE = { connection: 'close' };

/** The refusals of one server. */
export interface Refusals {
  /** Refuses a request that was parsed. The connection closes afterwards. */
  readonly request: (outgoing: ServerResponse, code: ErrorCode) => void;
  /** The answer to a request that the adapter could not hand over, or whose handler threw. */
  readonly thrown: (error: unknown) => Response;
  /** Refuses bytes that never became a request, and ends the connection. */
  readonly socket: (socket: Duplex, code: ErrorCode) => void;
}

interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `publicOrigin`: where browsers are; without it no refusal asks for TLS. */
export function createRefusals(publicOrigin: string | undefined): Refusals {
  const base = { ...answerHeaders(publicOrigin), ...HEADERS };
  const refusalOf = (code: ErrorCode): Refusal => {
    const { message: title, status } = ERRORS[code];
    const body = JSON.stringify({ type: 'about:blank', title, status, code });
    const retry = status === 503 ? { 'retry-after': '1' } : {};
    return { status, headers: { ...base, ...retry, 'content-length': String(Buffer.byteLength(body)) }, body };
  };
  return {
    request(outgoing, code) {
      const { body, headers, status } = refusalOf(code);
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(status, { ...headers, ...CLOSE }).end(body);
    },
    thrown(error) {
      const isUnreadable = error instanceof Error && error.name === 'RequestError';
      const { body, ...init } = refusalOf(isUnreadable ? 'request_malformed' : 'internal');
      return new Response(body, init);
    },
    socket(socket, code) {
      if (!socket.writable) {
        socket.destroy();
        return;
      }
      const { body, headers, status } = refusalOf(code);
      const lines = Object.entries({ ...headers, ...CLOSE }).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.once('error', () => socket.destroy());
      socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
    },
  };
}
