// Knows how body parsers of other applications leave a request: its stream read, its content in `body`.
import type { IncomingMessage } from 'node:http';

/** What parsers add. `rawBody` is the bytes, by a convention that the adapter to fetch knows as well. */
interface Parsed extends IncomingMessage {
  body?: unknown;
  rawBody?: unknown;
}

/** Gives a request whose stream was read its bytes back, made of what the parser left, if it left anything. */
export function putBackBody(incoming: Parsed): void {
  if (!incoming.readableDidRead || incoming.rawBody instanceof Buffer) return;
  const bytes = bytesOf(incoming.body, incoming.headers['content-type'] ?? '');
  if (bytes !== undefined) incoming.rawBody = bytes;
}

function bytesOf(body: unknown, contentType: string): Buffer | undefined {
  if (Buffer.isBuffer(body)) return body;
  if (typeof body === 'string') return Buffer.from(body);
  if (typeof body !== 'object' || body === null) return undefined;
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return Buffer.from(JSON.stringify(body));
  const fields = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Buffer.from(new URLSearchParams(fields).toString());
}
