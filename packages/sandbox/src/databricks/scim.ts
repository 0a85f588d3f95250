// SCIM `Me`: who the caller is. Shape of RFC 7643 with the vendor's own extension.
import type { Bearer } from '../world.ts';

/** The body of `GET /api/2.0/preview/scim/v2/Me`. */
export function scimMe({ person }: Bearer): object {
  return {
    schemas: [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:workspace:2.0:User',
    ],
    id: person.id,
    userName: person.email,
    displayName: person.displayName,
    active: true,
    name: { givenName: person.givenName, familyName: person.familyName },
    emails: [{ type: 'work', value: person.email, primary: true }],
    groups: person.groups.map(({ id, name }) => ({ display: name, type: 'direct', value: id, $ref: `Groups/${id}` })),
    entitlements: [{ value: 'workspace-access' }, { value: 'databricks-sql-access' }],
    roles: [],
  };
}
