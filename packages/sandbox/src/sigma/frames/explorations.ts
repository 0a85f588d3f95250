// Explorations and saved views of a frame: what a viewer made of a workbook. Knows no HTTP and no page.
import { randomBytes } from 'node:crypto';
import type { Variables } from '../documents/controls.ts';
import { permissionOnWorkbook } from '../members.ts';
import type { Bookmark, Exploration, SigmaState, WorkbookRecord } from '../state.ts';
import type { LiveFrame } from './live-frame.ts';

export interface ViewState {
  readonly variables: Variables;
  readonly sorting: Exploration['sorting'];
}

/** Keeps what the viewer sees under a new key of 16 hexadecimal digits. */
export function keepExploration(state: SigmaState, { user, workbook }: LiveFrame, view: ViewState): string {
  const key = randomBytes(8).toString('hex');
  const createdAt = state.world.clock.now();
  state.explorations.set(key, { workbookId: workbook.workbookId, ownerId: user.memberId, createdAt, ...view });
  return key;
}

/** The exploration with this key, if it is of this workbook, still lives, and may be opened by this member. */
export function findExploration(
  { explorations, world }: SigmaState,
  { workbookId, bookmarks }: WorkbookRecord,
  { key, memberId }: { readonly key: string; readonly memberId: string },
): Exploration | undefined {
  const found = explorations.get(key);
  if (found === undefined || found.workbookId !== workbookId) return undefined;
  const saved = [...bookmarks.values()].some(({ exploreKey }) => exploreKey === key);
  if (saved) return found;
  const { exploreOwner, exploreSeconds } = world.sigma;
  if (exploreOwner === 'owner' && found.ownerId !== memberId) return undefined;
  return world.clock.now() - found.createdAt < exploreSeconds * 1000 ? found : undefined;
}

/** The saved views that a member sees: everybody's shared ones and the own. */
export function bookmarksFor({ bookmarks }: WorkbookRecord, memberId: string): readonly Bookmark[] {
  return [...bookmarks.values()].filter(({ isShared, ownerId }) => isShared || ownerId === memberId);
}

export function createBookmark(
  state: SigmaState,
  live: LiveFrame,
  asked: { readonly name: string; readonly isShared: boolean; readonly isDefault: boolean; readonly view: ViewState },
): Bookmark {
  const { isDefault, isShared, name, view } = asked;
  const exploreKey = keepExploration(state, live, view);
  const bookmarkId = randomBytes(8).toString('hex');
  const ownerId = live.user.memberId;
  const bookmark: Bookmark = { bookmarkId, name, isShared, isDefault, exploreKey, ownerId };
  if (isDefault) for (const other of live.workbook.bookmarks.values()) other.isDefault = false;
  live.workbook.bookmarks.set(bookmarkId, bookmark);
  return bookmark;
}

/** Whether the member may change or delete this saved view: the owner, or whoever may edit the workbook. */
export function ownsBookmark(state: SigmaState, { user, workbook }: LiveFrame, { ownerId }: Bookmark): boolean {
  return ownerId === user.memberId || permissionOnWorkbook(state, user, workbook.workbookId) === 'edit';
}
