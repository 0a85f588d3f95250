// App connections as the account's API words them. Knows no storage.
import type { AppRecord } from './apps.ts';
import type { PublishedApp } from './published-apps.ts';

/** One custom app integration, without its secret. */
export function customApp({ app, createdAt, creator, integrationId, userAuthorizedScopes }: AppRecord): object {
  return {
    integration_id: integrationId,
    client_id: app.clientId,
    name: app.name,
    redirect_urls: app.redirectUrls,
    confidential: app.clientSecret !== undefined,
    scopes: app.scopes,
    user_authorized_scopes: userAuthorizedScopes,
    token_access_policy: policy({ app }),
    create_time: new Date(createdAt).toISOString(),
    ...(creator !== undefined && { created_by: Number(creator.id), creator_username: creator.email }),
  };
}

/** One published app integration. */
export function publishedIntegration({ app, createdAt, creator, integrationId }: AppRecord, appId: string): object {
  return {
    integration_id: integrationId,
    app_id: appId,
    name: app.name,
    token_access_policy: policy({ app }),
    create_time: new Date(createdAt).toISOString(),
    ...(creator !== undefined && { created_by: Number(creator.id) }),
  };
}

/** One row of the catalogue. Published apps are never confidential. */
export function publishedApp(app: PublishedApp): object {
  return {
    app_id: app.appId,
    client_id: app.clientId,
    name: app.name,
    description: app.description,
    is_confidential_client: false,
    redirect_urls: app.redirectUrls,
    scopes: app.scopes,
  };
}

function policy({ app }: Pick<AppRecord, 'app'>): object {
  return {
    access_token_ttl_in_minutes: app.accessTtlSeconds / 60,
    refresh_token_ttl_in_minutes: app.refreshTtlSeconds / 60,
    enable_single_use_refresh_tokens: app.refreshMode !== 'multi_use',
    ...(app.sessionTtlSeconds !== undefined && { absolute_session_lifetime_in_minutes: app.sessionTtlSeconds / 60 }),
  };
}
