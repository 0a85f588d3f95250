// The sandbox's Databricks: its route table, and the door for what tests want to do behind its back.
import { Hono } from 'hono';
import type { World } from '../world.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { apiError } from './answers.ts';
import { createApps } from './apps/apps.ts';
import { createPublishedAppRoutes } from './apps/published-routes.ts';
import { createAppRoutes } from './apps/routes.ts';
import { createAudit } from './audit.ts';
import { createAuthenticate } from './authenticate.ts';
import { createFederationPolicies } from './federation/policies.ts';
import { createFederationRoutes } from './federation/routes.ts';
import { giveToken } from './give-token.ts';
import { createGrants, type Grants } from './grants.ts';
import { createAdminGuard, createGuarded } from './guarded.ts';
import { createHomeOf, type Home } from './homes.ts';
import { personOfRequest } from './person-of-request.ts';
import type { Keys } from './keys.ts';
import { createOidcRoutes } from './oidc-routes.ts';
import { createDirectoryRoutes, createMeRoute } from './scim/routes.ts';
import { createSqlRoutes } from './sql/routes.ts';

export interface Databricks {
  /** Answers at every host of the workspace and the account. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Answers at the origin of the published keys. */
  readonly keysFetch: (request: Request) => Response | Promise<Response>;
  readonly grants: Grants;
  /** An access token as if this person had just signed in. @throws TypeError for somebody who cannot. */
  readonly giveToken: (email: string) => Promise<string>;
  /** Whose request this is, as far as it tells. */
  readonly personOf: (request: Request) => Promise<string | undefined>;
  close(): Promise<void>;
}

/** The first home answers for hosts that none of them has. */
export function createDatabricks(options: {
  readonly world: World;
  readonly keys: Keys;
  readonly warehouse: Warehouse;
  readonly homes: readonly [Home, ...Home[]];
}): Databricks {
  const { homes, keys, warehouse, world } = options;
  const grants = createGrants(world);
  const apps = createApps(world);
  const policies = createFederationPolicies(world);
  const audit = createAudit(world);
  const room = { world, keys, grants, apps, policies, audit };
  const homeOf = createHomeOf(homes);
  const authenticate = createAuthenticate(room, homes);
  const guarded = createGuarded(authenticate, room);
  const admin = createAdminGuard(authenticate, room);
  const sql = createSqlRoutes({ world, warehouse, audit, guarded, hostname: new URL(homes[0].origin).hostname });

  const app = new Hono();
  app.route('/', createOidcRoutes(room, homeOf));
  const account = '/api/2.0/accounts/:account';
  app.route(`${account}/oauth2`, createAppRoutes(room, admin));
  app.route(`${account}/oauth2`, createPublishedAppRoutes(room, admin));
  app.route(account, createFederationRoutes(world, policies, admin));
  app.route(`${account}/scim/v2`, createDirectoryRoutes(world, admin));
  app.use('/api/*', async ({ req }, next) => {
    if (homeOf(req.raw).plays.includes('workspace')) return await next();
    return new Response('BAD_REQUEST: this host serves the APIs of an account only.', { status: 400 });
  });
  app.route('/api/2.0/preview/scim/v2', createMeRoute(world, guarded));
  app.route('/api/2.0/preview/scim/v2', createDirectoryRoutes(world, guarded));
  app.get(
    '/api/2.0/tokens/introspect',
    guarded(() => {
      const scope = { account_id: world.accountId, workspace_id: Number(world.workspaceId) };
      return Response.json({ principal_context: { authentication_scope: scope } });
    }),
  );
  app.route('/api/2.0', sql.api);
  app.route('/', sql.results);
  app.get('/', (context) =>
    context.text('This is the Databricks of a Sigma Embed Gateway sandbox. Nothing here is real.\n'),
  );
  app.notFound(({ req }) => apiError('ENDPOINT_NOT_FOUND', `No API found for '${req.method} ${req.path}'`));

  const keysApp = new Hono();
  keysApp.get('/oidc/jwks.json', async (context) => context.json(await keys.published()));

  return {
    fetch: (request) => app.fetch(request),
    keysFetch: (request) => keysApp.fetch(request),
    grants,
    giveToken: (email) => giveToken(room, homes[0].workspace, email),
    personOf: (request) => personOfRequest(grants, request),
    close: () => sql.close(),
  };
}
