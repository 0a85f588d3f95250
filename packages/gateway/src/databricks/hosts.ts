// Knows Databricks' hosts: which are its own, and what an issuer is called.
import { accountOriginOf } from '../base/account-host.ts';
import { GatewayError } from '../base/errors.ts';
import { isLoopback } from '../base/url.ts';
import type { DatabricksApp } from './app.ts';

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
  const account = app.accountOrigin ?? accountOriginOf(app.workspaceOrigin);
  if (account !== undefined) return `${account}/oidc/accounts/${app.accountId ?? ''}`;
  throw new GatewayError('config_invalid', {
    message:
      `The account host cannot be told from ${new URL(app.workspaceOrigin).host}. ` +
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
