// The catalogue of apps that Databricks itself publishes: clients without a secret, under ids that everybody knows.
import type { OAuthApp } from '../../world.ts';

export interface PublishedApp {
  readonly appId: string;
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  readonly redirectUrls: readonly string[];
  readonly scopes: readonly string[];
}

const ports = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, step) => `http://localhost:${first + step}`);

/** Client ids as the sources of these apps have them; redirect URLs are the ports that those clients use. */
export const PUBLISHED_APPS: readonly PublishedApp[] = [
  {
    appId: 'databricks-cli',
    clientId: 'databricks-cli',
    name: 'Databricks CLI',
    description: 'Databricks CLI and SDKs',
    redirectUrls: ports(8020, 8040),
    scopes: ['all-apis', 'offline_access'],
  },
  {
    appId: 'databricks-sql-connector',
    clientId: 'databricks-sql-connector',
    name: 'Databricks SQL Connector',
    description: 'Drivers for SQL',
    redirectUrls: ports(8020, 8040),
    scopes: ['all-apis', 'sql', 'offline_access'],
  },
  {
    appId: 'dbt-databricks',
    clientId: 'dbt-databricks',
    name: 'dbt Core',
    description: 'dbt adapter for Databricks',
    redirectUrls: ports(8020, 8040),
    scopes: ['all-apis', 'sql', 'offline_access'],
  },
];

/** The app as sign-in knows it: an hour and a week, as for every app that nobody has set up otherwise. */
export function asOAuthApp({ clientId, name, redirectUrls, scopes }: PublishedApp): OAuthApp {
  return {
    clientId,
    clientSecret: undefined,
    name,
    redirectUrls,
    scopes,
    accessTtlSeconds: 3600,
    refreshTtlSeconds: 7 * 86_400,
    refreshMode: 'multi_use',
    refreshGraceSeconds: 0,
    sessionTtlSeconds: undefined,
  };
}
