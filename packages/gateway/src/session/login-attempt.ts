// Knows what a browser must bring back to finish a sign-in; knows nothing of Databricks or of how it is sealed.
import { constantTimeEqual } from '../base/bytes.ts';
import { randomToken, type Random } from '../base/random.ts';
import { returnPath, type ReturnPath } from '../base/url.ts';
import type { SessionHash } from './session.ts';

/** One sign-in under way. It lives in a sealed cookie of the browser that began it and nowhere else. */
export interface LoginAttempt {
  /** 128 random bits; names the cookie. */
  readonly id: string;
  /** 256 random bits; with the id it makes the `state`. */
  readonly secret: string;
  /** PKCE code verifier (RFC 7636 section 4.1). */
  readonly verifier: string;
  readonly nonce: string;
  readonly returnPath: ReturnPath;
  /** Fingerprint of issuer, client, redirect URI and scopes: an answer from elsewhere does not fit (OA-04). */
  readonly app: string;
  /** The session that this sign-in takes the place of: on the way back from Databricks no Strict cookie comes along. */
  readonly before: SessionHash | undefined;
  /** Whether that session is the host user's own: while it lives, no other Databricks user takes its place. Without a host, false. */
  readonly isBeforeOwn: boolean;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** A sign-in may take this long. */
export const ATTEMPT_MS = 10 * 60_000;
/** Its cookie stays longer, so that coming back late can be told from never having begun. */
export const ATTEMPT_COOKIE_MS = 2 * ATTEMPT_MS;
/** So many sign-ins may be under way in one browser; the oldest gives way. */
export const MAX_ATTEMPTS = 5;
/** And so many bytes of the Cookie header they may take: a proxy in front of us may refuse what is longer than a few thousand. */
export const MAX_ATTEMPT_BYTES = 3600;

export function newLoginAttempt(random: Random, attempt: Omit<LoginAttempt, 'id' | 'secret'>): LoginAttempt {
  return { id: randomToken(random, 16), secret: randomToken(random, 32), ...attempt };
}

/** The `state` parameter of an attempt. */
export function stateOf(attempt: LoginAttempt): string {
  return `${attempt.id}.${attempt.secret}`;
}

const STATE = /^([A-Za-z0-9_-]{22})\.[A-Za-z0-9_-]{43}$/;

/** The attempt id that a `state` names; `undefined` when it is not one of ours. */
export function attemptIdOf(state: string): string | undefined {
  return STATE.exec(state)?.[1];
}

export function stateFits(attempt: LoginAttempt, state: string): boolean {
  return constantTimeEqual(stateOf(attempt), state);
}

export function isExpired(attempt: LoginAttempt, now: number): boolean {
  return now >= attempt.startedAt + ATTEMPT_MS || now < attempt.startedAt - ATTEMPT_MS;
}

/** The attempt as text, to be sealed. An array keeps the cookie small, and eight parts are what a version before this one reads. */
export function encodeAttempt(attempt: LoginAttempt): string {
  const { id, secret, verifier, nonce, returnPath: path, app, startedAt, before = null, isBeforeOwn } = attempt;
  return JSON.stringify([id, secret, verifier, nonce, path, app, startedAt, before, ...(isBeforeOwn ? [1] : [])]);
}

/** Reads what `encodeAttempt` wrote; `undefined` for anything else. The return path is checked again (WB-08). */
export function decodeAttempt(text: string): LoginAttempt | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || (parts.length !== 8 && parts.length !== 9)) return undefined;
  const [id, secret, verifier, nonce, path, app, startedAt, before, isBeforeOwn] = parts as unknown[];
  if (![id, secret, verifier, nonce, app].every((part) => typeof part === 'string')) return undefined;
  if (typeof startedAt !== 'number' || !Number.isFinite(startedAt)) return undefined;
  return {
    id: id as string,
    secret: secret as string,
    verifier: verifier as string,
    nonce: nonce as string,
    returnPath: returnPath(path),
    app: app as string,
    startedAt,
    before: typeof before === 'string' ? (before as SessionHash) : undefined,
    isBeforeOwn: isBeforeOwn === 1,
  };
}
