// Checks 9 and 10: who the session runs as, and what the claims change about that user. Knows no grant.
import { randomUUID } from 'node:crypto';
import { HIGHEST_ACCOUNT_TYPE } from '../found.ts';
import { isAdmin, memberByEmail, stampedBy, teamByName } from '../members.ts';
import { NO_ACCESS, refuse } from '../refusal.ts';
import type { Credential, Member, SigmaState } from '../state.ts';
import { USER_CLAIMS, type Claims } from './claims.ts';

/** Finds or makes the user, writes the claims into it (claims are user state, not session state), and returns it. */
export function resolveUser(state: SigmaState, credential: Credential, claims: Claims): Member {
  const { sigma } = state.world;
  const known = memberByEmail(state, claims.sub);
  checkOwner(state, credential, claims);
  if (known?.isArchived === true) refuse('deactivated_user', 'ENOENT', 'User not found.');
  if (known?.isInactive === true) refuse('inactive_user', 'EACCES', NO_ACCESS);
  if (known !== undefined && known.userKind !== 'embed') {
    if (USER_CLAIMS.some((claim) => claims[claim] !== undefined)) {
      refuse('internal_user', 'EACCES', 'Cannot update account type for internal users.');
    }
    if (!known.hasSignedIn && !sigma.autoCreateUsers) {
      refuse('user_never_signed_in', 'EACCES', 'Automatic updating of users is disabled.');
    }
    return known;
  }
  if (known === undefined && !sigma.autoCreateUsers) refuse('unknown_user', 'EPERM', NO_ACCESS);
  checkNames(state, claims);
  const user = known ?? newEmbedUser(state, claims.sub);
  state.members.set(user.memberId, user);
  writeClaims(state, user, claims);
  return user;
}

/** A credential of somebody who is no administrator signs for that person only. */
function checkOwner({ members }: SigmaState, { ownerId }: Credential, { sub }: Claims): void {
  const owner = members.get(ownerId);
  if (owner === undefined || owner.isArchived || (!isAdmin(owner) && owner.email !== sub)) {
    refuse('credential_owner', 'EACCES', NO_ACCESS);
  }
}

function checkNames(state: SigmaState, { accountType, teams = [], userAttributes = {} }: Claims): void {
  const { sigma } = state.world;
  const missing = teams.find((team) => teamByName(state, team) === undefined);
  if (missing !== undefined) refuse('unknown_team', 'EINVAL', `Team not found: ${missing.slice(0, 60)}`);
  if (accountType !== undefined && !hasAccountType(state, accountType) && sigma.unknownAccountType === 'refuse') {
    refuse('unknown_account_type', 'EINVAL', `Account type not found: ${accountType.slice(0, 60)}`);
  }
  const names = new Set([...state.userAttributes.values()].map(({ name }) => name));
  const attribute = Object.keys(userAttributes).find((name) => !names.has(name));
  if (attribute !== undefined && sigma.unknownAttribute === 'refuse') {
    refuse('unknown_attribute', 'EINVAL', `User attribute not found: ${attribute.slice(0, 60)}`);
  }
}

function hasAccountType({ accountTypes }: SigmaState, name: string): boolean {
  return [...accountTypes.values()].some((type) => type.name === name);
}

/** Without an account type, Sigma assigns the highest. */
function newEmbedUser({ world }: SigmaState, email: string): Member {
  const memberId = randomUUID();
  return {
    ...stampedBy(memberId, world.clock.now()),
    memberId,
    homeFolderId: randomUUID(),
    email,
    userKind: 'embed',
    accountType: HIGHEST_ACCOUNT_TYPE,
    firstName: undefined,
    lastName: undefined,
    profileImgUrl: null,
    attributes: {},
    isArchived: false,
    isInactive: false,
    hasSignedIn: false,
  };
}

function writeClaims(state: SigmaState, user: Member, claims: Claims): void {
  const { accountType, firstName, lastName, teams, userAttributes } = claims;
  if (accountType !== undefined && hasAccountType(state, accountType)) user.accountType = accountType;
  if (userAttributes !== undefined) user.attributes = userAttributes;
  user.firstName = firstName ?? user.firstName;
  user.lastName = lastName ?? user.lastName;
  user.updatedAt = state.world.clock.now();
  if (teams === undefined) return;
  for (const team of state.teams.values()) {
    if (!teams.includes(team.name)) team.members.delete(user.memberId);
    else if (!team.members.has(user.memberId)) {
      team.members.set(user.memberId, { isTeamAdmin: false, addedBy: user.memberId });
    }
  }
}
