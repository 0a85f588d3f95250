// Both vendors for one run of a command, where its options say. Knows no gateway.
import { startSandbox, type Sandbox } from '../index.ts';
import type { DemoOptions } from './options.ts';

const FAST_TOKEN_SECONDS = 180;

/** With `--https` the usual ports speak TLS, and plain http gets free ones. */
export async function startVendors(
  { fastTokens, https, ports, seed }: Pick<DemoOptions, 'fastTokens' | 'https' | 'ports' | 'seed'>,
  redirectUrls: readonly string[],
): Promise<Sandbox> {
  const { databricks, keys, proxy, sigma } = ports;
  return await startSandbox({
    redirectUrls,
    ...(seed !== undefined && { seed }),
    ...(https ? { https: { databricks, keys, proxy, sigma } } : { ports: { databricks, keys, sigma } }),
    ...(fastTokens && { app: { accessTtlSeconds: FAST_TOKEN_SECONDS } }),
  });
}

/** The path at which the gateway, and the vendor's QuickStart, take the browser back. */
export const CALLBACK = '/auth/databricks/callback';
