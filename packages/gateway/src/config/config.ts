// The shape of a checked configuration. `load.ts` makes it; every other file only reads it.
import type { Secret } from '../base/secret.ts';
import type { PolicyConfig } from './policy-config.ts';

/** One Databricks workspace: how the gateway reaches it, and its app connection there. */
export interface DatabricksConfig {
  /** Names the workspace in addresses and cookies; `default` for the one that the environment describes. */
  readonly alias: string;
  /** What people read as its name. */
  readonly label: string;
  /** Workspace origin, such as `https://dbc-1234.cloud.databricks.com`; plain http for loopback only. */
  readonly workspaceOrigin: string;
  /** Whether viewers sign in at the workspace or at the account. */
  readonly level: 'workspace' | 'account';
  /** Account id; set when `level` is `account`. */
  readonly accountId: string | undefined;
  /** Account origin when it is not the one that follows from the workspace's cloud. */
  readonly accountOrigin: string | undefined;
  readonly clientId: string;
  /** Absent for a public client, which needs `allowInsecurePublicClient`. */
  readonly clientSecret: Secret | undefined;
  /** How the client secret travels: in the Authorization header or in the form. */
  readonly clientAuthentication: 'basic' | 'post';
  readonly scopes: readonly string[];
  /** Absolute redirect URI, constant; never built from a request. */
  readonly redirectUri: string;
  /** Milliseconds that one call to Databricks may take in all. */
  readonly timeoutMs: number;
}

/** How the gateway reaches Sigma's REST API. */
export interface SigmaApiConfig {
  readonly origin: string;
  readonly clientId: string;
  readonly secret: Secret;
}

/** How the gateway signs embed URLs. */
export interface SigmaConfig {
  readonly clientId: string;
  readonly secret: Secret;
  readonly sessionLengthSeconds: number;
  readonly freshSaltPerToken: boolean;
  /** Sigma's REST API, where it says who has a Sigma login of their own. */
  readonly api: SigmaApiConfig | undefined;
}

export interface SessionConfig {
  readonly idleMs: number;
  readonly absoluteMs: number;
  readonly cookieMode: 'lax' | 'strict';
  /** At most this many sessions of one viewer at a time; `undefined`: no limit. */
  readonly cap: number | undefined;
  /** At most this many URLs of one session at once, and then this many a minute; 0: no limit. */
  readonly mintsPerMinute: number;
}

/** `auto`: as the answers of Databricks show it, strict until they do. `grace`: a spent token still works for a while. */
export type RotationMode = 'auto' | 'multi_use' | 'strict' | 'grace';

/** How refresh tokens are treated, and the times of a refresh in milliseconds. */
export interface RefreshConfig {
  readonly mode: RotationMode;
  /** With `grace`: an unfinished refresh younger than this may be sent again; 0 when the grace covers none. */
  readonly graceMs: number;
  /** How long one process may work on a refresh before another may send the token again, where that does no harm. */
  readonly leaseMs: number;
  /** How long writing the new tokens may take before they are spilled. */
  readonly persistMs: number;
  /** How long an answer is listened for, though everybody stopped counting on it. Lengthens the lease where tokens work once. */
  readonly listenMs: number;
}

/** One key of the ring. The first seals; all open. */
export interface RingKey {
  readonly id: string;
  /** 32 bytes, base64url. */
  readonly key: Secret;
}

/** One key of the ring that only a key service can unwrap. */
export interface WrappedKey {
  readonly id: string;
  readonly wrapped: string;
}

export type KeyRing = readonly [RingKey | WrappedKey, ...(RingKey | WrappedKey)[]];

/** Everything the gateway needs to know, checked and frozen. */
/** A `file` holds the wrapping key; a `module` exports a `keyWrapper`. Absolute path. */
export interface KeyService {
  readonly kind: 'file' | 'module';
  readonly path: string;
}

export interface Config {
  /** Origin under which browsers see the gateway, such as `https://analytics.example.com`. */
  readonly publicOrigin: string;
  /** Where the gateway stands at its origin: empty, or like `/analytics`. What comes before `/auth/databricks/callback` in the redirect URI. */
  readonly basePath: string;
  /** Path of the redirect URI below the base path. */
  readonly callbackPath: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Workspaces in order; the first is the one that the environment describes. */
  readonly workspaces: readonly [DatabricksConfig, ...DatabricksConfig[]];
  readonly sigma: SigmaConfig;
  readonly policy: PolicyConfig;
  readonly session: SessionConfig;
  readonly refresh: RefreshConfig;
  /** A URL that `openStore` takes; may hold a password. */
  readonly storeUrl: string;
  /** Folder for new tokens that the store could not take; `undefined` keeps them in memory only. */
  readonly spillFolder: string | undefined;
  readonly keyRing: KeyRing;
  /** What wraps the keys of the ring, when something does. */
  readonly keyService: KeyService | undefined;
  /** Absolute path of the key file, when there is one. */
  readonly keyFile: string | undefined;
  /** Origins that may frame our pages; empty forbids it. */
  readonly frameAncestors: readonly string[];
  /** Other origins of the same site whose pages may ask for embed URLs and for the session. */
  readonly pageOrigins: readonly string[];
  /** Where `token` writes the access token; from `DATABRICKS_SAVE_TOKEN_TO_FILE`. */
  readonly saveTokenToFile: string | undefined;
  readonly log: { readonly level: string; readonly format: 'auto' | 'json' | 'pretty' };
  /** Days that audit events are kept; 0: for ever. */
  readonly auditDays: number;
  /** Milliseconds that running requests may take after a stop signal. */
  readonly drainMs: number;
  /** What the operator should hear at the start: insecure switches, sample secrets. */
  readonly warnings: readonly string[];
}
