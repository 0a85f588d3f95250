// What a viewer with enough permission can do to the workbook itself: publish, save a copy, delete. Knows no page.
import { randomUUID } from 'node:crypto';
import { isAllowed, permissionOnWorkbook, stampedBy } from '../members.ts';
import { newWorkbook } from '../new-workbook.ts';
import type { SigmaState, WorkbookRecord } from '../state.ts';
import { workbookPath } from '../workbook-path.ts';
import type { LiveFrame } from './live-frame.ts';

export type DocumentAction =
  | { readonly action: 'publish' | 'delete' }
  | { readonly action: 'save-as'; readonly name: string };

export type DocumentOutcome =
  | { readonly ok: true; readonly workbookId: string; readonly path?: string }
  | { readonly ok: false; readonly code: 'EACCES' | 'EINVAL'; readonly message: string };

const NOT_ALLOWED = { ok: false, code: 'EACCES', message: 'You do not have permission to do this.' } as const;

/** Publishing and deleting take the permission to edit; saving a copy takes an account type that may create workbooks. */
export function changeDocument(state: SigmaState, live: LiveFrame, asked: DocumentAction): DocumentOutcome {
  const { user, workbook } = live;
  const edits = permissionOnWorkbook(state, user, workbook.workbookId) === 'edit';
  if (asked.action === 'save-as') {
    if (!isAllowed(state, user, 'createWorkbooks')) return NOT_ALLOWED;
    const copy = saveCopy(state, live, asked.name);
    return { ok: true, workbookId: copy.workbookId, path: workbookPath(state.world, copy) };
  }
  if (!edits || live.frame.tag !== undefined) return NOT_ALLOWED;
  if (asked.action === 'publish') workbook.version += 1;
  else workbook.isArchived = true;
  workbook.updatedBy = user.memberId;
  workbook.updatedAt = state.world.clock.now();
  return { ok: true, workbookId: workbook.workbookId };
}

function saveCopy(state: SigmaState, { contents, user }: LiveFrame, name: string): WorkbookRecord {
  const stamp = stampedBy(user.memberId, state.world.clock.now());
  const copy = newWorkbook(state.world, user, { name, folderId: user.homeFolderId, contents });
  const { workbookId } = copy;
  state.workbooks.set(workbookId, copy);
  const grantId = randomUUID();
  const share = { inodeId: workbookId, inodeType: 'workbook', permission: 'edit', teamId: null } as const;
  state.grants.set(grantId, { ...stamp, ...share, grantId, memberId: user.memberId });
  return copy;
}
