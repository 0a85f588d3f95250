// The rooms that flows introduce to each other. `gateway.ts` fills it once; nothing here does anything.
import type { Clock, Wait } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { TokenBuckets } from '../base/token-buckets.ts';
import type { Trail } from '../audit/trail.ts';
import type { Config } from '../config/config.ts';
import type { CookieNames } from '../session/cookie.ts';
import type { Members } from '../sigma/members.ts';
import type { Minter } from '../sigma/mint.ts';
import type { Policy } from '../sigma/policy/policy.ts';
import type { Store } from '../store/store.ts';
import type { OpenedGrants } from '../vault/opened-grants.ts';
import type { SingleFlight } from '../vault/single-flight.ts';
import type { Vault } from '../vault/vault.ts';
import type { FreshAccess } from './fresh-access.ts';
import type { HostIdentity, HostVisit } from './host-user.ts';
import type { RefreshDesk } from './refresh/desk.ts';
import type { Workspace } from './workspace.ts';

export interface Rooms {
  readonly config: Config;
  /** The policy of now; a request keeps the one that it began with. */
  readonly policy: () => Policy;
  /** The time of everything that is stored: the database server's where there is one. It does not jump when the machine's clock is set. */
  readonly clock: Clock;
  /** The machine's clock as it is; for times that others compare with theirs. */
  readonly wallClock: Clock;
  readonly wait: Wait;
  readonly random: Random;
  readonly cookies: CookieNames;
  /** In the order of the configuration; the first is the default. */
  readonly workspaces: readonly [Workspace, ...Workspace[]];
  readonly minter: Minter;
  /** What is left to each session of its limit of URLs; `undefined` where there is none. */
  readonly mints: TokenBuckets | undefined;
  /** Where the operator lets Sigma's REST API say who has a login. */
  readonly members: Members | undefined;
  readonly vault: Vault;
  readonly store: Store;
  readonly trail: Trail;
  readonly opened: OpenedGrants;
  readonly refreshes: SingleFlight<FreshAccess>;
  /** What this process remembers between refreshes. */
  readonly desk: RefreshDesk;
  /** Binds sessions to users of the host application, where there is one. */
  readonly hostIdentity: HostIdentity | undefined;
  /** Random id of this process, named in leases. */
  readonly owner: string;
  /** Keeps work that outlives its request, so that a shutdown can wait for it. */
  readonly detach: (work: Promise<unknown>) => void;
}

/** What a flow knows of the request it serves. */
export interface Visit {
  /** The raw Cookie header. */
  readonly cookies: string | undefined;
  readonly requestId: string;
  /** The host application's user, where sessions are bound to one. */
  readonly host?: HostVisit | undefined;
  /** Puts a Set-Cookie on the answer, whatever it will be. */
  readonly alsoSet?: (cookie: string) => void;
  /** The one policy that this request sees. */
  readonly policy: Policy;
}
