// A store that ends its process at a named moment, and one that fails when it is told to.
import { GatewayError, type Store } from '@sigma-embed/gateway';
import { aroundStore } from '../../../packages/gateway/test/support/around-store.ts';
import type { KillPoint } from './orders.ts';

const BEFORE: Partial<Record<keyof Store, KillPoint>> = {
  spendAttempt: 'K1: before the attempt is taken',
  claimRefresh: 'K6: before the lease',
};
const AFTER: Partial<Record<keyof Store, KillPoint>> = {
  spendAttempt: 'K2: after the attempt is taken',
  insertSession: 'K5: session written',
  claimRefresh: 'K7: after the lease',
  replaceTokens: 'K11: pair written',
};

/** Calls `reach` with the moments around each call. */
export function killing(real: Store, reach: (point: KillPoint) => void): Store {
  return aroundStore(real, async (name, call) => {
    const [before, after] = [BEFORE[name], AFTER[name]];
    if (before !== undefined) reach(before);
    const result = await call();
    if (after !== undefined) reach(after);
    return result;
  });
}

/** Fails the methods that `names` says at the moment, without touching the database. */
export function failing(real: Store, names: () => ReadonlySet<string>): Store {
  return aroundStore(real, async (name, call) => {
    if (names().has(name) || names().has('*')) {
      throw new GatewayError('store_unavailable', { detail: 'taken away by a test' });
    }
    return await call();
  });
}
