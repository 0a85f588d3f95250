// Teams over the REST API.
import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import { stampedBy, teamByName } from '../members.ts';
import type { SigmaState, Team } from '../state.ts';
import { ApiRefusal, endpoint, type Endpoint } from './endpoint.ts';
import { memberOf } from './member.ts';
import { pagedWithMore, plainOrPaged } from './paging.ts';
import { given, NOTHING, pageOf, pageWithMoreOf, touch } from './shapes.ts';
import { TEAM, teamAnswer, teamOf } from './team.ts';

const VISIBILITY = z.enum(['public', 'private']);
const WITH_MEMBERS = TEAM.extend({ members: z.array(z.string()) });
const ONE = '/v2/teams/:teamId';

export const TEAMS: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/v2/teams',
    answer: z.union([z.array(TEAM), pageOf(TEAM)]),
    run: ({ query, state }) => plainOrPaged(findTeams(state, query), query),
  }),
  endpoint({
    method: 'GET',
    path: '/v2.1/teams',
    answer: pageWithMoreOf(TEAM),
    run: ({ query, state }) => pagedWithMore(findTeams(state, query), query),
  }),
  endpoint({
    method: 'POST',
    path: '/v2/teams',
    admin: true,
    body: z.object({
      name: z.string().min(1),
      description: z.string().optional(),
      members: z.array(z.string()).optional(),
      createTeamFolder: z.boolean().optional(),
      visibility: VISIBILITY.optional(),
    }),
    answer: WITH_MEMBERS.extend({ workspaceId: z.string().nullable() }),
    run: ({ body, caller, state }) => {
      const { createTeamFolder = false, description = null, members = [], name, visibility = 'private' } = body;
      if (teamByName(state, name) !== undefined) throw new ApiRefusal(409, 'already_exists', `Team ${name} exists`);
      const inside = members.map((id) => memberOf(state, id).memberId);
      const team: Team = {
        ...stampedBy(caller.memberId, state.world.clock.now()),
        teamId: randomUUID(),
        name,
        description,
        visibility,
        isArchived: false,
        workspaceId: createTeamFolder ? randomUUID() : null,
        members: new Map(inside.map((id) => [id, { isTeamAdmin: false, addedBy: caller.memberId }])),
      };
      state.teams.set(team.teamId, team);
      return { ...teamAnswer(team), members: inside, workspaceId: team.workspaceId };
    },
  }),
  endpoint({
    method: 'GET',
    path: ONE,
    answer: WITH_MEMBERS,
    run: ({ params, state }) => {
      const team = teamOf(state, params['teamId']);
      return { ...teamAnswer(team), members: [...team.members.keys()] };
    },
  }),
  endpoint({
    method: 'PATCH',
    path: ONE,
    admin: true,
    body: z.object({
      name: z.string().min(1).optional(),
      description: z.string().optional(),
      visibility: VISIBILITY.optional(),
    }),
    answer: TEAM,
    run: ({ body, caller, params, state }) => {
      const team = teamOf(state, params['teamId']);
      Object.assign(team, given(body));
      touch(team, caller, state);
      return teamAnswer(team);
    },
  }),
  endpoint({
    method: 'DELETE',
    path: ONE,
    admin: true,
    answer: NOTHING,
    run: ({ caller, params, state }) => {
      const team = teamOf(state, params['teamId']);
      team.isArchived = true;
      touch(team, caller, state);
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/members`,
    answer: pageWithMoreOf(z.strictObject({ userId: z.string(), isTeamAdmin: z.boolean(), addedBy: z.string() })),
    run: ({ params, query, state }) => {
      const { members } = teamOf(state, params['teamId']);
      return pagedWithMore(
        [...members].map(([userId, { addedBy, isTeamAdmin }]) => ({ userId, isTeamAdmin, addedBy })),
        query,
      );
    },
  }),
  endpoint({
    method: 'PATCH',
    path: `${ONE}/members`,
    admin: true,
    body: z.object({ add: z.array(z.string()).optional(), remove: z.array(z.string()).optional() }),
    answer: NOTHING,
    run: ({ body, caller, params, state }) => {
      const team = teamOf(state, params['teamId']);
      const added = (body.add ?? []).map((id) => memberOf(state, id));
      for (const { memberId } of added) team.members.set(memberId, { isTeamAdmin: false, addedBy: caller.memberId });
      for (const id of body.remove ?? []) team.members.delete(id);
      return {};
    },
  }),
];

function findTeams({ teams }: SigmaState, query: URLSearchParams): z.output<typeof TEAM>[] {
  return [...teams.values()]
    .filter(({ isArchived }) => !isArchived)
    .filter((team) =>
      (['name', 'description', 'visibility'] as const).every(
        (field) => query.get(field) === null || team[field] === query.get(field),
      ),
    )
    .map(teamAnswer);
}
