// Runs one piece of operator's work over the session database of a configuration, beside whatever gateways serve from it.
import type { Environment } from '../config/given.ts';
import { loadConfig } from '../config/load.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import { createLog } from '../observe/log.ts';
import { environmentOf, type EnvironmentFlags } from './environment.ts';

/**
 * `over` are settings that win over the environment.
 * @throws ConfigError, and GatewayError `store_unusable` when the database cannot be opened.
 */
export async function withGateway<T>(
  flags: EnvironmentFlags,
  work: (gateway: Gateway) => Promise<T>,
  over: Environment = {},
): Promise<T> {
  const config = loadConfig({ env: environmentOf(flags, over) });
  const gateway = await createGateway({ config, log: createLog({ ...config.log, level: 'silent' }), serves: false });
  try {
    return await work(gateway);
  } finally {
    await gateway.close();
  }
}
