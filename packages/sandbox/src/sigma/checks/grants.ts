// Checks 11 and 15: the workbook, and each of its connections, are shared with the user or one of the user's teams.
import { isAllowed, permissionOn, permissionOnWorkbook } from '../members.ts';
import { NO_ACCESS, refuse } from '../refusal.ts';
import type { Member, Permission, SigmaState } from '../state.ts';
import type { Address } from './address.ts';

/** What the user may do with the workbook. The account type must allow to view workbooks at all. */
export function checkWorkbookGrant(state: SigmaState, user: Member, { edits, workbook }: Address): Permission {
  const granted = permissionOnWorkbook(state, user, workbook.workbookId);
  if (granted === undefined) return refuse('no_workbook_grant', 'EACCES', NO_ACCESS);
  if (!isAllowed(state, user, 'viewWorkbooks')) refuse('no_view_workbooks', 'EACCES', NO_ACCESS);
  if (edits && granted !== 'edit') refuse('no_edit_grant', 'EACCES', NO_ACCESS);
  return granted;
}

export function checkConnectionGrants(state: SigmaState, user: Member, connectionIds: readonly string[]): void {
  const { connectionGrant, viewConnections } = state.world.sigma;
  for (const id of connectionIds) {
    const connection = state.connections.get(id);
    if (connection === undefined || connection.isArchived) {
      refuse('archived_connection', 'ESTALE', 'The connection of this workbook has been deleted or archived.');
    }
    if (connectionGrant === 'required' && permissionOn(state, user, id) === undefined) {
      refuse('no_connection_grant', 'EACCES', NO_ACCESS);
    }
  }
  if (viewConnections === 'required' && !isAllowed(state, user, 'viewConnections')) {
    refuse('no_view_connections', 'EACCES', NO_ACCESS);
  }
}
