// Runs one piece of operator's work over the session database of a configuration, beside whatever gateways serve from it.
import { existsSync } from 'node:fs';
import { readStoreUrl } from '../base/store-url.ts';
import type { Environment } from '../config/given.ts';
import { loadConfig } from '../config/load.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import { createLog } from '../observe/log.ts';
import { environmentOf, type EnvironmentFlags } from './environment.ts';
import { UsageError } from './print.ts';

export interface GatewayWork {
  /** Settings that win over the environment. */
  readonly over?: Environment;
  /** Where there is no database yet, works over an empty one in memory and makes none. Default: refuses. */
  readonly mayBeNew?: boolean;
}

/**
 * @throws ConfigError; UsageError when there is no database, because one that is made for the work holds nobody and says yes to
 *   everything; GatewayError `store_unusable` when it cannot be opened.
 */
export async function withGateway<T>(
  flags: EnvironmentFlags,
  work: (gateway: Gateway) => Promise<T>,
  { mayBeNew = false, over = {} }: GatewayWork = {},
): Promise<T> {
  const given = loadConfig({ env: environmentOf(flags, over) });
  const absence = absenceOf(given.storeUrl);
  if (absence !== undefined && !mayBeNew) throw new UsageError(`${absence} ${NEXT_STEP}`);
  const config = absence === undefined ? given : { ...given, storeUrl: 'memory:' };
  const gateway = await createGateway({ config, log: createLog({ ...config.log, level: 'silent' }), serves: false });
  try {
    return await work(gateway);
  } finally {
    await gateway.close();
  }
}

const NEXT_STEP =
  'Give this command the --env file or environment of the gateway, in its folder where SIGMA_EMBED_STORE is a relative path. A gateway makes its database at its first start.';

/** Why there is no database to work on; `undefined` when there is one, or when only its server can say. */
function absenceOf(storeUrl: string): string | undefined {
  const read = readStoreUrl(storeUrl);
  const place = 'ok' in read ? read.ok : undefined;
  if (place?.kind === 'memory') return 'The session database is memory:, which no other process can see.';
  if (place?.kind !== 'sqlite' || existsSync(place.path)) return undefined;
  return `There is no session database ${place.path}, or this user may not see it.`;
}
