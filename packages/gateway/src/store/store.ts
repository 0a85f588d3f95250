// The port: what the gateway asks of a database. Knows rows and versions; knows no tokens, no HTTP, no policy.
import type { Brand } from '../base/brands.ts';
import type { Rotation } from '../databricks/rotation.ts';
import type { Viewer } from '../databricks/viewer.ts';
import type { SessionHash } from '../session/session.ts';
import type { KeyCheck } from '../vault/keyring.ts';

/** A text that only the key ring can open. */
export type Sealed = Brand<string, 'Sealed'>;

/** SHA-256 of a login attempt's id. */
export type AttemptHash = Brand<string, 'AttemptHash'>;

/** The tokens of one session, sealed. Times are epoch milliseconds. */
export interface GrantRow {
  /** Starts at 1 and grows with every replacement: by one, or by more where a restored row skips what it had missed. */
  readonly version: number;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly obtainedAt: number;
  readonly accessExpiresAt: number;
  readonly rotation: Rotation;
  readonly sealedAccess: Sealed;
  readonly sealedRefresh: Sealed;
}

/** A refresh that was begun and whose outcome is not yet written. */
export interface RefreshIntent {
  /** Who holds the lease; a random id of the process. */
  readonly owner: string;
  readonly attemptId: string;
  /** When the first refresh of this version began whose outcome is not written; a take-over does not change it. */
  readonly startedAt: number;
  readonly leaseUntil: number;
  /** A last chance taken after an outcome stayed unknown: never more than one per version (RF-09). */
  readonly isProbe: boolean;
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

/** A session with everything the store knows of it. For copying and rewrapping. */
export interface StoredSession extends Omit<SessionRow, 'grant'> {
  readonly grant: GrantRow;
  /** `identity` of the store that the row was copied from; `undefined` for a session that began here. */
  readonly copiedFrom: string | undefined;
}

/** What is left to do for a session that is gone: tell the trail, revoke the grant, say how long its frames go on. */
export interface EndedSession {
  readonly hash: SessionHash;
  readonly viewer: Viewer;
  readonly createdAt: number;
  readonly clientId: string;
  readonly version: number;
  /** `undefined` where the row was damaged. */
  readonly accessExpiresAt: number | undefined;
  readonly sealedRefresh: Sealed;
}

export interface NewSession {
  readonly hash: SessionHash;
  readonly viewer: Viewer;
  readonly createdAt: number;
  readonly grant: GrantRow;
  /** The session that this browser had before; removed in the same transaction. */
  readonly replaces: SessionHash | undefined;
  /** At most this many sessions of the viewer stay, this one included; the longest inactive ones go. `undefined`: no limit. */
  readonly cap: number | undefined;
}

/** Whose sessions: `viewer` is a SCIM id or a user name (case does not count); absent: everybody's. */
export interface SessionFilter {
  readonly viewer?: string;
}

/** Sessions that began, or were last active, at `before` or earlier; epoch milliseconds. */
export interface OverSessions {
  readonly by: 'creation' | 'activity';
  readonly before: number;
}

/** A page of sessions in order of hash: those after `after`, at most `limit`. */
export interface SessionPage {
  readonly after: SessionHash | undefined;
  readonly limit: number;
}

export type SealedTokens = Pick<GrantRow, 'version' | 'sealedAccess' | 'sealedRefresh'>;

/** A wish to begin a refresh. */
export interface RefreshClaim {
  readonly version: number;
  readonly owner: string;
  readonly attemptId: string;
  readonly leaseMs: number;
  /** A lapsed lease whose outcome is unknown is taken over if it began less than this many milliseconds ago; 0: never. */
  readonly takesOverMs: number;
  readonly isProbe: boolean;
}

/**
 * What a refresh leaves in the row: `nothing`, or that the outcome for this version is unknown. `probed`: the last chance was
 * taken as well; `unfinished` after a probe that brought no verdict gives the chance back.
 */
export type RefreshMark = 'nothing' | 'unfinished' | 'probed';

/** The answer to an attempt to begin a refresh. */
export type Claim =
  | { readonly outcome: 'claimed'; readonly tokens: SealedTokens; readonly previous: RefreshIntent | undefined }
  /** The lease ends this many milliseconds from now, by the store's clock. */
  | { readonly outcome: 'held'; readonly intent: RefreshIntent; readonly leftMs: number }
  /** The lease lapsed, the outcome is not written, and the claim may not take over: nothing was changed. */
  | { readonly outcome: 'unfinished'; readonly intent: RefreshIntent }
  /** Refreshes of this client wait this many milliseconds more, on every replica. */
  | { readonly outcome: 'paused'; readonly leftMs: number }
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

/** An audit event and where it stands; positions grow. */
export type PlacedAudit = AuditRow & { readonly position: number };

/**
 * A store of sessions, grants, spent login attempts and audit events.
 *
 * Every method is atomic by itself. A method that cannot reach the database rejects with `store_unavailable`: it has then changed nothing,
 * or everything, as an answer can be lost behind the change.
 * Removing something that is not there is not an error.
 */
export interface Store {
  /** Records a login attempt as spent until `keepUntil` (epoch ms of the store's clock). `true` for the first caller only. */
  spendAttempt(attempt: AttemptHash, keepUntil: number): Promise<boolean>;

