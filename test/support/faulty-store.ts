// A store that can be taken away: any store behind a switch. Counts calls, so that a test can fail each one in turn.
import { GatewayError } from '@sigma-embed/gateway';
import type { Store } from '@sigma-embed/gateway';
import { aroundStore } from '../../packages/gateway/test/support/around-store.ts';

export interface FaultyStore {
  /** Hand this to the gateway. */
  readonly store: Store;
  /** Names of the calls, audit events left out, since the last `up` or `downAfter`, in order. */
  readonly calls: readonly string[];
  /** The next `count` calls work; every later one fails until `up`. */
  downAfter(count: number): void;
  /** The call after the next `count` fails once. */
  failOnce(count: number): void;
  up(): void;
}

export function faultyStore(real: Store): FaultyStore {
  let calls: string[] = [];
  let fails: (index: number) => boolean = () => false;
  const reset = (rule: typeof fails): void => {
    calls = [];
    fails = rule;
  };
  const store = aroundStore(real, async (name, call) => {
    // Events are written by a timer as well, so they are not steps; they fail with the step that comes next.
    if (name !== 'appendAudit') calls.push(name);
    const step = name === 'appendAudit' ? calls.length + 1 : calls.length;
    if (fails(step)) throw new GatewayError('store_unavailable', { detail: 'taken away by a test' });
    return await call();
  });
  return {
    store,
    get calls() {
      return calls;
    },
    downAfter: (count) => reset((index) => index > count),
    failOnce: (count) => reset((index) => index === count + 1),
    up: () => reset(() => false),
  };
}
