// The user of the application that the gateway is mounted in, as that application tells it. Knows no session.
import { GatewayError } from '../base/errors.ts';

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
