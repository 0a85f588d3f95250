// Knows where the account of a workspace lives: on the account host of the same cloud.
import { isLoopback } from './url.ts';

/** Suffix of a workspace host, and the account host of the same cloud. */
const ACCOUNT_HOSTS: readonly (readonly [suffix: string, account: string])[] = [
  ['.azuredatabricks.net', 'https://accounts.azuredatabricks.net'],
  ['.gcp.databricks.com', 'https://accounts.gcp.databricks.com'],
  ['.cloud.databricks.com', 'https://accounts.cloud.databricks.com'],
  ['.cloud.databricks.us', 'https://accounts.cloud.databricks.us'],
];

/**
 * The origin of the account, as far as the workspace's host tells; `undefined` for a host of the customer's own.
 * @see Databricks docs: the account consoles of AWS, Azure and GCP
 */
export function accountOriginOf(workspaceOrigin: string): string | undefined {
  const url = new URL(workspaceOrigin);
  const known = ACCOUNT_HOSTS.find(([suffix]) => url.hostname.endsWith(suffix))?.[1];
  if (known !== undefined) return known;
  // One host for workspaces and account: the unified form of Databricks, and the sandbox.
  const isUnified = /^[a-z0-9-]+\.databricks\.com$/.test(url.hostname) || isLoopback(url);
  return isUnified ? url.origin : undefined;
}
