// Every call to Databricks goes through here: one deadline for headers and body, a cap on the body, no redirects (OA-15).

/** Why a call brought no answer. `not_sent`: the request cannot have reached Databricks. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly kind: 'not_sent' | 'lost';
  /** The answer after the deadline, where somebody listens for it; rejects with `NoAnswer` when none comes. */
  readonly later: Promise<Response> | undefined;

  constructor(kind: 'not_sent' | 'lost', detail: string, later?: Promise<Response>) {
    super(detail);
    this.kind = kind;
    this.later = later;
  }
}

export interface FetchLimits {
  /** Milliseconds from the call to the last byte of the body. */
  readonly timeoutMs: number;
  /** Milliseconds that the socket stays open for a late answer. Default: as `timeoutMs`, so there is none. */
  readonly listenMs?: number | undefined;
  /** Bytes of the decoded body. Default 1 MiB. */
  readonly maxBytes?: number;
}

const MIB = 1024 * 1024;

/** Certificates that Node refuses. @see Node.js documentation: TLS, X509 certificate error codes */
const CERTIFICATE_REFUSED = [
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
];

/** Causes with which a connection fails before a byte of the request leaves. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  ...CERTIFICATE_REFUSED,
]);

/**
 * A fetch that answers with the whole body in memory.
 * @throws NoAnswer when there is no complete answer in time.
 */
export function guardFetch(
  fetch: typeof globalThis.fetch,
  { listenMs = 0, maxBytes = MIB, timeoutMs }: FetchLimits,
): typeof globalThis.fetch {
  return async (input, init) => {
    const hangUp = new AbortController();
    const tooLate = new NoAnswer('lost', 'no answer in time');
    const stopListening = after(Math.max(listenMs, timeoutMs), () => hangUp.abort(tooLate));
    const whole = receive(fetch, { input, init: { ...init, redirect: 'manual', signal: hangUp.signal }, maxBytes });
    void whole.finally(stopListening).catch(() => undefined);
    if (listenMs <= timeoutMs) return await whole;
    const deadline = Promise.withResolvers<never>();
    const stopWaiting = after(timeoutMs, () => deadline.reject(new NoAnswer('lost', tooLate.message, whole)));
    return await Promise.race([whole, deadline.promise]).finally(stopWaiting);
  };
}

async function receive(
  fetch: typeof globalThis.fetch,
  call: { readonly input: Parameters<typeof fetch>[0]; readonly init: RequestInit; readonly maxBytes: number },
): Promise<Response> {
  try {
    const response = await fetch(call.input, call.init);
    const body = await readAtMost(response, call.maxBytes);
    const { headers, status, statusText } = response;
    return new Response(body, { headers: withoutEncoding(headers), status, statusText });
  } catch (error) {
    throw asNoAnswer(error);
  }
}

/** The last part of a wait: long enough to read what came while this process was frozen. */
const LAST_LOOK_MS = 200;

/**
 * Acts after `ms`. A process that was frozen meanwhile reads its sockets before it decides that nothing came: a timer alone would be
 * first, however late it is.
 */
function after(ms: number, act: () => void): () => void {
  const lastLook = Math.min(LAST_LOOK_MS, ms / 2);
  let isOver = false;
  const end = (): void => {
    if (!isOver) act();
  };
  let timer = setTimeout(() => {
    timer = setTimeout(() => setImmediate(end), lastLook);
  }, ms - lastLook);
  return () => {
    isOver = true;
    clearTimeout(timer);
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
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  const code = typeof cause?.code === 'string' && /^[A-Z_]{3,40}$/.test(cause.code) ? cause.code : 'unknown cause';
  return new NoAnswer(BEFORE_SENDING.has(code) ? 'not_sent' : 'lost', `no answer: ${code}`);
}
