// Members over the REST API, and who is calling.
import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import { HIGHEST_ACCOUNT_TYPE } from '../found.ts';
import { memberByEmail, stampedBy, teamsOf } from '../members.ts';
import type { Member, SigmaState } from '../state.ts';
import { ApiRefusal, endpoint, invalid, type Endpoint } from './endpoint.ts';
import { MEMBER, memberAnswer, memberOf } from './member.ts';
import { pagedWithMore, plainOrPaged } from './paging.ts';
import { given, NOTHING, pageOf, pageWithMoreOf, touch } from './shapes.ts';
import { TEAM, teamAnswer, teamOf } from './team.ts';

const KIND = z.enum(['internal', 'guest', 'embed']);

const NEW_MEMBER = z.object({
  email: z.email(),
  firstName: z.string(),
  lastName: z.string(),
  memberType: z.string().optional(),
  isGuest: z.boolean().optional(),
  userKind: KIND.optional(),
  addToTeams: z.array(z.object({ teamId: z.string(), isTeamAdmin: z.boolean().optional() })).optional(),
});

const PATCH = z.object({
  memberType: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  profileImgUrl: z.string().nullable().optional(),
  email: z.email().optional(),
  isArchived: z.boolean().optional(),
  isInactive: z.boolean().optional(),
  userKind: KIND.optional(),
});

const ONE = '/v2/members/:memberId';

export const MEMBERS: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/v2/whoami',
    answer: z.strictObject({ userId: z.string(), organizationId: z.string() }),
    run: ({ caller, state }) => ({ userId: caller.memberId, organizationId: state.organizationId }),
  }),
  endpoint({
    method: 'GET',
    path: '/v2/members',
    answer: z.union([z.array(MEMBER), pageOf(MEMBER)]),
    run: ({ query, state }) => plainOrPaged(findMembers(state, query), query),
  }),
  endpoint({
    method: 'GET',
    path: '/v2.1/members',
    answer: pageWithMoreOf(MEMBER),
    run: ({ query, state }) => pagedWithMore(findMembers(state, query), query),
  }),
  endpoint({
    method: 'POST',
    path: '/v2/members',
    admin: true,
    body: NEW_MEMBER,
    answer: MEMBER,
    run: ({ body, caller, state }) => memberAnswer(state, addMember(state, caller, body)),
  }),
  endpoint({
    method: 'GET',
    path: ONE,
    answer: MEMBER,
    run: ({ params, state }) => memberAnswer(state, memberOf(state, params['memberId'])),
  }),
  endpoint({
    method: 'PATCH',
    path: ONE,
    admin: true,
    body: PATCH,
    answer: MEMBER,
    run: ({ body, caller, params, state }) => {
      const member = memberOf(state, params['memberId']);
      const { memberType: accountType, ...rest } = body;
      if (accountType !== undefined) checkAccountType(state, accountType);
      Object.assign(member, given({ ...rest, accountType }));
      touch(member, caller, state);
      return memberAnswer(state, member);
    },
  }),
  endpoint({
    method: 'DELETE',
    path: ONE,
    admin: true,
    answer: NOTHING,
    run: ({ caller, params, state }) => {
      const member = memberOf(state, params['memberId']);
      member.isArchived = true;
      touch(member, caller, state);
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/teams`,
    answer: pageWithMoreOf(TEAM),
    run: ({ params, query, state }) =>
      pagedWithMore(teamsOf(state, memberOf(state, params['memberId']).memberId).map(teamAnswer), query),
  }),
];

/** Everything is checked before anything is written. */
function addMember(state: SigmaState, caller: Member, body: z.output<typeof NEW_MEMBER>): Member {
  const { addToTeams = [], email, firstName, isGuest, lastName, memberType = HIGHEST_ACCOUNT_TYPE } = body;
  const known = memberByEmail(state, email);
  if (known !== undefined) {
    throw new ApiRefusal(409, 'already_exists', `A member with this email exists: member-id=${known.memberId}`);
  }
  checkAccountType(state, memberType);
  const teams = addToTeams.map(({ isTeamAdmin = false, teamId }) => ({ team: teamOf(state, teamId), isTeamAdmin }));
  const member: Member = {
    ...stampedBy(caller.memberId, state.world.clock.now()),
    memberId: randomUUID(),
    homeFolderId: randomUUID(),
    email,
    userKind: body.userKind ?? (isGuest === true ? 'guest' : 'internal'),
    accountType: memberType,
    firstName,
    lastName,
    profileImgUrl: null,
    attributes: {},
    isArchived: false,
    isInactive: false,
    hasSignedIn: false,
  };
  state.members.set(member.memberId, member);
  for (const { isTeamAdmin, team } of teams) {
    team.members.set(member.memberId, { isTeamAdmin, addedBy: caller.memberId });
  }
  return member;
}

function checkAccountType({ accountTypes }: SigmaState, name: string): void {
  if (![...accountTypes.values()].some((type) => type.name === name)) invalid(`There is no account type ${name}`);
}

function findMembers(state: SigmaState, query: URLSearchParams): z.output<typeof MEMBER>[] {
  const [email, search] = [query.get('email'), query.get('search')?.toLowerCase() ?? ''];
  return [...state.members.values()]
    .filter(({ isArchived }) => !isArchived || query.get('includeArchived') === 'true')
    .filter(({ isInactive }) => !isInactive || query.get('includeInactive') === 'true')
    .filter((member) => email === null || member.email === email)
    .map((member) => memberAnswer(state, member))
    .filter((member) => `${member.firstName} ${member.lastName} ${member.email}`.toLowerCase().includes(search));
}
