// Checks 11 and 15: the workbook, and its connection, are shared with one of the user's teams.
import { NO_ACCESS, refuse } from '../refusal.ts';
import type { SigmaState, StoredUser } from '../state.ts';

export function checkWorkbookGrant({ sharing }: SigmaState, user: StoredUser): void {
  if (!sharesTeam(sharing.workbooks, user)) refuse('no_workbook_grant', 'EACCES', NO_ACCESS);
}

export function checkConnectionGrant({ sharing }: SigmaState, user: StoredUser): void {
  if (!sharesTeam(sharing.connection, user)) refuse('no_connection_grant', 'EACCES', NO_ACCESS);
}

function sharesTeam(teams: readonly string[], user: StoredUser): boolean {
  return user.teams.some((team) => teams.includes(team));
}
