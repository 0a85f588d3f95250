// Knows which store a URL means. Each kind is loaded when it is asked for.
import type { Clock } from '../base/clock.ts';
import { GatewayError } from '../base/errors.ts';
import type { KeyCheck } from '../vault/keyring.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  readonly clock: Clock;
  /** The keys in use; a database written under none of them is refused. */
  readonly keyChecks: readonly KeyCheck[];
}

/**
 * Opens `memory:` or `sqlite:PATH`.
 * @throws GatewayError `store_unusable` with the path and the cure.
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  if (url === 'memory:') {
    const { openMemory } = await import('./memory.ts');
    return openMemory(options);
  }
  if (url.startsWith('sqlite:')) {
    const { openSqlite } = await import('./sqlite.ts');
    return openSqlite(url.slice('sqlite:'.length), options);
  }
  throw new GatewayError('store_unusable', { message: 'The store must be memory: or sqlite:PATH.' });
}
