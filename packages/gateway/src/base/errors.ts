// The error that every failure of the gateway is, with its code from the table.
import { ERRORS } from './error-table.ts';

/** A stable error code; see the generated reference page. */
export type ErrorCode = keyof typeof ERRORS;

export interface ErrorDetails {
  /** Replaces the table's sentence where it must name something; never holds a secret or remote text. */
  readonly message?: string;
  /** For the log only: what exactly was seen. Never holds a token, code, cookie or key. */
  readonly detail?: string;
  readonly cause?: unknown;
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** The one error class of the gateway. Switch on `code`. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Alias of the workspace whose session the failure is about, once that is known. */
  workspace: string | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? ERRORS[code].message, { cause: details.cause });
    this.code = code;
    this.status = ERRORS[code].status;
    this.detail = details.detail;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
