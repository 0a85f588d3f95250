// What binds a login attempt, a session and a viewer to the user of the host application. Without a host it is always nothing.
import { sha256Base64url } from '../base/bytes.ts';
import { GatewayError } from '../base/errors.ts';
import { secret } from '../base/secret.ts';
import type { Viewer } from '../databricks/viewer.ts';
import { sessionHash, type SessionCookie, type SessionHash } from '../session/session.ts';
import type { Rooms, Visit } from './rooms.ts';

/** What a login attempt remembers of the host's user; empty without one. */
export async function hostMark({ host }: Visit): Promise<string> {
  return host === undefined ? '' : `.${sha256Base64url((await host.user()).key)}`;
}

/** The seal behind a session id that binds it to the host's user; `undefined` without one. */
export async function bindToHost({ vault }: Rooms, { host }: Visit, hash: SessionHash): Promise<string | undefined> {
  if (host === undefined) return undefined;
  return vault.seal(secret((await host.user()).key), { purpose: 'host_user', parts: [hash] });
}

/**
 * Whether a session is the present host user's. Without a host identity only a session that was made without one fits. Reads no store.
 * @throws GatewayError of `HostVisit.user`; `key_unknown`, `key_service_unavailable`.
 */
export async function fitsHost({ vault }: Rooms, { host }: Visit, { binding, id }: SessionCookie): Promise<boolean> {
  if (host === undefined) return binding === undefined;
  const { key } = await host.user();
  if (binding === undefined) return false;
  try {
    return vault.open(binding, { purpose: 'host_user', parts: [sessionHash(id)] }).reveal() === key;
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'session_unreadable') return false;
    throw error;
  }
}

/**
 * Whether a session is the host user's as far as can be seen: one whose seal has no key here now counts as theirs. Without a host
 * identity none is.
 * @throws GatewayError of `HostVisit.user`.
 */
export async function mayFitHost(rooms: Rooms, visit: Visit, cookie: SessionCookie): Promise<boolean> {
  if (visit.host === undefined) return false;
  await visit.host.user();
  try {
    return await fitsHost(rooms, visit, cookie);
  } catch (error) {
    if (error instanceof GatewayError) return true;
    throw error;
  }
}

/**
 * Holds a Databricks user against the host's.
 * @throws GatewayError `wrong_account`.
 */
export async function checkEmail({ host }: Visit, { userName }: Viewer): Promise<void> {
  if (host === undefined || !host.matchEmail) return;
  const { email } = await host.user();
  if (email?.toLowerCase() !== userName.toLowerCase()) throw new GatewayError('wrong_account');
}
