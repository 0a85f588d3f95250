// A new world: people, one app, tables, workbooks, random credentials. Knows no ports.
import { asOAuthApp, PUBLISHED_APPS } from '../databricks/apps/published-apps.ts';
import { DATABRICKS_SWITCHES } from '../databricks/switches.ts';
import { createEventLog } from '../event-log.ts';
import { createFaults } from '../faults.ts';
import { createMemory } from '../memory.ts';
import { PEOPLE } from '../people.ts';
import { SIGMA_SWITCHES } from '../sigma/switches.ts';
import { workbookSlug } from '../sigma/workbook-path.ts';
import { readSwitches, switchDefaults } from '../switches.ts';
import type { DatabricksSwitches, OAuthApp, SigmaSwitches, Workbook, World, WorldClock } from '../world.ts';
import { automation } from './automation.ts';
import { newCredentials } from './credentials.ts';
import { TABLES } from './tables.ts';
import { demoWorkbooks, SAVED_VIEW } from './workbooks.ts';

/** Defaults: one confidential app with all usual scopes, tokens of 1 hour and 7 days, and refresh tokens that work many times. */
export function createWorld(options: {
  readonly clock: WorldClock;
  readonly redirectUrls: readonly string[];
  readonly databricks: Partial<DatabricksSwitches>;
  readonly sigma: Partial<SigmaSwitches>;
  readonly app: Partial<OAuthApp>;
}): World {
  const fresh = newCredentials();
  const memory = createMemory(options.clock);
  const app: OAuthApp = {
    clientId: fresh.clientId,
    clientSecret: fresh.clientSecret,
    name: 'Sigma Embed Gateway',
    redirectUrls: options.redirectUrls,
    scopes: ['all-apis', 'sql', 'iam.current-user:read', 'offline_access', 'openid', 'profile', 'email'],
    accessTtlSeconds: 3600,
    refreshTtlSeconds: 7 * 86_400,
    refreshMode: 'multi_use',
    refreshGraceSeconds: 0,
    sessionTtlSeconds: undefined,
    ...options.app,
  };
  return {
    clock: options.clock,
    people: PEOPLE,
    apps: memory.keep('databricks.apps', [app, ...PUBLISHED_APPS.map(asOAuthApp)]),
    servicePrincipals: [automation(fresh)],
    events: createEventLog(options.clock, memory),
    faults: createFaults(memory),
    memory,
    tables: TABLES,
    databricks: memory.keep('databricks.switches', {
      ...switchDefaults(DATABRICKS_SWITCHES),
      ...readSwitches(DATABRICKS_SWITCHES, options.databricks),
    }),
    sigma: memory.keep('sigma.switches', {
      ...switchDefaults(SIGMA_SWITCHES),
      ...readSwitches(SIGMA_SWITCHES, options.sigma),
    }),
    workspaceId: fresh.workspaceId,
    accountId: fresh.accountId,
    warehouseId: fresh.warehouseId,
    organization: 'sandbox',
    connectionId: fresh.connectionId,
    teams: ['Sales_People'],
    credential: { clientId: fresh.embedClientId, secret: fresh.embedSecret },
    apiCredential: { clientId: fresh.apiClientId, secret: fresh.apiSecret },
    userAttributes: ['Region'],
    workbooks: demoWorkbooks(fresh.connectionId).map(({ contents, key, name }): Workbook => {
      const urlId = fresh.urlId();
      const slug = workbookSlug(name, urlId);
      return { key, name, contents, urlId, slug, savedViews: [SAVED_VIEW], tags: ['Production'] };
    }),
  };
}
