// Questions about members: who they are, what they may do, what is shared with them. Changes nothing.
import type { Grant, Member, Permission, SigmaState, Stamped, Team } from './state.ts';

/** A stamp for something that this member makes now. */
export function stampedBy(memberId: string, now: number): Stamped {
  return { createdBy: memberId, createdAt: now, updatedBy: memberId, updatedAt: now };
}

export function memberByEmail({ members }: SigmaState, email: string): Member | undefined {
  return [...members.values()].find((member) => member.email === email);
}

export function teamByName({ teams }: SigmaState, name: string): Team | undefined {
  return [...teams.values()].find((team) => team.name === name && !team.isArchived);
}

export function teamsOf({ teams }: SigmaState, memberId: string): readonly Team[] {
  return [...teams.values()].filter((team) => team.members.has(memberId) && !team.isArchived);
}

/** Whether the member's account type carries a permission. */
export function isAllowed({ accountTypes }: SigmaState, member: Member, permission: string): boolean {
  const type = [...accountTypes.values()].find(({ name }) => name === member.accountType);
  return type?.permissions.includes(permission) === true;
}

export function isAdmin(member: Member): boolean {
  return member.accountType === 'Admin';
}

const RANKS: readonly Permission[] = ['annotate', 'usage', 'view', 'explore', 'edit'];

/** The strongest permission that was given to the member or one of the member's teams; administrators have all. */
export function permissionOn(state: SigmaState, member: Member, inodeId: string): Permission | undefined {
  if (isAdmin(member)) return state.connections.has(inodeId) ? 'usage' : 'edit';
  const teams = new Set(teamsOf(state, member.memberId).map(({ teamId }) => teamId));
  const reaches = ({ memberId, teamId }: Grant): boolean =>
    memberId === member.memberId || (teamId !== null && teams.has(teamId));
  const given = [...state.grants.values()].filter((grant) => grant.inodeId === inodeId && reaches(grant));
  return given.map(({ permission }) => permission).toSorted((a, b) => RANKS.indexOf(b) - RANKS.indexOf(a))[0];
}

/** What the member may do with a workbook: the strongest grant, as far as the account type goes. */
export function permissionOnWorkbook(state: SigmaState, member: Member, workbookId: string): Permission | undefined {
  const granted = permissionOn(state, member, workbookId);
  if (granted !== undefined && !isAllowed(state, member, 'explore')) return 'view';
  return granted === 'edit' && !isAllowed(state, member, 'editWorkbooks') ? 'explore' : granted;
}

/** What the workbook shows as the member's name. */
export function nameOf({ email, firstName, lastName }: Member): string {
  return firstName === undefined || lastName === undefined ? email : `${firstName} ${lastName}`;
}
