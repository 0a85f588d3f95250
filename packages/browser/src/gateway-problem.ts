// Knows the one error of this package.

/** Codes that this package adds to the gateway's own. */
export type LocalProblemCode = 'gateway_unreachable' | 'gateway_timeout' | 'answer_unreadable';

export interface ProblemDetails {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Why the gateway gave no answer. Switch on `code`; `message` is a sentence for the viewer. */
export class GatewayProblem extends Error {
  override readonly name = 'GatewayProblem';
  /** A code of the gateway's error table, or a `LocalProblemCode`. */
  readonly code: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Tells the operator which log line belongs to it. */
  readonly requestId: string | undefined;
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfterMs: number | undefined;

  constructor({ cause, code, message, requestId, retryAfterMs, status }: ProblemDetails) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.retryAfterMs = retryAfterMs;
  }
}
