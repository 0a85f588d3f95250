// One client of a history in a thread of its own: opens the store, does its calls one after the other, notes the times.
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../../src/base/clock.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Call } from '../../../../../test/support/linearizable.ts';
import { perform, type Op } from './calls.ts';

export interface Task {
  readonly prefix: string;
  readonly ops: readonly Op[];
}

const { url } = workerData as { readonly url: string };
const store = await openStore(url, { clock: systemClock, keyChecks: [{ id: 'k', check: 'c' }] });

parentPort?.on('message', (task: Task | 'close') => {
  void (task === 'close' ? store.close().then(() => process.exit(0)) : run(task));
});
parentPort?.postMessage('ready');

async function run({ ops, prefix }: Task): Promise<void> {
  const calls: Call<Op>[] = [];
  for (const op of ops) {
    const calledAt = Number(process.hrtime.bigint());
    const answer = await perform(store, prefix, op).catch(() => undefined);
    const answeredAt = answer === undefined ? Infinity : Number(process.hrtime.bigint());
    calls.push({ op, calledAt, answeredAt, answer });
  }
  parentPort?.postMessage(calls);
}
