// The vendors' host names that the sandbox answers to over TLS, and what each of them is. Data and a lookup.
import type { Cloud, Home } from '../databricks/homes.ts';
import type { World } from '../world.ts';

/** Which of the sandbox's servers stands behind a name. */
export type Door = 'databricks' | 'keys' | 'sigma';

export interface DatabricksName {
  readonly name: string;
  readonly form: Home['form'];
  readonly cloud: Cloud;
  /** Name of the host with the signing keys: another one, as at the vendor. */
  readonly keysName: string;
}

export interface Names {
  /** The first is the workspace that is meant where nobody says which. */
  readonly databricks: readonly [DatabricksName, ...DatabricksName[]];
  readonly sigma: readonly [string, ...string[]];
  /** What stands behind a name; undefined for every name that is none of ours. */
  doorOf(name: string): Door | undefined;
  all(): readonly string[];
}

/** Names for one world: workspaces on three clouds, their accounts, a unified host, and Sigma's app and API. */
export function vendorNames({ workspaceId }: Pick<World, 'workspaceId'>): Names {
  const [aws, azure, gcp] = [
    'oregon.cloud.databricks.com',
    'northeurope-c2.azuredatabricks.net',
    'keys.gcp.databricks.com',
  ];
  const databricks = [
    { name: 'dbc-sandbox.cloud.databricks.com', form: 'workspace', cloud: 'AWS', keysName: aws },
    { name: 'accounts.cloud.databricks.com', form: 'account', cloud: 'AWS', keysName: aws },
    { name: 'sandbox.databricks.com', form: 'unified', cloud: 'AWS', keysName: aws },
    { name: `adb-${workspaceId}.11.azuredatabricks.net`, form: 'workspace', cloud: 'Azure', keysName: azure },
    { name: 'accounts.azuredatabricks.net', form: 'account', cloud: 'Azure', keysName: azure },
    { name: `${workspaceId}.0.gcp.databricks.com`, form: 'workspace', cloud: 'GCP', keysName: gcp },
    { name: 'accounts.gcp.databricks.com', form: 'account', cloud: 'GCP', keysName: gcp },
  ] as const;
  const sigma = ['app.sigmacomputing.com', 'api.sigmacomputing.com', 'aws-api.sigmacomputing.com'] as const;
  const doors = new Map<string, Door>([
    ...databricks.map(({ name }) => [name, 'databricks'] as const),
    ...databricks.map(({ keysName }) => [keysName, 'keys'] as const),
    ...sigma.map((name) => [name, 'sigma'] as const),
  ]);
  return { databricks, sigma, doorOf: (name) => doors.get(name.toLowerCase()), all: () => [...doors.keys()] };
}
