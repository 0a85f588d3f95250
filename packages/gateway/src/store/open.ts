// Knows which store a URL means. Each kind is loaded when it is asked for.
import type { Clock } from '../base/clock.ts';
import { GatewayError } from '../base/errors.ts';
import { readStoreUrl } from '../base/store-url.ts';
import type { KeyCheck } from '../vault/keyring.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  readonly clock: Clock;
  /** The keys in use; a database written under none of them is refused. */
  readonly keyChecks: readonly KeyCheck[];
  /**
   * Clock of leases, pauses and spent attempts. Default: the one of the database server, which every replica shares; of a
   * store without a server, `clock`. Whoever moves time hands in the clock that is moved.
   */
  readonly leaseClock?: Clock | undefined;
  /** Called with one sentence for each setting of the database that puts sessions at risk. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/**
 * Opens `memory:`, `sqlite:PATH`, `postgres://…`, `redis://…` or `rediss://…`.
 * @throws GatewayError `store_unusable` with the place and the cure.
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  const read = readStoreUrl(url);
  if ('problem' in read) {
    throw new GatewayError('store_unusable', {
      message: `The URL of the session database ${read.problem}. ${read.fix}`,
    });
  }
  const place = read.ok;
  if ('tls' in place && place.tls === 'off' && !place.isLoopback) {
    options.warn?.(`Sessions travel to ${place.host} without TLS, because the URL of the session database says so.`);
  }
  switch (place.kind) {
    case 'memory': {
      const { openMemory } = await import('./memory.ts');
      return openMemory(options);
    }
    case 'sqlite': {
      const { openSqlite } = await import('./sqlite.ts');
      return openSqlite(place.path, options);
    }
    case 'postgres': {
      const { openPostgres } = await import('./postgres.ts');
      return await openPostgres(place, options);
    }
    default: {
      const { openRedis } = await import('./redis.ts');
      return await openRedis(place, options);
    }
  }
}
