// What a refused load is: a code, a sentence, and the check that said no. Knows no HTTP.

/** Codes of `workbook:error` (Sigma help, "Common embed error codes and messages"). */
export type ErrorCode =
  | 'EEXIST'
  | 'EPERM'
  | 'ESTALE'
  | 'ENOENT'
  | 'EACCES'
  | 'EINVAL'
  | 'ETIMEDOUT'
  | 'NETWORK'
  | 'UNKNOWN';

export interface Refusal {
  readonly code: ErrorCode;
  /** The sentence the frame shows. The vendor's own where one is known. */
  readonly text: string;
  /** Which check refused, for the event log. Snake case. */
  readonly event: string;
}

/** Thrown by a check. Never leaves `admit`. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.text);
    this.name = 'Refused';
    this.refusal = refusal;
  }
}

/** Ends the load. */
export function refuse(event: string, code: ErrorCode, text: string): never {
  throw new Refused({ code, text, event });
}

/** What Sigma says to a request that it cannot read; the sentence is from signed URLs, the one for JWTs is not known. */
export const INVALID = 'Invalid embed request.';

/** What Sigma says to a bad credential, a missing grant and an inactive user alike. */
export const NO_ACCESS = "You don't have permission to access this page.";
