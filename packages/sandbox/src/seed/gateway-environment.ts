// The environment with which a gateway finds this sandbox, in the names of the vendor's QuickStart. Knows no gateway code.
import { randomBytes } from 'node:crypto';
import type { Workbook, World } from '../world.ts';

export interface EnvironmentOptions {
  /** Which workbook the gateway embeds. Default: `area`. */
  readonly workbook?: Workbook['key'];
  /** Where people sign in. Default: `workspace`. */
  readonly level?: 'workspace' | 'account';
  /**
   * Where the vendors are found: at loopback over plain http, the default; there over TLS; or under their own names, by
   * way of the switchboard. The last two need a sandbox with `https`.
   */
  readonly over?: 'http' | 'https' | 'names';
}

/** Where the vendors are found, as the environment says it. */
export interface Places {
  readonly databricks: string;
  readonly account: string;
  readonly sigma: string;
  /** What else a process needs to get there. */
  readonly process: Readonly<Record<string, string>>;
}

/** Makes the environment for a gateway at `gatewayOrigin`. The session secret is the same for the life of the sandbox. */
export function createEnvironment(
  world: World,
  placesOver: (over: 'http' | 'https' | 'names') => Places,
): (gatewayOrigin: string, options?: EnvironmentOptions) => Record<string, string> {
  const sessionSecret = randomBytes(32).toString('hex');
  return (gatewayOrigin, { level = 'workspace', over = 'http', workbook = 'area' } = {}) => {
    const places = placesOver(over);
    const [app] = world.apps;
    const chosen = world.workbooks.find(({ key }) => key === workbook) ?? world.workbooks[0];
    const { port, protocol } = new URL(gatewayOrigin);
    return {
      PORT: port || (protocol === 'https:' ? '443' : '80'),
      SESSION_LENGTH: '3600',
      CLIENT_ID: world.credential.clientId,
      SECRET: world.credential.secret,
      ACCOUNT_TYPE: 'View',
      TEAMS: world.teams.join(','),
      DATABRICKS_OAUTH_BASE_URL: `${places.sigma}/${world.organization}/workbook/${chosen?.slug ?? ''}`,
      DATABRICKS_HOST: places.databricks,
      DATABRICKS_OAUTH_CLIENT_ID: app?.clientId ?? '',
      DATABRICKS_OAUTH_CLIENT_SECRET: app?.clientSecret ?? '',
      DATABRICKS_REDIRECT_URI: `${gatewayOrigin}/auth/databricks/callback`,
      DATABRICKS_AUTH_LEVEL: level,
      ...(level === 'account' && {
        DATABRICKS_ACCOUNT_ID: world.accountId,
        DATABRICKS_ACCOUNT_HOST: places.account,
      }),
      DATABRICKS_CONNECTION_ID: world.connectionId,
      DATABRICKS_SESSION_SECRET: sessionSecret,
      SIGMA_EMBED_INTERNAL_USERS: world.people
        .filter(({ sigmaUser }) => sigmaUser === 'internal')
        .map(({ email }) => email)
        .join(','),
      ...places.process,
    };
  };
}
