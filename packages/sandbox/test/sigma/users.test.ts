// Who a load runs as, and what the organization's own state allows.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memberByEmail, teamByName, teamsOf } from '../../src/sigma/members.ts';
import { CLIENT_ID, organization, WORKBOOK, type Change, type Organization } from './organization.ts';

const load = async (place: Organization, change: Change = {}) => await place.refusal(await place.url(change));
const SAM: Change = { claims: { sub: 'sam@example.com', account_type: undefined, teams: undefined } };

describe('an embed user', () => {
  it("gets the claims' teams, account type, attributes and name, which replace those before", async () => {
    const place = organization();
    await load(place, { claims: { teams: ['Sales_People', 'Finance_People'], user_attributes: { Region: 'West' } } });
    await load(place, {
      claims: { teams: ['Finance_People'], account_type: 'Build', first_name: 'Ana', last_name: 'Lima' },
    });
    const ana = memberByEmail(place.state, 'ana@example.com');
    assert.ok(ana);
    assert.deepEqual(
      teamsOf(place.state, ana.memberId).map(({ name }) => name),
      ['Finance_People'],
    );
    assert.equal(ana.accountType, 'Build');
    assert.deepEqual(ana.attributes, { Region: 'West' });
    assert.equal(ana.firstName, 'Ana');
  });

  it('who was deactivated is not found, and who is inactive has no permission', async () => {
    const place = organization();
    await load(place);
    const ana = memberByEmail(place.state, 'ana@example.com');
    assert.ok(ana);
    ana.isArchived = true;
    assert.equal((await load(place))?.code, 'ENOENT');
    Object.assign(ana, { isArchived: false, isInactive: true });
    assert.equal((await load(place))?.check, 'inactive_user');
  });

  it('may do what the strongest grant says', async () => {
    const place = organization();
    await load(place);
    assert.equal(place.events.at(-1)?.detail?.['permission'], 'explore');
    const grant = [...place.state.grants.values()].find(({ inodeType }) => inodeType === 'workbook');
    assert.ok(grant);
    grant.permission = 'edit';
    await load(place, { claims: { account_type: 'Build' } });
    assert.equal(place.events.at(-1)?.detail?.['permission'], 'edit');
    await load(place, { claims: { account_type: 'View' } });
    assert.equal(place.events.at(-1)?.detail?.['permission'], 'explore', 'the account type is the ceiling');
  });

  it('may do no more than the own account type allows', async () => {
    const place = organization();
    const type = (name: string, permissions: readonly string[]): void => {
      const common = { accountTypeId: name, name, description: '', isCustom: true };
      place.state.accountTypes.set(name, { ...common, permissions });
    };
    type('Nobody', ['explore', 'editWorkbooks', 'createWorkbooks']);
    type('Guest', ['viewWorkbooks']);
    type('Odd', ['viewWorkbooks', 'editWorkbooks']);
    for (const grant of place.state.grants.values()) if (grant.inodeType === 'workbook') grant.permission = 'edit';
    assert.equal((await load(place, { claims: { account_type: 'Nobody' } }))?.check, 'no_view_workbooks');
    const seen: [permission: unknown, modes: unknown][] = [];
    for (const account_type of ['Guest', 'Odd', 'View', 'Act', 'Analyze', 'Build']) {
      const { data } = await place.get(await place.url({ claims: { account_type } }));
      seen.push([place.events.at(-1)?.detail?.['permission'], data['modes']]);
    }
    const explores = ['explore', ['view', 'explore']];
    const [views, edits] = [
      ['view', ['view']],
      ['edit', ['view', 'explore', 'edit']],
    ];
    assert.deepEqual(seen, [views, views, explores, explores, explores, edits]);
  });

  it('opens the edit mode only with the permission to edit', async () => {
    const place = organization();
    assert.equal((await load(place, { path: `${WORKBOOK}/edit` }))?.check, 'no_edit_grant');
    for (const grant of place.state.grants.values()) if (grant.inodeType === 'workbook') grant.permission = 'edit';
    assert.equal(await load(place, { path: `${WORKBOOK}/edit`, claims: { account_type: 'Build' } }), undefined);
  });
});

describe('an internal user', () => {
  it('who never signed in cannot be updated where users are not made by themselves', async () => {
    const place = organization({ switches: { autoCreateUsers: false } });
    const sam = memberByEmail(place.state, 'sam@example.com');
    assert.ok(sam);
    sam.hasSignedIn = false;
    assert.equal((await load(place, SAM))?.text, 'Automatic updating of users is disabled.');
    Object.assign(place.world.sigma, { autoCreateUsers: true });
    assert.equal(await load(place, SAM), undefined);
  });

  it('keeps teams and account type', async () => {
    const place = organization();
    const before = structuredClone(memberByEmail(place.state, 'sam@example.com'));
    await load(place, SAM);
    assert.deepEqual(memberByEmail(place.state, 'sam@example.com'), before);
  });
});

describe('a credential', () => {
  it('without the embed scope signs nothing', async () => {
    const place = organization();
    const credential = place.state.credentials.get(CLIENT_ID);
    assert.ok(credential);
    place.state.credentials.set(CLIENT_ID, { ...credential, scopes: ['api'] });
    assert.equal((await load(place))?.text, 'Invalid kid parameter');
  });

  it('that was revoked signs nothing', async () => {
    const place = organization();
    place.state.credentials.delete(CLIENT_ID);
    assert.equal((await load(place))?.check, 'unknown_kid');
  });

  it('of somebody who is no administrator signs for that person only', async () => {
    const place = organization();
    const credential = place.state.credentials.get(CLIENT_ID);
    const sam = memberByEmail(place.state, 'sam@example.com');
    assert.ok(credential && sam);
    place.state.credentials.set(CLIENT_ID, { ...credential, ownerId: sam.memberId });
    assert.equal((await load(place))?.check, 'credential_owner');
    assert.equal(await load(place, SAM), undefined);
    sam.isArchived = true;
    assert.equal((await load(place, SAM))?.check, 'credential_owner');
  });
});

describe('what is shared', () => {
  it('with a member works without a team', async () => {
    const place = organization();
    assert.equal((await load(place, { claims: { teams: [] } }))?.check, 'no_workbook_grant');
    const ana = memberByEmail(place.state, 'ana@example.com');
    for (const grant of place.state.grants.values()) {
      place.state.grants.set(`${grant.grantId}-own`, { ...grant, teamId: null, memberId: ana?.memberId ?? '' });
    }
    assert.equal(await load(place, { claims: { teams: [] } }), undefined);
  });

  it('with an archived team is shared no more', async () => {
    const place = organization();
    const team = teamByName(place.state, 'Sales_People');
    assert.ok(team);
    await load(place);
    team.isArchived = true;
    assert.equal((await load(place, { claims: { teams: undefined } }))?.check, 'no_workbook_grant');
  });

  it('is stale when the connection was archived', async () => {
    const place = organization();
    for (const connection of place.state.connections.values()) connection.isArchived = true;
    assert.deepEqual({ code: (await load(place))?.code }, { code: 'ESTALE' });
  });
});
