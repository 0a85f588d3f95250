// What Sigma remembers while it runs: the organization, spent `jti` values, loaded frames. Plain data, in the world's memory.
import type { World } from '../world.ts';
import type { Contents } from './documents/contents.ts';
import type { Variables } from './documents/controls.ts';
import type { Sorting } from './documents/compile.ts';
import type { Node } from './documents/layout.ts';

/** When something was made and changed, and by which member. Epoch milliseconds. */
export interface Stamped {
  readonly createdBy: string;
  readonly createdAt: number;
  updatedBy: string;
  updatedAt: number;
}

/** A user of the organization as stored; claims of an embed URL rewrite embed users. */
export interface Member extends Stamped {
  readonly memberId: string;
  readonly homeFolderId: string;
  email: string;
  userKind: 'internal' | 'guest' | 'embed';
  /** Name of an account type. */
  accountType: string;
  firstName: string | undefined;
  lastName: string | undefined;
  profileImgUrl: string | null;
  attributes: Readonly<Record<string, string>>;
  isArchived: boolean;
  isInactive: boolean;
  /** Internal users who never signed in to Sigma cannot be updated by a load. */
  hasSignedIn: boolean;
}

export interface Team extends Stamped {
  readonly teamId: string;
  name: string;
  description: string | null;
  visibility: 'public' | 'private';
  isArchived: boolean;
  readonly workspaceId: string | null;
  /** Member id -> whether an administrator of the team. */
  readonly members: Map<string, { readonly isTeamAdmin: boolean; readonly addedBy: string }>;
}

export interface AccountType {
  readonly accountTypeId: string;
  readonly name: string;
  readonly description: string;
  readonly isCustom: boolean;
  readonly permissions: readonly string[];
}

export interface UserAttribute extends Stamped {
  readonly userAttributeId: string;
  readonly name: string;
  readonly description: string | null;
  readonly defaultValue: string | null;
  /** Member id -> value. */
  readonly users: Map<string, string>;
  /** Team id -> value. */
  readonly teams: Map<string, string>;
}

export interface Credential {
  readonly clientId: string;
  readonly secret: string;
  readonly name: string;
  readonly description: string;
  readonly ownerId: string;
  readonly scopes: readonly ('api' | 'embed')[];
}

export interface Connection extends Stamped {
  readonly connectionId: string;
  name: string;
  /** As in `details` of the REST API, without secrets. */
  details: Readonly<Record<string, unknown>>;
  useOauth: boolean;
  isArchived: boolean;
}

export interface Bookmark {
  readonly bookmarkId: string;
  name: string;
  isShared: boolean;
  isDefault: boolean;
  exploreKey: string;
  readonly ownerId: string;
}

export interface WorkbookRecord extends Stamped {
  readonly workbookId: string;
  readonly urlId: string;
  name: string;
  description: string | undefined;
  readonly folderId: string;
  ownerId: string;
  version: number;
  contents: Contents;
  isArchived: boolean;
  /** Tag name -> the version that it names. */
  readonly tags: Map<string, TaggedVersion>;
  readonly bookmarks: Map<string, Bookmark>;
}

export interface TaggedVersion {
  readonly versionTagId: string;
  readonly taggedWorkbookId: string;
  readonly version: number;
  readonly contents: Contents;
  readonly taggedAt: number;
}

export type Permission = 'view' | 'explore' | 'edit' | 'usage' | 'annotate';

/** Something shared with somebody. */
export interface Grant extends Stamped {
  readonly grantId: string;
  /** Id of a workbook or a connection. */
  readonly inodeId: string;
  readonly inodeType: 'workbook' | 'connection';
  readonly memberId: string | null;
  readonly teamId: string | null;
  permission: Permission;
}

/** What a viewer made of a workbook without saving it. */
export interface Exploration {
  readonly workbookId: string;
  readonly ownerId: string;
  readonly createdAt: number;
  readonly variables: Variables;
  /** Element id -> order of its rows. */
  readonly sorting: Readonly<Record<string, Sorting>>;
}

/** A loaded frame. The page holds only the id. */
export interface FrameSession {
  readonly id: string;
  readonly subject: string;
  readonly memberId: string;
  readonly workbookId: string;
  readonly tag: string | undefined;
  readonly node: Node;
  /** Connection id -> the viewer's Databricks access token, as Sigma decrypted it. */
  tokens: Readonly<Record<string, string>>;
  readonly openedAt: number;
  /** End of the embed session, epoch seconds: the `exp` claim. */
  readonly exp: number;
  /** Ended by a later load of the same user, where the switch says so. */
  replaced: boolean;
}

export interface ApiToken {
  readonly clientId: string;
  readonly memberId: string;
  readonly kind: 'access' | 'refresh';
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

export interface SigmaState {
  readonly world: World;
  readonly organizationId: string;
  /** By member id. */
  readonly members: Map<string, Member>;
  readonly teams: Map<string, Team>;
  readonly accountTypes: Map<string, AccountType>;
  readonly userAttributes: Map<string, UserAttribute>;
  /** By client id. */
  readonly credentials: Map<string, Credential>;
  readonly connections: Map<string, Connection>;
  readonly workbooks: Map<string, WorkbookRecord>;
  readonly grants: Map<string, Grant>;
  /** By key. */
  readonly explorations: Map<string, Exploration>;
  /** Spent `jti`, with its scope -> when it was first used and its `exp`, both in epoch seconds. */
  readonly spent: Map<string, { readonly at: number; readonly exp: number }>;
  readonly frames: Map<string, FrameSession>;
  /** Client id -> when it last asked for a token, epoch milliseconds. */
  readonly lastTokenCalls: Map<string, number>;
  /** By the token itself. */
  readonly apiTokens: Map<string, ApiToken>;
}

/** An empty organization in the world's memory. */
export function createState(world: World, organizationId: string): SigmaState {
  const map = <V>(name: string): Map<string, V> => world.memory.keep(`sigma.${name}`, new Map<string, V>());
  return {
    world,
    organizationId,
    members: map('members'),
    teams: map('teams'),
    accountTypes: map('accountTypes'),
    userAttributes: map('userAttributes'),
    credentials: map('credentials'),
    connections: map('connections'),
    workbooks: map('workbooks'),
    grants: map('grants'),
    explorations: map('explorations'),
    spent: map('spent'),
    frames: map('frames'),
    lastTokenCalls: map('lastTokenCalls'),
    apiTokens: map('apiTokens'),
  };
}

/** When a session with this `exp` is over, epoch milliseconds: as late as its URL may still load. */
export function endOf({ sigma }: Pick<World, 'sigma'>, exp: number): number {
  return (exp + sigma.clockSkewSeconds) * 1000;
}

/** Forgets what time has ended. */
export function forgetEnded({ apiTokens, explorations, frames, spent, workbooks, world }: SigmaState): void {
  const now = world.clock.now();
  for (const [jti, { exp }] of spent) if (endOf(world, exp) <= now) spent.delete(jti);
  // Frames stay a while longer, so that a page that asks late still learns that it has ended.
  for (const [id, frame] of frames) if ((frame.exp + 3600) * 1000 <= now) frames.delete(id);
  for (const [token, { endsAt }] of apiTokens) if (endsAt <= now) apiTokens.delete(token);
  const oldest = now - world.sigma.exploreSeconds * 1000;
  const saved = new Set(
    [...workbooks.values()].flatMap(({ bookmarks }) => [...bookmarks.values()].map((one) => one.exploreKey)),
  );
  for (const [key, { createdAt }] of explorations) if (createdAt < oldest && !saved.has(key)) explorations.delete(key);
}
