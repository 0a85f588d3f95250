// Embed URLs of users, teams and credentials that Sigma does not let in: each is refused by the check that it breaks.
import { memberByEmail } from '../../src/sigma/members.ts';
import { by, changed, claims, path } from './mutations.ts';
import { CLIENT_ID, WORKBOOK } from './organization.ts';
import { refuses } from './refusals.ts';

const SAM = { sub: 'sam@example.com', account_type: undefined, teams: undefined };

refuses('credential_owner', [
  changed('a credential of somebody who is no administrator', {}, (place) => {
    const [credential, sam] = [place.state.credentials.get(CLIENT_ID), memberByEmail(place.state, 'sam@example.com')];
    if (credential === undefined || sam === undefined) throw new Error('no credential, or no Sam');
    place.state.credentials.set(CLIENT_ID, { ...credential, ownerId: sam.memberId });
  }),
]);

refuses('deactivated_user', [
  changed('a user who was deactivated', { claims: SAM }, ({ state }) => {
    Object.assign(memberByEmail(state, 'sam@example.com') ?? {}, { isArchived: true });
  }),
]);

refuses('inactive_user', [
  changed('a user who is inactive', { claims: SAM }, ({ state }) => {
    Object.assign(memberByEmail(state, 'sam@example.com') ?? {}, { isInactive: true });
  }),
]);

refuses('internal_user', [
  claims('an account type for somebody with a login', { ...SAM, account_type: 'View' }),
  claims('teams for somebody with a login', { ...SAM, teams: ['Sales_People'] }),
  claims('no teams for somebody with a login', { ...SAM, teams: [] }),
  claims('attributes for somebody with a login', { ...SAM, user_attributes: {} }),
  claims('a name for somebody with a login', { ...SAM, first_name: 'Sam' }),
  claims('a last name for somebody with a login', { ...SAM, last_name: 'S' }),
]);

refuses('user_never_signed_in', [
  by(
    changed('somebody with a login who never used it', { claims: SAM }, ({ state }) => {
      Object.assign(memberByEmail(state, 'sam@example.com') ?? {}, { hasSignedIn: false });
    }),
    { autoCreateUsers: false },
  ),
]);

refuses('unknown_user', [by(claims('somebody whom Sigma does not know', {}), { autoCreateUsers: false })]);

refuses('unknown_team', [
  claims('another team', { teams: ['Nobody'] }),
  claims('a team in small letters', { teams: ['sales_people'] }),
  claims('one team of two', { teams: ['Sales_People', 'Nobody'] }),
]);

refuses('unknown_account_type', [claims('another account type', { account_type: 'Emperor' })]);

refuses('unknown_attribute', [claims('another attribute', { user_attributes: { shoe_size: '44' } })]);

refuses('no_workbook_grant', [claims('no team', { teams: [] })]);

refuses('no_view_workbooks', [
  changed('an account type that may not view workbooks', {}, ({ state }) => {
    for (const [id, type] of state.accountTypes) state.accountTypes.set(id, { ...type, permissions: ['explore'] });
  }),
]);

refuses('no_edit_grant', [path('the edit mode for a viewer', `${WORKBOOK}/edit`)]);
