// The app connection at Databricks as this room sees it, and the means to reach it.
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { Secret } from '../base/secret.ts';

/** One OAuth app at one Databricks issuer, with everything a call needs. Plain data and three functions. */
export interface DatabricksApp {
  /** Workspace origin, without trailing slash. SCIM and SQL live here at both levels. */
  readonly workspaceOrigin: string;
  readonly level: 'workspace' | 'account';
  readonly accountId: string | undefined;
  readonly accountOrigin: string | undefined;
  readonly clientId: string;
  readonly clientSecret: Secret | undefined;
  readonly clientAuthentication: 'basic' | 'post';
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly timeoutMs: number;
  /** Milliseconds that the answer to a refresh is listened for after everybody stopped waiting. Default: not at all. */
  readonly listenMs?: number;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: Random;
}
