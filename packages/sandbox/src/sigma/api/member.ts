// A member as the REST API shows it, and finding one.
import { z } from 'zod';
import type { Member, SigmaState } from '../state.ts';
import { notFound } from './endpoint.ts';
import { STAMP, stampOf } from './shapes.ts';

export const MEMBER = z.strictObject({
  organizationId: z.string(),
  memberId: z.string(),
  memberType: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  profileImgUrl: z.string().nullable(),
  ...STAMP,
  homeFolderId: z.string(),
  userKind: z.string(),
  isArchived: z.boolean().optional(),
  isInactive: z.boolean().optional(),
});

/** @throws ApiRefusal when there is none. */
export function memberOf({ members }: SigmaState, id = ''): Member {
  return members.get(id) ?? notFound('Member');
}

/** An embed user that was made without a name is called so by the vendor. */
export function memberAnswer({ organizationId }: SigmaState, member: Member): z.output<typeof MEMBER> {
  const { accountType, email, firstName = 'Embed', homeFolderId, isArchived, isInactive, lastName = 'User' } = member;
  return {
    organizationId,
    memberId: member.memberId,
    memberType: accountType,
    firstName,
    lastName,
    email,
    profileImgUrl: member.profileImgUrl,
    ...stampOf(member),
    homeFolderId,
    userKind: member.userKind,
    isArchived,
    isInactive,
  };
}
