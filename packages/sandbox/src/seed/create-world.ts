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
import type { DatabricksSwitches, OAuthApp, SigmaSwitches, Table, Workbook, World, WorldClock } from '../world.ts';
import { automation } from './automation.ts';
import { newCredentials } from './credentials.ts';
import { peopleOfSeed } from './people-of-seed.ts';
import type { ReadSeed, SeedTable } from './schema.ts';
import { TABLES } from './tables.ts';
import { workbooksOfSeed } from './workbooks-of-seed.ts';

/** Defaults: one confidential app with all usual scopes, tokens of 1 hour and 7 days, and refresh tokens that work many times. */
export function createWorld(options: {
  readonly clock: WorldClock;
  readonly redirectUrls: readonly string[];
  readonly databricks: Partial<DatabricksSwitches>;
  readonly sigma: Partial<SigmaSwitches>;
  readonly app: Partial<OAuthApp>;
  /** Default: random. */
  readonly credential?: World['credential'] | undefined;
  /** What differs from the usual world. */
  readonly seed: ReadSeed;
}): World {
  const fresh = newCredentials();
  const memory = createMemory(options.clock);
  const { seed } = options;
  const app: OAuthApp = {
    clientId: fresh.clientId,
    clientSecret: fresh.clientSecret,
    name: 'Sigma Embed Gateway',
    redirectUrls: [...options.redirectUrls, ...(seed.app?.redirectUrls ?? [])],
    scopes: ['all-apis', 'sql', 'iam.current-user:read', 'offline_access', 'openid', 'profile', 'email'],
    accessTtlSeconds: 3600,
    refreshTtlSeconds: 7 * 86_400,
    refreshMode: 'multi_use',
    refreshGraceSeconds: 0,
    sessionTtlSeconds: undefined,
    ...ownFields(seed.app),
    ...options.app,
  };
  return {
    clock: options.clock,
    people: seed.people === undefined ? PEOPLE : peopleOfSeed(seed.people),
    apps: memory.keep('databricks.apps', [app, ...PUBLISHED_APPS.map(asOAuthApp)]),
    servicePrincipals: [automation(fresh)],
    events: createEventLog(options.clock, memory),
    faults: createFaults(memory),
    memory,
    tables: seed.tables === undefined ? TABLES : seed.tables.map(tableOfSeed),
    databricks: memory.keep('databricks.switches', {
      ...switchDefaults(DATABRICKS_SWITCHES),
      ...readSwitches(DATABRICKS_SWITCHES, { ...seed.databricks, ...options.databricks }),
    }),
    sigma: memory.keep('sigma.switches', {
      ...switchDefaults(SIGMA_SWITCHES),
      ...readSwitches(SIGMA_SWITCHES, { ...seed.sigma, ...options.sigma }),
    }),
    workspaceId: fresh.workspaceId,
    accountId: fresh.accountId,
    warehouseId: fresh.warehouseId,
    organization: 'sandbox',
    connectionId: fresh.connectionId,
    teams: seed.teams ?? ['Sales_People'],
    credential: options.credential ?? { clientId: fresh.embedClientId, secret: fresh.embedSecret },
    apiCredential: { clientId: fresh.apiClientId, secret: fresh.apiSecret },
    userAttributes: seed.userAttributes ?? ['Region'],
    workbooks: workbooksOfSeed(seed, fresh.connectionId).map((workbook): Workbook => {
      const urlId = fresh.urlId();
      return Object.assign({ urlId, slug: workbookSlug(workbook.name, urlId) }, workbook);
    }),
  };
}

/** What the seed says of the app; its redirect URLs are added elsewhere. */
function ownFields(app: NonNullable<ReadSeed['app']> = {}): Partial<OAuthApp> {
  const given = Object.entries(app).filter(([name, value]) => name !== 'redirectUrls' && value !== undefined);
  return Object.fromEntries(given) as Partial<OAuthApp>;
}

function tableOfSeed({ name, ...table }: SeedTable): Table {
  const [catalog = '', schema = '', own = ''] = name.split('.');
  return { ...table, catalog, schema, name: own };
}
