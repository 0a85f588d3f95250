// The user of the application that the gateway is mounted in: who it is, and what binds a session to that user.
import { sha256Base64url } from '../base/bytes.ts';
import { GatewayError } from '../base/errors.ts';
import { secret } from '../base/secret.ts';
import type { Viewer } from '../databricks/viewer.ts';
import { sessionHash, type SessionCookie, type SessionHash } from '../session/session.ts';
import type { Rooms, Visit } from './rooms.ts';

/** Somebody who is signed in to the host application. */
export interface HostUser {
  /** What tells this user from every other, and never changes or passes to somebody else; 1 to 256 characters. */
  readonly key: string;
  /** For `matchEmail`. */
  readonly email?: string | undefined;
}

/** Binds sessions of the gateway to users of the host application. */
export interface HostIdentity {
  /**
   * Who is signed in to the host application, by its own means; `undefined`: nobody. Asked once for each request that uses a session
   * or begins or finishes a sign-in. When it throws, the answer is `host_identity_failed`, and nothing is ended.
   */
  readonly user: (request: Request) => HostUser | null | undefined | Promise<HostUser | null | undefined>;
  /** Whether the Databricks user must have the e-mail address of the host's user; case does not count. Default: false. */
  readonly matchEmail?: boolean;
  /**
   * Path or URL of the host's sign-in page, where pages of the gateway lead when nobody is signed in to the host. It gets the
   * parameter `return_to`, a path of this origin. Default: the gateway says so on a page of its own.
   */
  readonly signIn?: string;
}

/** The host's user as one request sees it. */
export interface HostVisit {
  /** @throws GatewayError `host_not_signed_in`, `host_identity_failed`. */
  readonly user: () => Promise<HostUser>;
  readonly matchEmail: boolean;
}

export function hostVisit({ matchEmail = false, user }: HostIdentity, request: Request): HostVisit {
  let asked: Promise<HostUser> | undefined;
  return { matchEmail, user: () => (asked ??= ask(user, request)) };
}

async function ask(user: HostIdentity['user'], request: Request): Promise<HostUser> {
  let found: HostUser | null | undefined;
  try {
    found = await user(request);
  } catch (cause) {
    throw new GatewayError('host_identity_failed', { cause });
  }
  if (found === undefined || found === null) throw new GatewayError('host_not_signed_in');
  if (typeof found.key !== 'string' || found.key === '' || found.key.length > 256) {
    throw new GatewayError('host_identity_failed', {
      detail: 'hostIdentity gave a key that is no text of 1 to 256 characters',
    });
  }
  return found;
}

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
 * Holds a Databricks user against the host's.
 * @throws GatewayError `wrong_account`.
 */
export async function checkEmail({ host }: Visit, { userName }: Viewer): Promise<void> {
  if (host === undefined || !host.matchEmail) return;
  const { email } = await host.user();
  if (email?.toLowerCase() !== userName.toLowerCase()) throw new GatewayError('wrong_account');
}
