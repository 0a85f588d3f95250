// What is shared with whom, over the REST API. Knows grants, not what they are on.
import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import { stampedBy } from '../members.ts';
import type { Grant, Permission, SigmaState } from '../state.ts';
import { notFound, type ApiCall } from './endpoint.ts';
import { memberOf } from './member.ts';
import { STAMP, stampOf } from './shapes.ts';
import { teamOf } from './team.ts';

export const GRANTEE = z.union([z.strictObject({ teamId: z.string() }), z.strictObject({ memberId: z.string() })]);

export const GRANT = z.strictObject({
  grantId: z.string(),
  inodeId: z.string(),
  organizationId: z.string(),
  memberId: z.string().nullable(),
  teamId: z.string().nullable(),
  permission: z.enum(['annotate', 'usage', 'view', 'explore', 'edit']),
  ...STAMP,
});

interface NewGrant {
  readonly grantee: z.output<typeof GRANTEE>;
  readonly permission: Permission;
}

/** Shares; a grantee that has a grant already gets the new permission. All grantees exist before the first grant is written. */
export function addGrants(
  { caller, state }: Pick<ApiCall<unknown>, 'caller' | 'state'>,
  what: Pick<Grant, 'inodeId' | 'inodeType'>,
  grants: readonly NewGrant[],
): void {
  const checked = grants.map(({ grantee, permission }) => ({
    permission,
    memberId: 'memberId' in grantee ? memberOf(state, grantee.memberId).memberId : null,
    teamId: 'teamId' in grantee ? teamOf(state, grantee.teamId).teamId : null,
  }));
  const stamp = stampedBy(caller.memberId, state.world.clock.now());
  for (const { memberId, permission, teamId } of checked) {
    const known = [...state.grants.values()].find(
      (grant) => grant.inodeId === what.inodeId && grant.memberId === memberId && grant.teamId === teamId,
    );
    if (known !== undefined) {
      Object.assign(known, { permission, updatedAt: stamp.updatedAt, updatedBy: stamp.updatedBy });
      continue;
    }
    const grantId = randomUUID();
    state.grants.set(grantId, { ...stamp, ...what, grantId, memberId, teamId, permission });
  }
}

export function grantsOn(state: SigmaState, inodeId: string): z.output<typeof GRANT>[] {
  return [...state.grants.values()]
    .filter((grant) => grant.inodeId === inodeId)
    .map((grant) => grantAnswer(state, grant));
}

function grantAnswer({ organizationId }: SigmaState, grant: Grant): z.output<typeof GRANT> {
  const { grantId, inodeId, memberId, permission, teamId } = grant;
  return { grantId, inodeId, organizationId, memberId, teamId, permission, ...stampOf(grant) };
}

/** @throws ApiRefusal when there is no such grant on this. */
export function removeGrant(
  { params, state }: Pick<ApiCall<unknown>, 'params' | 'state'>,
  inodeId: string,
): Record<string, never> {
  const grant = state.grants.get(params['grantId'] ?? '');
  if (grant?.inodeId !== inodeId) return notFound('Grant');
  state.grants.delete(grant.grantId);
  return {};
}
