// SCIM for reading: who I am, who there is, which groups. The workspace's and the account's routes differ in who may ask.
import { Hono } from 'hono';
import type { Bearer, World } from '../../world.ts';
import { hasScope, missingScope } from '../authenticate.ts';
import type { Guarded } from '../guarded.ts';
import { groupsOf, scimGroup, scimList, scimUser } from './resources.ts';

/** `Me`, which needs `all-apis` or `iam.current-user:read`; with `sql` alone, a switch decides. */
export function createMeRoute(world: World, guarded: Guarded): Hono {
  return new Hono().get(
    '/Me',
    guarded((bearer) => {
      if (!mayReadMe(world, bearer)) return missingScope('iam.current-user:read');
      world.events.add({ vendor: 'databricks', kind: 'scim.me', person: bearer.person.email });
      return Response.json(scimUser(bearer.person));
    }),
  );
}

function mayReadMe({ databricks }: World, bearer: Bearer): boolean {
  const scopes = ['all-apis', 'iam.current-user:read', ...(databricks.meWithSqlScope === 'answered' ? ['sql'] : [])];
  return hasScope(bearer, ...scopes);
}

/** `Users` and `Groups`: lists, with `filter=… eq "…"` on the name, and single ones. Needs `all-apis`. */
export function createDirectoryRoutes(world: World, guarded: Guarded): Hono {
  const app = new Hono();
  const directories: Readonly<Record<string, Directory>> = {
    Users: {
      nameField: 'userName',
      list: () => world.people.map((person) => ({ id: person.id, name: person.email, body: scimUser(person) })),
    },
    Groups: {
      nameField: 'displayName',
      list: () => groupsOf(world.people).map((group) => ({ id: group.id, name: group.name, body: scimGroup(group) })),
    },
  };
  for (const [path, { list, nameField }] of Object.entries(directories)) {
    app.get(
      `/${path}`,
      guarded((bearer, { request }) => {
        if (!hasScope(bearer, 'all-apis')) return missingScope('all-apis');
        const query = new URL(request.url).searchParams;
        const wanted = readFilter(query.get('filter'), nameField);
        if (wanted === undefined) return scimError(400, `Only filters of the form ${nameField} eq "value" are known`);
        const found = list().filter(({ name }) => wanted === '' || name.toLowerCase() === wanted.toLowerCase());
        return Response.json(
          scimList(
            found.map(({ body }) => body),
            query,
          ),
        );
      }),
    );
    app.get(
      `/${path}/:id`,
      guarded((bearer, { id }) => {
        if (!hasScope(bearer, 'all-apis')) return missingScope('all-apis');
        const found = list().find((one) => one.id === id);
        return found === undefined ? scimError(404, `${path}/${id} not found`) : Response.json(found.body);
      }),
    );
  }
  return app;
}

interface Directory {
  /** The attribute that a filter may name. */
  readonly nameField: string;
  readonly list: () => readonly { readonly id: string; readonly name: string; readonly body: object }[];
}

/** The name that is looked for, an empty text for no filter, undefined for a filter that is not understood. */
function readFilter(text: string | null, field: string): string | undefined {
  if (text === null) return '';
  const [, name, value] = /^\s*(\w+)\s+eq\s+"?([^"]+?)"?\s*$/i.exec(text) ?? [];
  return name?.toLowerCase() === field.toLowerCase() ? value : undefined;
}

/** SCIM has an error body of its own (RFC 7644 section 3.12). */
function scimError(status: 400 | 404, detail: string): Response {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
  return Response.json({ schemas, detail, status: String(status) }, { status });
}
