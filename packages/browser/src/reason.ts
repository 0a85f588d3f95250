// Knows why an embed is not there, by code. The sentences are in help.ts.

/** Codes that the gateway gives with 401: the viewer has to sign in. */
export type SessionEndCode =
  | 'not_signed_in'
  | 'idle_limit'
  | 'absolute_limit'
  | 'grant_ended'
  | 'refresh_lost'
  | 'session_unreadable'
  | 'app_unknown'
  | 'cookie_duplicate';

/** Codes that begin in the browser. */
export type LocalCode =
  /** The browser has no network. */
  | 'offline'
  /** No answer came: the gateway is down, or does not know this page's origin. */
  | 'gateway_unreachable'
  /** No answer came in `requestTimeoutMs`. */
  | 'gateway_timeout'
  /** Something else answered, such as a proxy. */
  | 'answer_unreadable'
  /** The session passed its idle limit while this page was open. */
  | 'idle_limit'
  /** The session that this page had is gone. */
  | 'signed_out_elsewhere'
  /** Somebody else than the viewer is signed in. */
  | 'wrong_account'
  /** The browser opened no sign-in window: `signIn()` was not called in a click. */
  | 'popup_blocked'
  /** The sign-in window is gone and nobody is signed in. */
  | 'popup_closed'
  /** The browser keeps no cookies. */
  | 'cookies_blocked'
  /** The page's Content-Security-Policy has no `frame-src` for Sigma. */
  | 'frame_blocked'
  /** Sigma said nothing in `loadTimeoutMs`. */
  | 'load_timeout'
  /** Sigma refused; `sigmaCode` says how. */
  | 'sigma_refused'
  /** With `renewal: 'manual'`, the URL has ended. */
  | 'expired';

/**
 * Codes of the gateway's error table that are not named here may come too, so a `switch` needs a default.
 * `(string & {})` keeps the named ones in an editor's suggestions.
 */
export type ReasonCode = LocalCode | SessionEndCode | 'embed_unknown' | 'databricks_unavailable' | (string & {});

/** Why the workbook is not there, or why a renewal did not work. Holds no URL and no token. */
export interface Reason {
  /** Stable; switch on it. */
  readonly code: ReasonCode;
  /** One sentence for the viewer: what happened and what to do. Complete when an event tells the reason. */
  readonly message: string;
  /** Finds the gateway's log line, when the gateway answered. */
  readonly requestId?: string;
  /** Sigma's own code with `sigma_refused`, such as `EACCES`. */
  readonly sigmaCode?: string;
}

/** A reason that begins in the browser; its sentence comes when it is told. */
export function reason(code: LocalCode): Reason {
  return { code, message: '' };
}

/** What Sigma's frame said instead of loading. Its own text is left out: it is remote. */
export function sigmaReason(code: unknown): Reason {
  const isCode = typeof code === 'string' && /^[A-Z_]{1,32}$/.test(code);
  return { ...reason('sigma_refused'), sigmaCode: isCode ? code : 'UNKNOWN' };
}

/** Whether another URL cannot help. */
export function isFinal({ code, sigmaCode = '' }: Reason): boolean {
  return code === 'frame_blocked' || /^E(ACCES|EXIST|NOENT|PERM|STALE)$/.test(sigmaCode);
}
