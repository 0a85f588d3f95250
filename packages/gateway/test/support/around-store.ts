// A store with a step around every call, so that a test can wait there, count, fail it, or end its process.
import type { Store } from '../../src/index.ts';

/** `call` makes the real one. `args`: what the store was asked with. */
export type StoreStep = (name: keyof Store, call: () => Promise<unknown>, args: readonly unknown[]) => Promise<unknown>;

/** `close` is left alone. */
export function aroundStore(real: Store, step: StoreStep): Store {
  return new Proxy(real, {
    get(target, name: keyof Store) {
      const method: unknown = target[name];
      if (typeof method !== 'function' || name === 'close') return method;
      return async (...args: readonly unknown[]): Promise<unknown> =>
        await step(name, async () => (await Reflect.apply(method, target, args)) as unknown, args);
    },
  });
}
