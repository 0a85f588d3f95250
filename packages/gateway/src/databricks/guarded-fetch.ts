// Every call to Databricks goes through here: one deadline for headers and body, a cap on the body, no redirects (OA-15).

/** Why a call brought no answer. `not_sent`: the request cannot have reached Databricks. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly kind: 'not_sent' | 'lost';

  constructor(kind: 'not_sent' | 'lost', detail: string) {
    super(detail);
    this.kind = kind;
  }
}

export interface FetchLimits {
  /** Milliseconds from the call to the last byte of the body. */
  readonly timeoutMs: number;
  /** Bytes of the decoded body. Default 1 MiB. */
  readonly maxBytes?: number;
}

const MIB = 1024 * 1024;

/** Causes with which a connection fails before a byte of the request leaves. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * A fetch that answers with the whole body in memory.
 * @throws NoAnswer when there is no complete answer in time.
 */
export function guardFetch(
  fetch: typeof globalThis.fetch,
  { maxBytes = MIB, timeoutMs }: FetchLimits,
): typeof globalThis.fetch {
  return async (input, init) => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(input, { ...init, redirect: 'manual', signal });
      const body = await readAtMost(response, maxBytes);
      const { headers, status, statusText } = response;
      return new Response(body, { headers: withoutEncoding(headers), status, statusText });
    } catch (error) {
      throw asNoAnswer(error);
    }
  };
}

async function readAtMost(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (response.body === null) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new NoAnswer('lost', `the answer is over ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return [101, 204, 205, 304].includes(response.status) ? null : new Uint8Array(Buffer.concat(chunks));
}

/** The body is decoded by now. */
function withoutEncoding(headers: Headers): Headers {
  const copy = new Headers(headers);
  copy.delete('content-encoding');
  copy.delete('content-length');
  return copy;
}

function asNoAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  if (error instanceof Error && error.name === 'TimeoutError') return new NoAnswer('lost', 'no answer in time');
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  const code = typeof cause?.code === 'string' && /^[A-Z_]{3,40}$/.test(cause.code) ? cause.code : 'unknown cause';
  return new NoAnswer(BEFORE_SENDING.has(code) ? 'not_sent' : 'lost', `no answer: ${code}`);
}
