// Knows how a page speaks to the gateway. Knows no frame and keeps nothing.
import { reason, type LocalCode, type Reason } from './reason.ts';

/** A call that gave no answer. */
export interface Refusal {
  readonly reason: Reason;
  /** What follows from it: signing in, trying again, or neither. */
  readonly kind: 'signed-out' | 'passing' | 'refused';
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfterMs: number;
}

/** An answer, or why there is none. */
export type Outcome<Answer> = readonly [answer: Answer, refusal?: undefined] | readonly [answer: undefined, Refusal];

export interface Request<Answer> {
  /** Below `api/`. */
  readonly path: string;
  readonly isAnswer: (body: unknown) => body is Answer;
  /** Sent as JSON by POST; without it the request is a GET. */
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** Sends one request. Never rejects. */
export type GatewayClient = <Answer>(request: Request<Answer>) => Promise<Outcome<Answer>>;

/** `baseUrl` ends with a slash; a request takes `timeoutMs` at most. */
export function createGatewayClient(
  baseUrl: string,
  timeoutMs: number,
  fetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request),
): GatewayClient {
  return async ({ body, isAnswer, path, signal }) => {
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(`${baseUrl}api/${path}`, {
        credentials: 'include',
        signal: signal ? AbortSignal.any([late, signal]) : late,
        ...(body && {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-sigma-embed': '1' },
          body: JSON.stringify(body),
        }),
      });
      const found: unknown = await response.json();
      return response.ok && isAnswer(found) ? [found] : [undefined, refusalOf(response, found)];
    } catch (error) {
      let code: LocalCode = navigator.onLine ? 'gateway_unreachable' : 'offline';
      if (late.aborted) code = 'gateway_timeout';
      if (error instanceof SyntaxError) code = 'answer_unreadable';
      return [undefined, { reason: reason(code), kind: 'passing', retryAfterMs: 0 }];
    }
  };
}

/** Reads `application/problem+json` (RFC 9457) with the gateway's `code` and `requestId`. */
function refusalOf({ headers, status }: Response, body: unknown): Refusal {
  const { code, requestId, title } = Object(body) as Record<string, string | undefined>;
  const isOurs = typeof code === 'string' && typeof title === 'string';
  return {
    reason: isOurs ? { code, message: title, ...(requestId && { requestId }) } : reason('answer_unreadable'),
    // 503 and 429 are the gateway's own words for "later"; what has no code comes from something before it.
    kind: isOurs && status === 401 ? 'signed-out' : isOurs && status !== 503 && status !== 429 ? 'refused' : 'passing',
    // Seconds (RFC 9110 section 10.2.3). A date would need this machine's clock and counts as nothing.
    retryAfterMs: (Number(headers.get('retry-after')) || 0) * 1000,
  };
}
