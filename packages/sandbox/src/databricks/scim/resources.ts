// People and groups as SCIM 2.0 resources (RFC 7643) with the vendor's own extension. Knows no routes.
import type { Person } from '../../world.ts';

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly members: readonly Person[];
}

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';

/** One person, or one service principal, whose name is its application id. `Me` and `Users/{id}` look the same. */
export function scimUser(person: Person): object {
  const isPerson = person.email.includes('@');
  return {
    schemas: [`${CORE}:User`, 'urn:ietf:params:scim:schemas:extension:workspace:2.0:User'],
    id: person.id,
    userName: person.email,
    displayName: person.displayName,
    active: true,
    ...(isPerson && {
      name: { givenName: person.givenName, familyName: person.familyName },
      emails: [{ type: 'work', value: person.email, primary: true }],
    }),
    groups: person.groups.map(({ id, name }) => ({ display: name, type: 'direct', value: id, $ref: `Groups/${id}` })),
    entitlements: [{ value: 'workspace-access' }, { value: 'databricks-sql-access' }],
    roles: [],
  };
}

/** One group. All groups here belong to the account. */
export function scimGroup({ id, members, name }: Group): object {
  return {
    schemas: [`${CORE}:Group`],
    id,
    displayName: name,
    meta: { resourceType: 'Group' },
    members: members.map((person) => ({ display: person.displayName, value: person.id, $ref: `Users/${person.id}` })),
  };
}

/** The groups that these people are in, in the order in which they first appear. */
export function groupsOf(people: readonly Person[]): Group[] {
  const names = new Map(people.flatMap(({ groups }) => groups.map(({ id, name }) => [id, name] as const)));
  return [...names].map(([id, name]) => ({
    id,
    name,
    members: people.filter(({ groups }) => groups.some((group) => group.id === id)),
  }));
}

/** A page of a list. `startIndex` counts from 1 (RFC 7644 section 3.4.2.4). */
export function scimList(resources: readonly object[], query: URLSearchParams): object {
  const start = Math.max(1, Number(query.get('startIndex')) || 1);
  const count = query.has('count') ? Math.max(0, Number(query.get('count')) || 0) : 100;
  const page = resources.slice(start - 1, start - 1 + count);
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: resources.length,
    startIndex: start,
    itemsPerPage: page.length,
    Resources: page,
  };
}
