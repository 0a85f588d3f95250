// Knows which parsed requests are refused by their size or form, whatever they ask for.
import type { IncomingMessage } from 'node:http';
import type { ErrorCode } from '../base/errors.ts';
import type { ServerLimits } from './limits.ts';

type Limits = Pick<ServerLimits, 'maxHeaders' | 'maxHeaderSize' | 'maxUrl'>;

/** The code of the refusal; `undefined` lets the request pass. A server of somebody else may allow more than ours does. */
export function refusedCode(incoming: IncomingMessage, limits: Limits): ErrorCode | undefined {
  const { headers, httpVersion, rawHeaders, url = '' } = incoming;
  if (url.length > limits.maxUrl) return 'address_too_long';
  if (rawHeaders.length > limits.maxHeaders * 2) return 'headers_too_large';
  let size = 0;
  let hosts = 0;
  for (const [index, text] of rawHeaders.entries()) {
    size += text.length;
    if (index % 2 === 0 && text.length === 4 && text.toLowerCase() === 'host') hosts += 1;
  }
  if (size > limits.maxHeaderSize) return 'headers_too_large';
  // Proxies forward paths; `*` and absolute addresses are for proxies themselves.
  if (!url.startsWith('/')) return 'request_malformed';
  // Node keeps the first of several; a proxy may have looked at another (RFC 9112 section 3.2).
  if (hosts > 1) return 'request_malformed';
  const isOldClient = httpVersion === '1.0';
  return headers.host === undefined && !isOldClient ? 'request_malformed' : undefined;
}
