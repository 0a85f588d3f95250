// The organization as it is before anybody has come: the world's people, teams, connection and workbooks. Knows no request.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Workbook, World } from '../world.ts';
import { stampedBy } from './members.ts';
import type { SigmaState } from './state.ts';

export const ADMIN_EMAIL = 'admin@example.com';

/** Account types that every organization has, lowest first. What each may do beyond viewing is the sandbox's own reading. */
const ACCOUNT_TYPES: readonly (readonly [name: string, description: string, permissions: readonly string[]])[] = [
  ['View', 'Views and filters shared workbooks', ['viewWorkbooks', 'explore']],
  ['Act', 'Also enters data', ['viewWorkbooks', 'explore', 'inputTables']],
  ['Analyze', 'Also saves copies of workbooks', ['viewWorkbooks', 'explore', 'inputTables', 'createWorkbooks']],
  [
    'Build',
    'Also edits and publishes workbooks',
    ['viewWorkbooks', 'explore', 'inputTables', 'createWorkbooks', 'editWorkbooks', 'viewConnections'],
  ],
  [
    'Admin',
    'Everything',
    ['viewWorkbooks', 'explore', 'inputTables', 'createWorkbooks', 'editWorkbooks', 'viewConnections', 'admin'],
  ],
];

/** What Sigma gives to a user for whom no account type was ever sent: the highest that is not an administrator. */
export const HIGHEST_ACCOUNT_TYPE = 'Build';

/** Fills an empty organization: everything is shared with every team of the world; people with a Sigma login are in all of them. */
export function foundOrganization(state: SigmaState, databricksHost: string): void {
  const { world } = state;
  const adminId = randomUUID();
  const stamp = stampedBy(adminId, world.clock.now());
  for (const [name, description, permissions] of ACCOUNT_TYPES) {
    const accountTypeId = randomUUID();
    state.accountTypes.set(accountTypeId, { accountTypeId, name, description, isCustom: false, permissions });
  }
  const addMember = (
    memberId: string,
    email: string,
    rest: { first: string; last: string; accountType: string },
  ): void => {
    const { accountType, first, last } = rest;
    state.members.set(memberId, {
      ...stamp,
      memberId,
      homeFolderId: randomUUID(),
      email,
      userKind: 'internal',
      accountType,
      firstName: first,
      lastName: last,
      profileImgUrl: null,
      attributes: {},
      isArchived: false,
      isInactive: false,
      hasSignedIn: true,
    });
  };
  addMember(adminId, ADMIN_EMAIL, { first: 'Sandbox', last: 'Administrator', accountType: 'Admin' });
  for (const { email, familyName, givenName, sigmaUser } of world.people) {
    if (sigmaUser === 'internal') {
      addMember(randomUUID(), email, { first: givenName, last: familyName, accountType: HIGHEST_ACCOUNT_TYPE });
    }
  }
  foundTeams(state, stamp);
  addCredentials(state, adminId);
  for (const name of world.userAttributes) {
    const userAttributeId = randomUUID();
    const none = { description: null, defaultValue: null, users: new Map(), teams: new Map() };
    state.userAttributes.set(userAttributeId, { ...stamp, userAttributeId, name, ...none });
  }
  state.connections.set(world.connectionId, {
    ...stamp,
    connectionId: world.connectionId,
    name: 'Databricks',
    details: connectionDetails(world, databricksHost),
    useOauth: true,
    isArchived: false,
  });
  for (const workbook of world.workbooks) addWorkbook(state, workbook, adminId);
  for (const { teamId } of state.teams.values()) {
    share(state, { inodeId: world.connectionId, inodeType: 'connection', permission: 'usage' }, teamId);
    for (const { workbookId } of state.workbooks.values()) {
      share(state, { inodeId: workbookId, inodeType: 'workbook', permission: 'explore' }, teamId);
    }
  }
}

function foundTeams(state: SigmaState, stamp: ReturnType<typeof stampedBy>): void {
  const inside = [...state.members.values()].map(
    ({ memberId }) => [memberId, { isTeamAdmin: false, addedBy: stamp.createdBy }] as const,
  );
  for (const name of state.world.teams) {
    const teamId = randomUUID();
    const members = new Map(inside);
    const rest = { description: null, visibility: 'private', isArchived: false, workspaceId: null } as const;
    state.teams.set(teamId, { ...stamp, teamId, name, members, ...rest });
  }
}

function addCredentials({ credentials, world }: SigmaState, ownerId: string): void {
  const add = ({ clientId, secret }: World['credential'], name: string, scope: 'api' | 'embed'): void => {
    credentials.set(clientId, { clientId, secret, name, description: '', ownerId, scopes: [scope] });
  };
  add(world.credential, 'Embeds of the sandbox', 'embed');
  add(world.apiCredential, 'REST API of the sandbox', 'api');
}

function connectionDetails(world: World, host: string): Readonly<Record<string, unknown>> {
  return {
    type: 'databricks',
    host,
    endpoint: `/sql/1.0/warehouses/${world.warehouseId}`,
    useOauth: true,
    metadataUrl: `https://${host}/oidc/.well-known/openid-configuration`,
    clientId: world.apps[0]?.clientId ?? '',
    scopes: ['openid', 'profile', 'email', 'all-apis'],
    idpType: 'aws_databricks',
    usePkce: true,
  };
}

function addWorkbook(state: SigmaState, workbook: Workbook, ownerId: string): void {
  const { clock } = state.world;
  const workbookId = randomUUID();
  const { contents, name, savedViews, tags, urlId } = workbook;
  const record = {
    ...stampedBy(ownerId, clock.now()),
    workbookId,
    urlId,
    name,
    description: undefined,
    folderId: randomUUID(),
    ownerId,
    version: 1,
    contents,
    isArchived: false,
    tags: new Map(),
    bookmarks: new Map(),
  };
  state.workbooks.set(workbookId, record);
  for (const tag of tags) {
    const [versionTagId, taggedWorkbookId] = [randomUUID(), randomUUID()];
    record.tags.set(tag, { versionTagId, taggedWorkbookId, version: 1, contents, taggedAt: clock.now() });
  }
  for (const { id, name: title, variables } of savedViews) {
    const exploreKey = randomBytes(8).toString('hex');
    state.explorations.set(exploreKey, { workbookId, ownerId, createdAt: clock.now(), variables, sorting: {} });
    record.bookmarks.set(id, { bookmarkId: id, name: title, isShared: true, isDefault: false, exploreKey, ownerId });
  }
}

/** Shares something with a team. */
export function share(
  state: SigmaState,
  what: {
    readonly inodeId: string;
    readonly inodeType: 'connection' | 'workbook';
    readonly permission: 'explore' | 'usage';
  },
  teamId: string,
): void {
  const grantId = randomUUID();
  const [admin] = state.members.keys();
  const stamp = stampedBy(admin ?? '', state.world.clock.now());
  state.grants.set(grantId, { ...stamp, ...what, grantId, memberId: null, teamId });
}
