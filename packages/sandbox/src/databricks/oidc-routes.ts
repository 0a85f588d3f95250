// The routes of the authorization server, at both levels of every host. Knows no grants.
import { Hono, type Context } from 'hono';
import { createAuthorize } from './authorize.ts';
import { hostFacts, metadata } from './discovery.ts';
import type { Home } from './homes.ts';
import type { Issuer } from './issuers.ts';
import type { TokenRoom } from './mint.ts';
import { answerRevocation } from './revoke.ts';
import { answerToken } from './token.ts';

/** The Entra tenant to which Azure hosts send drivers that ask at the old address. Invented. */
const TENANT = '00000000-0000-4000-8000-000000000001';

// The well-known names stand behind the issuer's path, unlike RFC 8414 has it; so does the vendor.
const WELL_KNOWN = ['oauth-authorization-server', 'openid-configuration'];

export function createOidcRoutes(room: TokenRoom, homeOf: (request: Request) => Home): Hono {
  const { world } = room;
  const authorize = createAuthorize(room);
  const app = new Hono();

  /** The handler with the issuer of this path at this host, or the vendor's 404. */
  const at =
    (path: 'workspace' | 'account', handler: (issuer: Issuer, request: Request) => Response | Promise<Response>) =>
    (context: Context): Response | Promise<Response> => {
      const home = homeOf(context.req.raw);
      const isOurs = path === 'workspace' || context.req.param('account') === world.accountId;
      return isOurs && home.plays.includes(path) ? handler(home[path], context.req.raw) : context.notFound();
    };

  for (const name of WELL_KNOWN) {
    // An account's host answers here as well, though nobody can sign in without an account id.
    app.get(`/oidc/.well-known/${name}`, ({ req: { raw } }) => {
      const home = homeOf(raw);
      return Response.json(metadata(home.workspace.issuer, home, world.databricks));
    });
    app.get(
      `/oidc/accounts/:account/.well-known/${name}`,
      at('account', ({ issuer }, request) => Response.json(metadata(issuer, homeOf(request), world.databricks))),
    );
  }
  for (const [level, path] of [
    ['workspace', '/oidc'],
    ['account', '/oidc/accounts/:account'],
  ] as const) {
    app.get(
      `${path}/v1/authorize`,
      at(level, (issuer, { url }) => authorize.show(issuer, new URL(url).searchParams)),
    );
    app.post(
      `${path}/v1/authorize`,
      at(level, (issuer, request) => authorize.decide(issuer, request)),
    );
    app.post(
      `${path}/v1/token`,
      at(level, (issuer, request) => answerToken(room, issuer, request)),
    );
    app.post(`${path}/v1/revoke`, async (context) => {
      if (world.databricks.revokeEndpoint === 'absent') return context.notFound();
      return await at(level, (issuer, request) => answerRevocation(room, issuer, request))(context);
    });
  }
  // Databricks' own drivers for AWS and GCP go here.
  app.get('/oidc/oauth2/v2.0/authorize', (context) => {
    if (homeOf(context.req.raw).cloud !== 'Azure') {
      return at('workspace', (issuer, { url }) => authorize.show(issuer, new URL(url).searchParams))(context);
    }
    const { search } = new URL(context.req.url);
    return context.redirect(`https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/authorize${search}`);
  });
  app.get('/.well-known/databricks-config', (context) => {
    if (world.databricks.hostFacts === 'absent') return context.notFound();
    return context.json(hostFacts(homeOf(context.req.raw), world));
  });
  return app;
}
