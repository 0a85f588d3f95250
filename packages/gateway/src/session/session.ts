// Knows what a session is and when it is over; knows nothing of cookies or stores.
import type { Brand } from '../base/brands.ts';
import { sha256Base64url } from '../base/bytes.ts';
import { randomToken, type Random } from '../base/random.ts';

/** The secret in the browser's cookie: 256 random bits, base64url. */
export type SessionId = Brand<string, 'SessionId'>;

/** SHA-256 of a session id; all that the store ever sees. */
export type SessionHash = Brand<string, 'SessionHash'>;

/** When a session ends by itself. Milliseconds. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** The times of a session, epoch milliseconds. */
export interface SessionTimes {
  readonly createdAt: number;
  readonly lastActiveAt: number;
}

export type SessionState = 'live' | 'idle_limit' | 'absolute_limit';

/** The session cookie: an id, and behind a dot the seal that binds it to the host's user, where there is one. */
export interface SessionCookie {
  readonly id: SessionId;
  readonly binding: string | undefined;
}

const ID = /^[A-Za-z0-9_-]{43}$/;
const BINDING = /^[A-Za-z0-9._-]{1,1024}$/;

/** A new session id. */
export function newSessionId(random: Random): SessionId {
  return randomToken(random, 32) as SessionId;
}

/** Reads a session cookie; `undefined` when it does not look like one of ours. */
export function readSessionCookie(raw: string): SessionCookie | undefined {
  const dot = raw.indexOf('.');
  const id = dot < 0 ? raw : raw.slice(0, dot);
  const binding = dot < 0 ? undefined : raw.slice(dot + 1);
  if (!ID.test(id) || (binding !== undefined && !BINDING.test(binding))) return undefined;
  return { id: id as SessionId, binding };
}

/** The value of a session cookie. */
export function writeSessionCookie({ binding, id }: SessionCookie): string {
  return binding === undefined ? id : `${id}.${binding}`;
}

/** The form of a session id that may be stored. */
export function sessionHash(id: SessionId): SessionHash {
  return sha256Base64url(id) as SessionHash;
}

/** Whether a session is still live at `now`. The absolute limit is named first. */
export function sessionState(times: SessionTimes, limits: SessionLimits, now: number): SessionState {
  if (now >= times.createdAt + limits.absoluteMs) return 'absolute_limit';
  if (now >= times.lastActiveAt + limits.idleMs) return 'idle_limit';
  return 'live';
}

/** When the session ends at the latest if nothing more happens, epoch milliseconds. */
export function sessionEndsAt(times: SessionTimes, limits: SessionLimits): number {
  return Math.min(times.createdAt + limits.absoluteMs, times.lastActiveAt + limits.idleMs);
}
