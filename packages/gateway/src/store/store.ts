// The port: what the gateway asks of a database. Knows rows and versions; knows no tokens, no HTTP, no policy.
import type { Brand } from '../base/brands.ts';
import type { Viewer } from '../databricks/viewer.ts';
import type { SessionHash } from '../session/session.ts';

/** A text that only the key ring can open. */
export type Sealed = Brand<string, 'Sealed'>;

/** SHA-256 of a login attempt's id. */
export type AttemptHash = Brand<string, 'AttemptHash'>;

/** The tokens of one session, sealed. Times are epoch milliseconds. */
export interface GrantRow {
  /** Starts at 1 and grows by one with every replacement. */
  readonly version: number;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly obtainedAt: number;
  readonly accessExpiresAt: number;
  readonly sealedAccess: Sealed;
  readonly sealedRefresh: Sealed;
}

/** A refresh that was begun and whose outcome is not yet written. */
export interface RefreshIntent {
  /** Who holds the lease; a random id of the process. */
  readonly owner: string;
  readonly attemptId: string;
  readonly startedAt: number;
  readonly leaseUntil: number;
}

/** A session as stored, without its sealed tokens. Times are epoch milliseconds. */
export interface SessionRow {
  readonly hash: SessionHash;
  readonly viewer: Viewer;
  readonly createdAt: number;
  readonly lastActiveAt: number;
  readonly grant: Omit<GrantRow, 'sealedAccess' | 'sealedRefresh'>;
  readonly intent: RefreshIntent | undefined;
}

export interface NewSession {
  readonly hash: SessionHash;
  readonly viewer: Viewer;
  readonly createdAt: number;
  readonly grant: GrantRow;
  /** The session that this browser had before; removed in the same transaction. */
  readonly replaces: SessionHash | undefined;
}

export type SealedTokens = Pick<GrantRow, 'version' | 'sealedAccess' | 'sealedRefresh'>;

/** The answer to an attempt to begin a refresh. */
export type Claim =
  | { readonly outcome: 'claimed'; readonly tokens: SealedTokens; readonly previous: RefreshIntent | undefined }
  | { readonly outcome: 'held'; readonly intent: RefreshIntent }
  | { readonly outcome: 'moved' }
  | { readonly outcome: 'gone' };

/** The answer to a write that is guarded by the version it replaces. */
export type Swap = 'written' | 'moved' | 'gone';

export interface AuditRow {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: string;
  /** JSON text of the whole event. */
  readonly body: string;
}

/**
 * A store of sessions, grants, spent login attempts and audit events.
 *
 * Every method is atomic by itself. A method that cannot reach the database rejects with
 * `store_unavailable` and has changed nothing, or says in its description what may have happened.
 * Removing something that is not there is not an error.
 */
export interface Store {
  /** Records a login attempt as spent until `keepUntil` (epoch ms). `true` for the first caller only. */
  spendAttempt(attempt: AttemptHash, keepUntil: number): Promise<boolean>;

  insertSession(session: NewSession): Promise<void>;
  findSession(hash: SessionHash): Promise<SessionRow | undefined>;
  /** The sealed tokens of a session as they are now. */
  findTokens(hash: SessionHash): Promise<SealedTokens | undefined>;
  /** Moves `lastActiveAt` forward; never back. */
  touchSession(hash: SessionHash, at: number): Promise<void>;
  /** `true` when there was such a session. */
  removeSession(hash: SessionHash): Promise<boolean>;

  /**
   * Takes the lease and writes the intent in one step, if the grant still has `version` and nobody holds a live lease.
   * The lease runs on the store's own clock for `leaseMs`. `previous` is a lapsed intent of the same version, if any.
   */
  claimRefresh(
    hash: SessionHash,
    claim: { readonly version: number; readonly owner: string; readonly attemptId: string; readonly leaseMs: number },
  ): Promise<Claim>;
  /** Replaces the tokens if the grant still has `spentVersion`, whoever holds the lease; clears lease and intent. */
  replaceTokens(hash: SessionHash, spentVersion: number, grant: GrantRow): Promise<Swap>;
  /**
   * Gives the lease up if `attemptId` still holds it. `outcomeKnown: true` clears the intent as well;
   * `false` keeps it as the mark of a refresh whose outcome is unknown.
   */
  releaseRefresh(hash: SessionHash, attemptId: string, outcomeKnown: boolean): Promise<void>;

  appendAudit(events: readonly AuditRow[]): Promise<void>;
  /** The newest `limit` events, newest first. */
  recentAudit(limit: number): Promise<AuditRow[]>;

  /** Removes at most `limit` rows that are over: spent attempts past their time, sessions created or active before the given times. */
  purge(over: { readonly createdBefore: number; readonly activeBefore: number }, limit: number): Promise<number>;
  /** Resolves when the store can read and write. */
  check(): Promise<void>;
  close(): Promise<void>;
}
