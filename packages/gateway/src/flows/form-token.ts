// Knows the token that binds a form of ours to the session it was rendered for (SE-11).
import { GatewayError } from '../base/errors.ts';
import { secret } from '../base/secret.ts';
import type { SessionHash } from '../session/session.ts';
import type { Rooms, Visit } from './rooms.ts';
import { sessionsOfCookies } from './sessions-of-cookies.ts';

/** A token for a form on a page of this session. */
export function formToken(rooms: Rooms, hash: SessionHash): string {
  return rooms.vault.seal(secret('sign out'), { purpose: 'form_token', parts: [hash] });
}

/** The form token for the first session that a cookie claims; `undefined` without such a cookie. */
export function formTokenOf(rooms: Rooms, visit: Visit): string | undefined {
  const [hash] = claimedSessions(rooms, visit);
  return hash === undefined ? undefined : formToken(rooms, hash);
}

/** Whether a form came from a page of a session that a cookie claims. A browser without a session has nothing to guard. */
export function formTokenFits(rooms: Rooms, visit: Visit, token: string): boolean {
  const hashes = claimedSessions(rooms, visit);
  if (hashes.length === 0) return true;
  return hashes.some((hash) => {
    try {
      rooms.vault.open(token, { purpose: 'form_token', parts: [hash] });
      return true;
    } catch (error) {
      if (error instanceof GatewayError) return false;
      throw error;
    }
  });
}

function claimedSessions({ workspaces }: Rooms, visit: Visit): SessionHash[] {
  return workspaces.flatMap((workspace) => sessionsOfCookies(visit, workspace));
}
