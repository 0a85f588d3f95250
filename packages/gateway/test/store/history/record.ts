// Records concurrent histories of a store and hands each to a judge.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Call } from '../../../../../test/support/linearizable.ts';
import type { Store } from '../../../src/store/store.ts';
import { newSession } from '../../../src/testing/suite/samples.ts';
import { randomPlan, type Op } from './calls.ts';
import type { Task } from './client.ts';

export interface Recording {
  readonly store: Store;
  readonly url: string;
  readonly histories: number;
  readonly seed: number;
  /** Throws when a history cannot be. */
  readonly judge: (history: readonly Call<Op>[], about: string) => void;
}

const CLIENTS = 3;
const CALLS_EACH = 4;

/** Records with one thread and one connection per client. */
export async function recordHistories({ histories, judge, seed, store, url }: Recording): Promise<void> {
  const workers = Array.from({ length: CLIENTS }, () => {
    return new Worker(new URL('client.ts', import.meta.url), { workerData: { url } });
  });
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const random = seeded(seed);
  try {
    for (let n = 0; n < histories; n += 1) {
      const prefix = `h${seed}-${n}-`;
      await store.insertSession(newSession(`${prefix}s`, { createdAt: Date.now() }));
      const plan = randomPlan(random, CLIENTS, CALLS_EACH);
      const parts = await Promise.all(
        workers.map(async (worker, client) => {
          const task: Task = { prefix, ops: plan[client] ?? [] };
          worker.postMessage(task);
          const [calls] = (await once(worker, 'message')) as [Call<Op>[]];
          return calls;
        }),
      );
      judge(parts.flat(), `seed ${seed}, history ${n}`);
    }
  } finally {
    for (const worker of workers) worker.postMessage('close');
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
  }
}

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
