// Knows how the next dashboard learns that a sign-in took the place of another person's: by a cookie that says no more.
import { GatewayError } from '../base/errors.ts';
import { secret } from '../base/secret.ts';
import type { Viewer } from '../databricks/viewer.ts';
import { clearCookie, cookieValues, setCookie } from '../session/cookie.ts';
import type { SessionHash } from '../session/session.ts';
import type { Rooms, Visit } from './rooms.ts';

/** Nobody wonders any more after this long. */
const KEEP_SECONDS = 600;

/** Whether two viewers are different people. */
export function isAnother(viewer: Viewer, before: Viewer): boolean {
  return viewer.issuer !== before.issuer || viewer.id !== before.id;
}

/** The Set-Cookie that leaves the notice for the pages of this session. */
export function leaveNotice({ cookies, vault }: Rooms, session: SessionHash): string {
  const value = vault.seal(secret('another account'), { purpose: 'account_notice', parts: [session] });
  return setCookie({ name: cookies.notice, value, sameSite: 'Lax', maxAgeSeconds: KEEP_SECONDS });
}

/** Whether there is a notice for this session. */
export function hasNotice({ cookies, vault }: Rooms, visit: Visit, session: SessionHash): boolean {
  return cookieValues(visit.cookies, cookies.notice).some((value) => {
    try {
      vault.open(value, { purpose: 'account_notice', parts: [session] });
      return true;
    } catch (error) {
      if (error instanceof GatewayError) return false;
      throw error;
    }
  });
}

/** The Set-Cookie that takes the notice away. */
export function dropNotice({ cookies }: Rooms): string {
  return clearCookie(cookies.notice);
}
