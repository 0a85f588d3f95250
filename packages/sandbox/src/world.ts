// The nouns of the sandbox world that both vendors share. Knows no HTTP.
import type { DatabricksSwitches } from './databricks/switches.ts';
import type { Contents } from './sigma/documents/contents.ts';
import type { SigmaSwitches } from './sigma/switches.ts';

export type { DatabricksSwitches } from './databricks/switches.ts';
export type { SigmaSwitches } from './sigma/switches.ts';

/** A clock that only moves forward by itself and jumps when told. Epoch milliseconds. */
export interface WorldClock {
  now(): number;
  /** Milliseconds that never run backwards. Moves with `advance`. */
  monotonic(): number;
  /** Moves time forward (or back, with a negative number). */
  advance(ms: number): void;
  /** How far this clock was moved in all. A clock that cannot tell stays where it is when a snapshot comes back. */
  skippedMs?(): number;
}

/** Somebody who can sign in. */
export interface Person {
  /** SCIM id, decimal digits. */
  readonly id: string;
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** Whether this person has SELECT on the sandbox's tables. */
  readonly canSelect: boolean;
  /** Whether this person also has a Sigma login of their own. */
  readonly sigmaUser: 'embed' | 'internal';
  /** One line for the sign-in page and the terminal: what this person will see. */
  readonly sees: string;
}

