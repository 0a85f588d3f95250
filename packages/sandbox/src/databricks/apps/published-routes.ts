// The routes of the apps that Databricks itself publishes: the catalogue, and which of them the account has.
import { Hono } from 'hono';
import { apiError, empty, unknown } from '../answers.ts';
import type { Guarded } from '../guarded.ts';
import { pageOf } from '../paging.ts';
import type { AppRecord } from './apps.ts';
import { logApp, type AppRoom } from './log-app.ts';
import { asOAuthApp, PUBLISHED_APPS } from './published-apps.ts';
import { readPolicy } from './read-app.ts';
import { publishedApp, publishedIntegration } from './wire.ts';

/** The catalogue for reading; connections to create, list, get, patch (lifetimes only) and delete. */
export function createPublishedAppRoutes(room: AppRoom, admin: Guarded): Hono {
  const { apps } = room;
  const app = new Hono();
  app.get(
    '/published-apps',
    admin((_bearer, { request }) => {
      const { items, next } = pageOf(PUBLISHED_APPS, new URL(request.url).searchParams);
      return Response.json({ apps: items.map(publishedApp), ...next });
    }),
  );
  app.post(
    '/published-app-integrations',
    admin(async ({ person }, { request }) => {
      const body = ((await request.json().catch(() => undefined)) ?? {}) as Readonly<Record<string, unknown>>;
      const published = PUBLISHED_APPS.find(({ appId }) => appId === body['app_id']);
      if (published === undefined) return apiError('INVALID_PARAMETER_VALUE', 'app_id names no published app');
      if (apps.list('published').some((known) => known.app.clientId === published.clientId)) {
        return apiError('RESOURCE_ALREADY_EXISTS', `${published.name} is connected already`);
      }
      const policy = readPolicy(body['token_access_policy']);
      if (typeof policy === 'string') return apiError('INVALID_PARAMETER_VALUE', policy);
      const made = apps.create(
        { ...asOAuthApp(published), ...policy },
        { creator: person, userAuthorizedScopes: published.scopes },
      );
      logApp(room, 'app.created', made, person);
      return Response.json({ integration_id: made.integrationId });
    }),
  );
  app.get(
    '/published-app-integrations',
    admin((_bearer, { request }) => {
      const { items, next } = pageOf(apps.list('published'), new URL(request.url).searchParams);
      return Response.json({ apps: items.map(integration), ...next });
    }),
  );
  app.get(
    '/published-app-integrations/:id',
    admin((_bearer, { id }) => one(id, (found) => Response.json(integration(found)))),
  );
  app.patch(
    '/published-app-integrations/:id',
    admin(async ({ person }, { id, request }) => {
      const body = ((await request.json().catch(() => undefined)) ?? {}) as Readonly<Record<string, unknown>>;
      const policy = readPolicy(body['token_access_policy']);
      if (typeof policy === 'string') return apiError('INVALID_PARAMETER_VALUE', policy);
      return one(id, (found) => {
        logApp(room, 'app.changed', apps.replace(found, { ...found, app: { ...found.app, ...policy } }), person);
        return empty();
      });
    }),
  );
  app.delete(
    '/published-app-integrations/:id',
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
    const found = apps.get('published', id);
    return found === undefined ? unknown(`OAuth app integration ${id}`) : handler(found);
  }
}

function integration(record: AppRecord): object {
  const appId = PUBLISHED_APPS.find(({ clientId }) => clientId === record.app.clientId)?.appId ?? '';
  return publishedIntegration(record, appId);
}
