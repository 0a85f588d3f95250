// The nouns of the sandbox world that both vendors share. Knows no HTTP.
import type { DatabricksSwitches } from './databricks/switches.ts';

export type { DatabricksSwitches } from './databricks/switches.ts';

/** A clock that only moves forward by itself and jumps when told. Epoch milliseconds. */
export interface WorldClock {
  now(): number;
  /** Milliseconds that never run backwards. Moves with `advance`. */
  monotonic(): number;
  /** Moves time forward (or back, with a negative number). */
  advance(ms: number): void;
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
  readonly at: number;
  readonly vendor: 'databricks' | 'sigma';
  /** Such as `token.refreshed`, `statement.finished`, `embed.refused`. */
  readonly kind: string;
  readonly person?: string | undefined;
  readonly detail?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** What happened, in order, for assertions and for the curious. */
export interface EventLog {
  add(event: Omit<SandboxEvent, 'at'>): void;
  list(kind?: string): readonly SandboxEvent[];
  count(kind: string): number;
  clear(): void;
}

/** One way of answering badly, matched against `METHOD /path`. */
export interface Fault {
  /** Method and path, such as `POST /oidc/v1/token`; a trailing `*` matches any rest. */
  readonly pattern: string;
  readonly vendor: 'databricks' | 'sigma';
  /** Answer with this status and body instead of the real handler's answer. */
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Wait this long (real time) before answering. */
  readonly delayMs?: number;
  /** Run the handler first, so that its effect stays, then answer badly. */
  readonly afterHandler?: boolean;
  /** Close the connection without an answer. */
  readonly cut?: boolean;
  /** Send one byte of the body every this many milliseconds. */
  readonly dripMs?: number;
  /** How many matching requests are hit. Default: all until cleared. */
  readonly times?: number;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault for this request, counted down. */
  take(vendor: Fault['vendor'], method: string, path: string): Fault | undefined;
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
  /** `multi_use`: a refresh token works until its end. `rotate`: each works once. `rotate_family`: a second use ends the grant. */
  readonly refreshMode: 'multi_use' | 'rotate' | 'rotate_family';
}

/** Where Sigma's documentation leaves the answer open. */
export interface SigmaSwitches {
  /** Whether a `jti` may load once only. */
  readonly singleUse: boolean;
  /** Whether unknown people become embed users at first load. */
  readonly autoCreateUsers: boolean;
  /** What a frame shows when its token dies. */
  readonly tokenDeath: 'sign_in_page' | 'chart_errors';
}

/** Embed credentials at the sandbox's Sigma. */
export interface EmbedCredential {
  readonly clientId: string;
  readonly secret: string;
}

/** A workbook at the sandbox's Sigma, and the table that it shows. */
export interface Workbook {
  /** Short name for options: `area` is `Taxi by area`, `samples` is the vendor's own use case. */
  readonly key: 'area' | 'samples';
  readonly name: string;
  /** Id at the end of the workbook's address. */
  readonly urlId: string;
  /** Last part of the workbook's address: the name with hyphens, then the id. */
  readonly slug: string;
  /** Table in full, such as `demo.taxi.trips`. */
  readonly table: string;
}

/** Everything both vendors know. One world per sandbox; nothing is global. */
export interface World {
  readonly clock: WorldClock;
  readonly people: readonly Person[];
  readonly apps: OAuthApp[];
  readonly events: EventLog;
  readonly faults: Faults;
  readonly databricks: DatabricksSwitches;
  readonly sigma: SigmaSwitches;
  readonly workspaceId: string;
  readonly accountId: string;
  readonly warehouseId: string;
  /** Sigma organization slug. */
  readonly organization: string;
  readonly connectionId: string;
  readonly teams: readonly string[];
  readonly credential: EmbedCredential;
  readonly workbooks: readonly Workbook[];
}

/** Who a bearer token belongs to. */
export interface Bearer {
  readonly person: Person;
  readonly scopes: readonly string[];
  readonly clientId: string;
}

/** Checks an Authorization header; a refusal is the vendor's own status and JSON body. */
export type Authenticate = (
  authorization: string | undefined,
) => Promise<
  | { readonly ok: true; readonly bearer: Bearer }
  | { readonly ok: false; readonly status: number; readonly body: object }
>;