/** One thing that happened at a vendor. `detail` never holds a token, code or secret. */
export interface SandboxEvent {
  /** Counts up by one, also over a reset. */
  readonly id: number;
  /** Epoch milliseconds by the world's clock. */
  readonly at: number;
  readonly vendor: 'databricks' | 'sigma';
  /** Such as `token.refreshed`, `statement.finished`, `embed.refused`. */
  readonly kind: string;
  readonly person?: string | undefined;
  readonly detail?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** Which events are meant; what is absent does not matter. */
export interface EventFilter {
  readonly kind?: string | undefined;
  /** E-mail address. */
  readonly person?: string | undefined;
  readonly vendor?: SandboxEvent['vendor'] | undefined;
  /** Only events with a higher id. */
  readonly after?: number | undefined;
}

/** What happened, in order, for assertions and for the curious. */
export interface EventLog {
  add(event: Omit<SandboxEvent, 'at' | 'id'>): void;
  list(filter?: string | EventFilter): readonly SandboxEvent[];
  count(kind: string): number;
  /** Id of the newest event; 0 before the first. */
  last(): number;
  clear(): void;
  /** The first event of this kind, at once if it was there already. Rejects after `timeoutMs` of real time, 5000 by default. */
  waitFor(kind: string, filter?: Omit<EventFilter, 'kind'> & { readonly timeoutMs?: number }): Promise<SandboxEvent>;
  /** All matching events as soon as there is one, or none after `timeoutMs` of real time: a long poll. */
  waitForSome(filter: EventFilter, timeoutMs: number): Promise<readonly SandboxEvent[]>;
}

/** One way of answering badly, matched against `METHOD /path`. */
export interface Fault {
  /** Method and path, such as `POST /oidc/v1/token`; `*` as the method matches any, at the end any rest. */
  readonly pattern: string;
  readonly vendor: 'databricks' | 'sigma';
  /** Only requests of this person, by e-mail address. Default: everybody's. */
  readonly person?: string | undefined;
  /** Answer with this status and body instead of the real handler's answer. */
  readonly status?: number | undefined;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Wait this long (real time) before answering. */
  readonly delayMs?: number | undefined;
  /** Run the handler first, so that its effect stays, then answer badly. */
  readonly afterHandler?: boolean | undefined;
  /** Close the connection without an answer. */
  readonly cut?: boolean | undefined;
  /** Send one byte of the body every this many milliseconds. */
  readonly dripMs?: number | undefined;
  /** How many matching requests are hit. Default: all until cleared. */
  readonly times?: number | undefined;
}

export interface PlannedFault {
  readonly id: number;
  readonly fault: Fault;
  /** How many more requests it hits; null for all. */
  left: number | null;
  /** How many requests it has hit. */
  hits: number;
}

export interface Faults {
  /** Returns the id under which it can be removed. */
  add(fault: Fault): number;
  list(): readonly Readonly<PlannedFault>[];
  /** False when there is no such fault. */
  remove(id: number): boolean;
  clear(): void;
  /** The fault for this request, counted down. `whose` is asked only where a fault is for one person. */
  take(
    request: { readonly vendor: Fault['vendor']; readonly method: string; readonly path: string },
    whose: () => Promise<string | undefined>,
  ): Promise<Fault | undefined>;
}

/** A state of the sandbox that can be brought back. Opaque; belongs to the sandbox that made it. */
export interface Snapshot {
  readonly [opaque]: true;
}
declare const opaque: unique symbol;

/** What can be put back as it was. */
export interface Memory {
  /** Puts this map, array or plain object under the memory's care and returns it. Whatever is in it must be plain data. */
  keep<T extends object>(name: string, value: T): T;
  /** Runs after each restore: for what was derived from the memory and must be made anew. */
  onRestore(then: () => void): void;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
}

export interface Column {
  readonly name: string;
  /** Databricks type name, such as `TIMESTAMP`. */
  readonly type: string;
}

/** Keeps rows whose `column` lies in a range of one of the person's groups. */
export interface RowFilter {
  readonly column: string;
  readonly ranges: Readonly<Record<string, readonly [from: number, to: number]>>;
  /** Groups that see all rows. */
  readonly unfiltered: readonly string[];
}

/** Shows NULL instead of `column` to everybody outside these groups. */
export interface ColumnMask {
  readonly column: string;
  readonly unmasked: readonly string[];
}

/** A table of the warehouse, and what groups may see of it. */
export interface Table {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  /** The rows, in the order of `columns`. `trips` stands for the generated taxi trips. */
  readonly rows: 'trips' | readonly (readonly (string | number | boolean | null)[])[];
  readonly rowFilter?: RowFilter | undefined;
  readonly mask?: ColumnMask | undefined;
  /** Whether its catalog is the vendor's: nobody may grant or change anything in there. */
  readonly isVendors?: boolean | undefined;
}

/** An app connection registered at the sandbox's Databricks. */
export interface OAuthApp {
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret: string | undefined;
  readonly name: string;
  readonly redirectUrls: readonly string[];
  readonly scopes: readonly string[];
  readonly accessTtlSeconds: number;
  readonly refreshTtlSeconds: number;
  /**
   * `multi_use`: a refresh token works until its end. `rotate`: each works once. `rotate_family`: a second use ends the
   * grant, unless the switch `singleUseReplay` says otherwise.
   */
  readonly refreshMode: 'multi_use' | 'rotate' | 'rotate_family';
  /** How long a used refresh token goes on working where each works once. */
  readonly refreshGraceSeconds: number;
  /** End of the whole sign-in, counted from the consent, where each refresh token works once. */
  readonly sessionTtlSeconds: number | undefined;
}

/** A service principal: it has no page to sign in on, and a secret instead. Its `email` is its application id. */
export interface ServicePrincipal {
  readonly person: Person;
  readonly secret: string;
}

/** A credential at the sandbox's Sigma, for embeds or for the REST API. */
export interface SigmaCredential {
  readonly clientId: string;
  readonly secret: string;
}

/** A workbook that the sandbox's Sigma begins with. */
export interface Workbook {
  /** Short name for options: `area` is `Taxi by area`, `samples` is the vendor's own use case. */
  readonly key: string;
  readonly name: string;
  /** Id at the end of the workbook's address. */
  readonly urlId: string;
  /** Last part of the workbook's address: the name with hyphens, then the id. */
  readonly slug: string;
  readonly contents: Contents;
  /** Saved views for everybody: control id -> value. */
  readonly savedViews: readonly {
    readonly id: string;
    readonly name: string;
    readonly variables: Readonly<Record<string, string>>;
  }[];
  /** Tags that name the version it begins with. */
  readonly tags: readonly string[];
}

/** Everything both vendors know. One world per sandbox; nothing is global. */
export interface World {
  readonly clock: WorldClock;
  readonly people: readonly Person[];
  /** App connections as sign-in sees them. */
  readonly apps: OAuthApp[];
  readonly servicePrincipals: readonly ServicePrincipal[];
  readonly events: EventLog;
  readonly faults: Faults;
  readonly memory: Memory;
  readonly tables: readonly Table[];
  readonly databricks: DatabricksSwitches;
  readonly sigma: SigmaSwitches;
  readonly workspaceId: string;
  readonly accountId: string;
  readonly warehouseId: string;
  /** Sigma organization slug. */
  readonly organization: string;
  readonly connectionId: string;
  readonly teams: readonly string[];
  /** Names of user attributes. */
  readonly userAttributes: readonly string[];
  /** Signs embed URLs. */
  readonly credential: SigmaCredential;
  /** For the REST API; belongs to the administrator. */
  readonly apiCredential: SigmaCredential;
  readonly workbooks: readonly Workbook[];
}

/** Who a bearer token belongs to. */
export interface Bearer {
  readonly person: Person;
  readonly scopes: readonly string[];
  readonly clientId: string;
  /** Where the token was given: a workspace's counts there only. */
  readonly level: 'workspace' | 'account';
}

/** Checks an Authorization header; a refusal is the vendor's own status and JSON body. */
export type Authenticate = (
  authorization: string | undefined,
) => Promise<
  | { readonly ok: true; readonly bearer: Bearer }
  | { readonly ok: false; readonly status: number; readonly body: object }
>;
