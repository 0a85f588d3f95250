// Knows which store a URL means. Each kind is loaded when it is asked for.
import { GatewayError } from '../base/errors.ts';
import { readStoreUrl } from '../base/store-url.ts';
import type { Store } from './store.ts';
import type { StoreOptions } from './store-options.ts';

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
