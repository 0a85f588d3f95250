// Where software finds the vendors behind the switchboard, and what its process must be told to trust and go through.
import type { Places } from '../seed/gateway-environment.ts';
import type { Switchboard } from './switchboard.ts';

/** Hosts without a scheme, as the vendor's QuickStart takes them: it puts `https://` in front itself. */
export function placesOf(board: Switchboard, over: 'https' | 'names'): Places {
  const trust = { NODE_EXTRA_CA_CERTS: board.caFile };
  if (over === 'https') {
    const { host } = new URL(board.origins.databricks);
    return { databricks: host, account: host, sigma: board.origins.sigma, process: trust };
  }
  const [{ cloud, name }] = board.names.databricks;
  const account = board.names.databricks.find((other) => other.cloud === cloud && other.form === 'account');
  return {
    databricks: name,
    account: account?.name ?? name,
    sigma: `https://${board.names.sigma[0]}`,
    // Node's own fetch looks at the proxy variables only when told so.
    process: { ...trust, HTTPS_PROXY: board.proxy, NODE_USE_ENV_PROXY: '1', NO_PROXY: 'localhost,127.0.0.1' },
  };
}
