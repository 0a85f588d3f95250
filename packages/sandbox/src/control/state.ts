// Everything the control page shows, in one answer. Holds no token and no secret.
import { DATABRICKS_SWITCHES } from '../databricks/switches.ts';
import { SIGMA_SWITCHES } from '../sigma/switches.ts';
import type { SwitchTable } from '../switches.ts';
import type { Controlled } from './controlled.ts';

/** Statements and refusals beyond the newest so many are left out. */
const SHOWN = 50;

export function readState({ databricks, sigma, world }: Controlled): object {
  const [app] = databricks.apps;
  return {
    now: world.clock.now(),
    skippedMs: world.clock.skippedMs?.() ?? 0,
    lastEvent: world.events.last(),
    gateway: gatewayOf(app?.redirectUrls[0]),
    origins: { databricks: databricks.origin, sigma: sigma.origin },
    people: world.people.map(({ displayName, email, groups, sees, sigmaUser }) => ({
      email,
      displayName,
      sees,
      sigmaUser,
      groups: groups.map(({ name }) => name),
    })),
    signedIn: databricks.signedIn(),
    embeds: sigma
      .embeds()
      .map(({ tokens, ...embed }) => Object.assign(embed, { connections: Object.keys(tokens).length })),
    refusals: sigma.refusals().slice(-SHOWN),
    statements: databricks.statements().slice(-SHOWN),
    faults: world.faults.list(),
    app: app && {
      name: app.name,
      accessTtlSeconds: app.accessTtlSeconds,
      refreshTtlSeconds: app.refreshTtlSeconds,
      refreshMode: app.refreshMode,
    },
    switches: {
      databricks: rows(DATABRICKS_SWITCHES, world.databricks),
      sigma: rows(SIGMA_SWITCHES, world.sigma),
    },
  };
}

/** Where the application is, by the address that it takes people back to. */
function gatewayOf(redirectUrl: string | undefined): string | null {
  return redirectUrl !== undefined && URL.canParse(redirectUrl) ? new URL(redirectUrl).origin : null;
}

function rows(table: SwitchTable, values: object): object[] {
  return Object.entries(table).map(([name, row]) => {
    const { about } = row;
    const value = (values as Readonly<Record<string, unknown>>)[name];
    if ('choices' in row) return { name, about, value, choices: row.choices, default: row.choices[0] };
    return { name, about, value, unit: row.unit, min: row.min, max: row.max, default: row.default };
  });
}
