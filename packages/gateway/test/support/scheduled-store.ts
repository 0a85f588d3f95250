// A store whose every step waits for its turn, and that remembers which tokens were written over which.
import type { Store } from '../../src/index.ts';
import { aroundStore } from './around-store.ts';

export interface Write {
  readonly spentVersion: number;
  readonly version: number;
  readonly outcome: string;
}

export interface ScheduledStore {
  readonly wrap: (store: Store) => Store;
  /** Stands before every step; `undefined` lets all pass at once. */
  turn: ((step: string) => Promise<void>) | undefined;
  /** Replacements of tokens since it was last emptied. */
  readonly writes: Write[];
}

export function scheduledStore(): ScheduledStore {
  const writes: Write[] = [];
  const scheduled: ScheduledStore = {
    turn: undefined,
    writes,
    wrap: (real) =>
      aroundStore(real, async (name, call, args) => {
        // Events are written by a timer too and decide nothing.
        if (name === 'appendAudit') return await call();
        await scheduled.turn?.(name);
        const result = await call();
        if (name === 'replaceTokens') {
          const [, spentVersion, grant] = args as Parameters<Store['replaceTokens']>;
          writes.push({ spentVersion, version: grant.version, outcome: String(result) });
        }
        return result;
      }),
  };
  return scheduled;
}
