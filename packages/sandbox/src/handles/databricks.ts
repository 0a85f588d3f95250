// What a test does to the sandbox's Databricks behind its back, and what it can ask. Answers no request.
import type { Grants } from '../databricks/grants.ts';
import type { Keys } from '../databricks/keys.ts';
import { DATABRICKS_SWITCHES } from '../databricks/switches.ts';
import { readSwitches } from '../switches.ts';
import type { DatabricksSwitches, OAuthApp, SandboxEvent, World } from '../world.ts';

/** A consent that somebody gave, with what lives of it. Times are epoch milliseconds by the world's clock. */
export interface SignedIn {
  readonly person: string;
  readonly clientId: string;
  readonly level: 'workspace' | 'account';
  readonly scopes: readonly string[];
  readonly since: number;
  /** No more tokens come of it. */
  readonly ended: boolean;
  /** Ends of the access tokens that Databricks still takes. */
  readonly accessTokens: readonly number[];
  /** Ends of the refresh tokens that still work. */
  readonly refreshTokens: readonly number[];
}

/** A statement that the warehouse ran. */
export interface RanStatement {
  readonly at: number;
  readonly person: string;
  readonly statement: string;
  readonly outcome: 'finished' | 'failed' | 'cancelled';
  /** Rows that came back; undefined unless it finished. */
  readonly rows: number | undefined;
  /** The failure as Databricks worded it. */
  readonly message: string | undefined;
}

export interface DatabricksHandle {
  /** Such as `http://127.0.0.1:3001`. */
  readonly origin: string;
  /** Where the signing keys are published: another origin, as at the vendor. */
  readonly keysOrigin: string;
  /** Requests that reached a token endpoint, at either level, whatever they were answered. */
  tokenCalls(): number;
  readonly apps: readonly OAuthApp[];
  /** Changes the registered app at once (the vendor may take half an hour). */
  setApp(patch: Partial<OAuthApp>): void;
  readonly switches: DatabricksSwitches;
  /** @throws TypeError for a switch or a position that does not exist. */
  setSwitches(patch: Partial<DatabricksSwitches>): void;
  /** An access token of this person, as if they had just signed in through the app. @throws TypeError for somebody who cannot. */
  tokenFor(person: string): Promise<string>;
  /** Who is signed in, oldest first; of one person by e-mail, or of everybody. */
  signedIn(person?: string): readonly SignedIn[];
  /**
   * Refuses the access tokens that this person's apps hold, as if their time were over; to whoever holds them they look good.
   * Refreshing goes on. Returns how many ended.
   */
  expireAccessTokens(person: string): number;
  /** Ends this person's grants: refreshing fails from now on, live access tokens work until their end. Returns how many ended. */
  endGrants(person: string): number;
  /** Ends this person's grants, and their live access tokens when told so. Returns how many ended. */
  revokeGrants(person: string, options?: { readonly accessTokens?: boolean }): number;
  /** What the warehouse ran, oldest first; for one person by e-mail, or for everybody. */
  statements(person?: string): readonly RanStatement[];
  /** Signs with a new key from now on. Old keys stay published, and their tokens good, unless `keepOld` is false. */
  rotateKeys(options?: { readonly keepOld?: boolean }): Promise<void>;
}

export function createDatabricksHandle(of: {
  readonly world: World;
  readonly grants: Grants;
  readonly giveToken: (email: string) => Promise<string>;
  readonly keys: Keys;
  readonly origin: string;
  readonly keysOrigin: string;
  readonly tokenCalls: () => number;
}): DatabricksHandle {
  const { giveToken, grants, keys, keysOrigin, origin, tokenCalls, world } = of;
  return {
    origin,
    keysOrigin,
    tokenCalls,
    apps: world.apps,
    setApp(patch) {
      const [registered] = world.apps;
      if (registered !== undefined) world.apps[0] = { ...registered, ...patch };
    },
    switches: world.databricks,
    setSwitches: (patch) => void Object.assign(world.databricks, readSwitches(DATABRICKS_SWITCHES, patch)),
    tokenFor: giveToken,
    signedIn: (person) =>
      grants
        .list()
        .filter(({ grant }) => person === undefined || grant.person.email === person)
        .map(({ accessTokens, grant, refreshTokens }) => ({
          person: grant.person.email,
          clientId: grant.clientId,
          level: grant.issuer.level,
          scopes: grant.scopes,
          since: grant.openedAt,
          ended: grant.dead,
          accessTokens,
          refreshTokens,
        })),
    expireAccessTokens: (person) => grants.expireAccessTokens(person),
    endGrants: (person) => grants.revoke(person),
    revokeGrants: (person, options) => grants.revoke(person, options),
    statements: (person) => world.events.list({ vendor: 'databricks', person }).flatMap(ranStatement),
    rotateKeys: (options) => keys.rotate(options),
  };
}

function ranStatement({ at, detail = {}, kind, person = '' }: SandboxEvent): RanStatement[] {
  const [, outcome] = /^statement\.(finished|failed|cancelled)$/.exec(kind) ?? [];
  if (outcome === undefined) return [];
  const { message, rows, statement } = detail;
  return [
    {
      at,
      person,
      statement: String(statement),
      outcome: outcome as RanStatement['outcome'],
      rows: typeof rows === 'number' ? rows : undefined,
      message: typeof message === 'string' ? message : undefined,
    },
  ];
}
