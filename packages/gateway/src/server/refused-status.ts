// Knows which parsed requests are refused by their size or form, whatever they ask for.
import type { IncomingMessage } from 'node:http';
import type { ServerLimits } from './limits.ts';

type Limits = Pick<ServerLimits, 'maxHeaders' | 'maxHeaderSize' | 'maxUrl'>;

/** The status of the refusal; `undefined` lets the request pass. A server of somebody else may allow more than ours does. */
export function refusedStatus(incoming: IncomingMessage, limits: Limits): number | undefined {
  const { headers, httpVersion, rawHeaders, url = '' } = incoming;
  if (url.length > limits.maxUrl) return 414;
  if (rawHeaders.length > limits.maxHeaders * 2) return 431;
  if (rawHeaders.reduce((size, text) => size + text.length, 0) > limits.maxHeaderSize) return 431;
  // Proxies forward paths; `*` and absolute addresses are for proxies themselves.
  if (!url.startsWith('/')) return 400;
  const isOldClient = httpVersion === '1.0';
  return headers.host === undefined && !isOldClient ? 400 : undefined;
}