  /**
   * In one step: inserts the session, removes the one that it replaces and those over the cap.
   * Answers what was removed, the replaced one first, then the longest inactive.
   */
  insertSession(session: NewSession): Promise<readonly EndedSession[]>;
  /** @throws GatewayError `session_unreadable` when the row is damaged, `session_newer` when it is a newer version's; others are not touched. */
  findSession(hash: SessionHash): Promise<SessionRow | undefined>;
  /** The sealed tokens of a session as they are now. */
  findTokens(hash: SessionHash): Promise<SealedTokens | undefined>;
  /** Moves `lastActiveAt` forward; never back. */
  touchSession(hash: SessionHash, at: number): Promise<void>;
  /**
   * What was removed; `undefined` when there was nothing, or when its grant has another version than `ifVersion`. A damaged row goes
   * too; what cannot be read of it is empty.
   */
  removeSession(hash: SessionHash, ifVersion?: number): Promise<EndedSession | undefined>;
  /** Removes at most `limit` sessions in one step; the answer is shorter than `limit` when none is left. */
  removeSessions(filter: SessionFilter, limit: number): Promise<readonly EndedSession[]>;
  /** Damaged and newer rows are left out; the page is shorter than `limit` when there is nothing after it. */
  listSessions(filter: SessionFilter, page: SessionPage): Promise<readonly SessionRow[]>;

  /**
   * Takes the lease and writes the intent in one step, if the grant still has `version`, nobody holds a live lease and
   * refreshes of the client are not paused; looked at in this order. A lease that ends more than a minute later than a new
   * one would was written under a clock that has been set back since: it has lapsed. The lease runs on the store's own
   * clock for `leaseMs`. `previous` is a lapsed intent of the same version, if any. A probe never takes over from a probe.
   */
  claimRefresh(hash: SessionHash, claim: RefreshClaim): Promise<Claim>;
  /** Replaces the tokens if the grant still has `spentVersion`, whoever holds the lease; clears lease and intent. */
  replaceTokens(hash: SessionHash, spentVersion: number, grant: GrantRow): Promise<Swap>;
  /**
   * Gives the lease up if `attemptId` still holds it, and leaves a mark.
   */
  releaseRefresh(hash: SessionHash, attemptId: string, left: RefreshMark): Promise<void>;
  /** Holds every refresh of a client back for so many milliseconds of the store's clock; never shortens. 0 lifts it, as does that clock when it is set back. */
  pauseRefreshes(clientId: string, forMs: number): Promise<void>;

  /**
   * Asked before keys are used: writes down the check of each key that the store does not know yet. One that it knows stays.
   * @throws GatewayError `store_unusable` when it knows other bytes under the id of one of them, or when it was written under none
   *   of them; nothing is changed then.
   */
  admitKeys(keys: readonly KeyCheck[]): Promise<void>;
  /** How many sessions each key id seals; a session under two keys counts for both. In order of id. */
  keysInUse(): Promise<readonly { readonly id: string; readonly sessions: number }[]>;
  /** Puts the sealed texts of `to` in place of `from` without a new version, if the row still holds exactly `from` (ST-04). */
  rewrapTokens(hash: SessionHash, from: SealedTokens, to: SealedTokens): Promise<Swap>;
  /** Damaged and newer rows are left out; the page is shorter than `limit` when there is nothing after it. */
  readStored(page: SessionPage): Promise<readonly StoredSession[]>;

  /** A random id that this store got when it was made. */
  identity(): Promise<string>;
  /** Remembers since when (epoch ms) sessions end here, and not only where they were copied from. The first time stays. */
  markUsed(at: number): Promise<void>;
  /** What `markUsed` remembers; `undefined` for a store that has only been copied to. */
  usedSince(): Promise<number | undefined>;
  /**
   * For a copy: inserts the session, or brings a row of the same hash up to date. A row with a higher version, or of the
   * same version and active later, stays.
   */
  putSession(session: StoredSession): Promise<'written' | 'kept'>;

  appendAudit(events: readonly AuditRow[]): Promise<void>;
  /** The newest `limit` events, newest first. */
  recentAudit(limit: number): Promise<AuditRow[]>;
  /** Events in order, after position `after` (0 at first). For a copy and for `sigma-embed audit`. */
  readAudit(page: { readonly after: number; readonly limit: number }): Promise<readonly PlacedAudit[]>;
  /**
   * For a copy: appends events of another store and remembers the last position read there, in one step.
   * Those at or before the position remembered already are left out.
   */
  importAudit(from: string, events: readonly PlacedAudit[]): Promise<void>;
  /** The position that `importAudit` remembers for the store of this identity; 0 at first. */
  importedAudit(from: string): Promise<number>;

  /** Removes at most `limit` sessions that are over; the answer is shorter than `limit` when hardly one is left. */
  purgeSessions(over: OverSessions, limit: number): Promise<readonly EndedSession[]>;
  /** Removes at most `limit` spent attempts past their time. Answers how many; 0 where they go by themselves. */
  purgeAttempts(limit: number): Promise<number>;
  /** Removes at most `limit` audit events from before a time, epoch milliseconds, and leaves the positions of the others. Answers how many. */
  purgeAudit(before: number, limit: number): Promise<number>;
  /** Resolves when the store can read and write. */
  check(): Promise<void>;
  /**
   * The clock that leases run on, epoch milliseconds, where it is not the machine's: every process over this database has the same.
   * Absent in a store without a server.
   */
  readonly serverTime?: () => Promise<number>;
  close(): Promise<void>;
}
