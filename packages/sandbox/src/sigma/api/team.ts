// A team as the REST API shows it, and finding one.
import { z } from 'zod';
import type { SigmaState, Team } from '../state.ts';
import { notFound } from './endpoint.ts';
import { STAMP, stampOf } from './shapes.ts';

export const TEAM = z.strictObject({
  teamId: z.string(),
  ...STAMP,
  name: z.string(),
  description: z.string().nullable(),
  visibility: z.enum(['public', 'private']),
  isArchived: z.boolean().optional(),
});

/** @throws ApiRefusal when there is none. */
export function teamOf({ teams }: SigmaState, id = ''): Team {
  const team = teams.get(id);
  return team === undefined || team.isArchived ? notFound('Team') : team;
}

export function teamAnswer(team: Team): z.output<typeof TEAM> {
  const { description, isArchived, name, teamId, visibility } = team;
  return { teamId, ...stampOf(team), name, description, visibility, isArchived };
}
