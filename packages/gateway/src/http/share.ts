// Lets scripts of the operator's other applications read an answer (CORS). The list of origins is exact; nothing is reflected.
import { answerHeaders } from '../base/answer-headers.ts';
import type { Config } from '../config/config.ts';

const METHODS = 'GET, POST';
const HEADERS = 'Content-Type, X-Sigma-Embed';
const KNOWN_FOR_SECONDS = 600;

/** Adds the leave to an answer when the request came from a page of a configured origin. */
export function share({ pageOrigins }: Config, request: Request, response: Response): Response {
  if (pageOrigins.length === 0) return response;
  const origin = request.headers.get('origin');
  if (origin === null || !pageOrigins.includes(origin)) return response;
  response.headers.set('access-control-allow-origin', origin);
  response.headers.set('access-control-allow-credentials', 'true');
  response.headers.set('access-control-expose-headers', 'Retry-After');
  response.headers.set('cross-origin-resource-policy', 'same-site');
  return response;
}

/** The answer to a browser that asks before a request; `undefined` when this is none, or not from a configured origin. */
export function preflight(config: Config, request: Request): Response | undefined {
  const isAsking = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
  if (!isAsking || !config.pageOrigins.includes(request.headers.get('origin') ?? '')) return undefined;
  const headers = {
    ...answerHeaders(config.publicOrigin),
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': HEADERS,
    'access-control-max-age': String(KNOWN_FOR_SECONDS),
  };
  return share(config, request, new Response(null, { status: 204, headers }));
}
