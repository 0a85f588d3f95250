// Knows the two calls that a page makes to the gateway. Knows no frame and keeps nothing.
import { embedAnswer, sessionAnswer, type EmbedAnswer, type SessionAnswer } from './answers.ts';
import { GatewayProblem } from './gateway-problem.ts';

export interface GatewayClientOptions {
  /** Origin and path under which the gateway is mounted, without a slash at the end. Default: the page's own origin. */
  readonly baseUrl?: string;
  /** Default: the page's `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds one call may take. Default: 20,000. */
  readonly timeoutMs?: number;
}

/** The gateway as a page sees it. Every failure rejects with a `GatewayProblem`. */
export interface GatewayClient {
  /** A fresh embed URL of the signed-in viewer; the default embed without an alias. Never give one URL to two frames. */
  embedUrl(alias?: string): Promise<EmbedAnswer>;
  /** Who is signed in and until when. Does not count as activity. */
  session(): Promise<SessionAnswer>;
}

interface Call<T> {
  readonly path: string;
  readonly init: RequestInit;
  readonly read: (body: unknown) => T | undefined;
}

/** Makes a client. The page must be on the gateway's origin: its cookie goes nowhere else. */
export function createGatewayClient(options: GatewayClientOptions = {}): GatewayClient {
  const { baseUrl = '', timeoutMs = 20_000 } = options;
  // Looked up at each call, and called without an owner as browsers demand.
  const send: typeof globalThis.fetch = (input, init) => (options.fetch ?? globalThis.fetch)(input, init);

  const call = async <T>({ init, path, read }: Call<T>): Promise<T> => {
    const response = await answerOf(() =>
      send(`${baseUrl}${path}`, { ...init, credentials: 'same-origin', signal: AbortSignal.timeout(timeoutMs) }),
    );
    const body = await bodyOf(response);
    if (!response.ok) throw problemOf(response, body);
    const answer = read(body);
    if (answer === undefined) throw unreadable(response);
    return answer;
  };

  return {
    embedUrl: (alias) =>
      call({
        path: '/api/embed-url',
        init: {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-sigma-embed': '1' },
          body: JSON.stringify(alias === undefined ? {} : { embed: alias }),
        },
        read: embedAnswer,
      }),
    session: () => call({ path: '/api/session', init: {}, read: sessionAnswer }),
  };
}

async function answerOf(send: () => Promise<Response>): Promise<Response> {
  try {
    return await send();
  } catch (cause) {
    const isTimeout = cause instanceof Error && cause.name === 'TimeoutError';
    throw new GatewayProblem({
      code: isTimeout ? 'gateway_timeout' : 'gateway_unreachable',
      message: isTimeout ? 'The gateway took too long to answer.' : 'The gateway cannot be reached.',
      status: 0,
      cause,
    });
  }
}

/** The JSON of an answer; `undefined` for anything else, such as a proxy's own error page. */
async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** Reads `application/problem+json` (RFC 9457) with the gateway's `code` and `requestId`. */
function problemOf(response: Response, body: unknown): GatewayProblem {
  const { code, requestId, title } = Object(body) as Record<string, unknown>;
  if (typeof code !== 'string') return unreadable(response);
  return new GatewayProblem({
    code,
    message: typeof title === 'string' ? title : 'The gateway refused the request.',
    status: response.status,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    retryAfterMs: retryAfterMs(response),
  });
}

function unreadable(response: Response): GatewayProblem {
  return new GatewayProblem({
    code: 'answer_unreadable',
    message: 'The answer did not come from the gateway. A proxy may stand between.',
    status: response.status,
    retryAfterMs: retryAfterMs(response),
  });
}

/** `Retry-After` in seconds (RFC 9110 section 10.2.3). A date would need this machine's clock and is left out. */
function retryAfterMs({ headers }: Response): number | undefined {
  const seconds = headers.get('retry-after');
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}
