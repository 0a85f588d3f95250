// Knows Databricks' hosts: which cloud a workspace is on, where its account lives, and what an issuer is called.
import { GatewayError } from '../base/errors.ts';
import { isLoopback } from '../base/url.ts';
import type { DatabricksApp } from './app.ts';

/** Suffix of a workspace host, and the account host of the same cloud. */
const ACCOUNT_HOSTS: readonly (readonly [suffix: string, account: string])[] = [
  ['.azuredatabricks.net', 'https://accounts.azuredatabricks.net'],
  ['.gcp.databricks.com', 'https://accounts.gcp.databricks.com'],
  ['.cloud.databricks.com', 'https://accounts.cloud.databricks.com'],
  ['.cloud.databricks.us', 'https://accounts.cloud.databricks.us'],
];

/** All suffixes under which Databricks serves its own pages; key sets live on other hosts than issuers. */
const VENDOR_SUFFIXES = [
  '.databricks.com',
  '.databricks.us',
  '.azuredatabricks.net',
  '.databricks.azure.us',
  '.databricks.azure.cn',
];

/**
 * The issuer of an app: `https://WORKSPACE/oidc`, or `https://ACCOUNT-HOST/oidc/accounts/ID`.
 * @throws GatewayError `config_invalid` when the account host cannot be told from the workspace's host.
 * @see Databricks docs: OAuth U2M; the account hosts of AWS, Azure and GCP
 */
export function issuerOf(
  app: Pick<DatabricksApp, 'workspaceOrigin' | 'level' | 'accountId' | 'accountOrigin'>,
): string {
  if (app.level === 'workspace') return `${app.workspaceOrigin}/oidc`;
  return `${app.accountOrigin ?? accountOriginOf(app.workspaceOrigin)}/oidc/accounts/${app.accountId ?? ''}`;
}

function accountOriginOf(workspaceOrigin: string): string {
  const url = new URL(workspaceOrigin);
  const known = ACCOUNT_HOSTS.find(([suffix]) => url.hostname.endsWith(suffix))?.[1];
  if (known !== undefined) return known;
  // One host for workspaces and account: the unified form of Databricks, and the sandbox.
  if (/^[a-z0-9-]+\.databricks\.com$/.test(url.hostname) || isLoopback(url)) return url.origin;
  throw new GatewayError('config_invalid', {
    message:
      `The account host cannot be told from ${url.host}. ` +
      'Set DATABRICKS_ACCOUNT_HOST, or accountHost of the workspace in the config file.',
  });
}

/**
 * Whether an address from an issuer's metadata may be called: https, and on the issuer's own host or on another host of
 * Databricks. A loopback issuer may name loopback addresses (OA-08).
 */
export function isTrustedEndpoint(issuer: string, endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const from = new URL(issuer);
  const to = new URL(endpoint);
  if (to.username !== '' || to.password !== '' || to.hash !== '') return false;
  if (isLoopback(from)) return isLoopback(to);
  if (to.protocol !== 'https:') return false;
  return to.host === from.host || (isVendor(from.hostname) && isVendor(to.hostname));
}

function isVendor(hostname: string): boolean {
  return VENDOR_SUFFIXES.some((suffix) => hostname.endsWith(suffix));
}
