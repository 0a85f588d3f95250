// The sandbox's Databricks: its route table, and the door for what tests want to do behind its back.
import { Hono } from 'hono';
import type { World } from '../world.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { createAuthenticate, hasScope, missingScope } from './authenticate.ts';
import { createAuthorize } from './authorize.ts';
import { hostFacts, metadata } from './discovery.ts';
import { createGrants } from './grants.ts';
import { createGuarded } from './guarded.ts';
import { createIssuers } from './issuers.ts';
import { personOfRequest } from './person-of-request.ts';
import type { Keys } from './keys.ts';
import { scimMe } from './scim.ts';
import { createSqlRoutes } from './sql/routes.ts';
import { answerToken } from './token.ts';

export interface Databricks {
  /** Answers at the workspace's origin, which here serves the account level too. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Answers at the origin of the published keys. */
  readonly keysFetch: (request: Request) => Response | Promise<Response>;
  /** Ends all grants of this person: refreshing fails from now on. Access tokens live on unless told otherwise. */
  readonly revokeGrants: (email: string, options?: { readonly accessTokens?: boolean }) => number;
  /** Whose request this is, as far as it tells. */
  readonly personOf: (request: Request) => Promise<string | undefined>;
  close(): Promise<void>;
}

export function createDatabricks(options: {
  readonly world: World;
  readonly keys: Keys;
  readonly warehouse: Warehouse;
  readonly origin: string;
  readonly keysOrigin: string;
}): Databricks {
  const { keys, keysOrigin, origin, warehouse, world } = options;
  const grants = createGrants(world.clock, world.memory);
  const room = { world, keys, grants };
  const issuers = createIssuers({ origin, workspaceId: world.workspaceId, accountId: world.accountId });
  const [workspace] = issuers;
  const authorize = createAuthorize(room);
  const guarded = createGuarded(createAuthenticate(room, issuers), world);
  const { hostname } = new URL(origin);
  const sql = createSqlRoutes({ world, warehouse, guarded, hostname });

  const app = new Hono();
  for (const issuer of issuers) {
    // The well-known names stand behind the issuer's path, unlike RFC 8414 has it; so does the vendor.
    for (const name of ['oauth-authorization-server', 'openid-configuration']) {
      app.get(`${issuer.path}/.well-known/${name}`, (context) => context.json(metadata(issuer, keysOrigin)));
    }
    app.get(`${issuer.path}/v1/authorize`, ({ req }) => authorize.show(issuer, new URL(req.url).searchParams));
    app.post(`${issuer.path}/v1/authorize`, ({ req }) => authorize.decide(issuer, req.raw));
    app.post(`${issuer.path}/v1/token`, ({ req }) => answerToken(room, issuer, req.raw));
  }
  // Databricks' own drivers for AWS and GCP go here.
  app.get('/oidc/oauth2/v2.0/authorize', ({ req }) => authorize.show(workspace, new URL(req.url).searchParams));
  app.get('/.well-known/databricks-config', (context) => context.json(hostFacts(workspace, world)));
  app.get(
    '/api/2.0/preview/scim/v2/Me',
    guarded((bearer) => {
      if (!hasScope(bearer, 'all-apis', 'iam.current-user:read')) {
        return Response.json(missingScope('iam.current-user:read'), { status: 403 });
      }
      world.events.add({ vendor: 'databricks', kind: 'scim.me', person: bearer.person.email });
      return Response.json(scimMe(bearer));
    }),
  );
  app.route('/api/2.0/sql', sql.app);
  app.get('/', (context) =>
    context.text('This is the Databricks of a Sigma Embed Gateway sandbox. Nothing here is real.\n'),
  );
  app.notFound(({ req }) => {
    const message = `No API found for '${req.method} ${req.path}'`;
    return Response.json({ error_code: 'ENDPOINT_NOT_FOUND', message }, { status: 404 });
  });

  const keysApp = new Hono();
  keysApp.get('/oidc/jwks.json', async (context) => context.json(await keys.published()));

  return {
    fetch: (request) => app.fetch(request),
    keysFetch: (request) => keysApp.fetch(request),
    revokeGrants: (email, how) => grants.revoke(email, how),
    personOf: (request) => personOfRequest(grants, request),
    close: () => sql.close(),
  };
}
