// Where a sign-in that failed was to lead: the next try should lead there as well.
import type { ReturnPath } from '../base/url.ts';
import { cookieValues } from '../session/cookie.ts';
import { attemptIdOf } from '../session/login-attempt.ts';
import { openAttempt } from './open-attempt.ts';
import type { Rooms, Visit } from './rooms.ts';

/** The return path of the attempt that `state` names, as far as this browser has its cookie. */
export function returnPathOfAttempt(rooms: Rooms, visit: Visit, state: string | null): ReturnPath | undefined {
  const id = state === null ? undefined : attemptIdOf(state);
  if (id === undefined) return undefined;
  const [value] = cookieValues(visit.cookies, `${rooms.cookies.attemptPrefix}${id}`);
  return value === undefined ? undefined : openAttempt(rooms.vault, id, value)?.returnPath;
}
