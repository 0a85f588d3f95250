// The routes of custom app connections at the account. For account admins.
import { Hono } from 'hono';
import { apiError, empty, unknown } from '../answers.ts';
import type { Guarded } from '../guarded.ts';
import { pageOf } from '../paging.ts';
import type { AppRecord } from './apps.ts';
import { logApp, type AppRoom } from './log-app.ts';
import { readAppPatch, readNewApp } from './read-app.ts';
import { customApp } from './wire.ts';

/** Create, list, get, patch and delete. A secret is shown once; no call makes a new one. */
export function createAppRoutes(room: AppRoom, admin: Guarded): Hono {
  const { apps, world } = room;
  const app = new Hono();
  app.post(
    '/custom-app-integrations',
    admin(async ({ person }, { request }) => {
      const draft = readNewApp(await request.json().catch(() => undefined), world.databricks);
      if (typeof draft === 'string') return apiError('INVALID_PARAMETER_VALUE', draft);
      const { userAuthorizedScopes } = draft;
      const made = apps.create(draft.app, { creator: person, userAuthorizedScopes });
      logApp(room, 'app.created', made, person);
      const { clientId, clientSecret } = made.app;
      return Response.json({
        integration_id: made.integrationId,
        client_id: clientId,
        ...(clientSecret !== undefined && { client_secret: clientSecret }),
      });
    }),
  );
  app.get(
    '/custom-app-integrations',
    admin((_bearer, { request }) => {
      const { items, next } = pageOf(apps.list('custom'), new URL(request.url).searchParams);
      return Response.json({ apps: items.map(customApp), ...next });
    }),
  );
  app.get(
    '/custom-app-integrations/:id',
    admin((_bearer, { id }) => one(id, (found) => Response.json(customApp(found)))),
  );
  app.patch(
    '/custom-app-integrations/:id',
    admin(async ({ person }, { id, request }) => {
      const body: unknown = await request.json().catch(() => undefined);
      return one(id, (found) => {
        const draft = readAppPatch(body, found, world.databricks);
        if (typeof draft === 'string') return apiError('INVALID_PARAMETER_VALUE', draft);
        logApp(room, 'app.changed', apps.replace(found, draft), person);
        return empty();
      });
    }),
  );
  app.delete(
    '/custom-app-integrations/:id',
    admin(({ person }, { id }) =>
      one(id, (found) => {
        apps.remove(found);
        logApp(room, 'app.deleted', found, person);
        return empty();
      }),
    ),
  );
  return app;

  function one(id: string, handler: (found: AppRecord) => Response): Response {
    const found = apps.get('custom', id);
    return found === undefined ? unknown(`OAuth app integration ${id}`) : handler(found);
  }
}
