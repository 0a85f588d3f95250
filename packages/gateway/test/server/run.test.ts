import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { beforeEach, it } from 'node:test';
import type { Log } from '../../src/observe/log.ts';
import { untilStopped } from '../../src/server/run.ts';

interface Stage {
  readonly events: EventEmitter;
  readonly steps: string[];
  readonly exits: number[];
  readonly result: Promise<number>;
  readonly drained: PromiseWithResolvers<void>;
}

let now = 0;
beforeEach(() => {
  now = 0;
});

function stage(closeGateway: () => Promise<void> = async () => undefined): Stage {
  const events = new EventEmitter();
  const steps: string[] = [];
  const exits: number[] = [];
  const drained = Promise.withResolvers<void>();
  const note = (event: string): void => void steps.push(`log ${event}`);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const result = untilStopped({
    events,
    log,
    drainMs: 5,
    exit: (code) => exits.push(code),
    clock: { monotonic: () => now },
    server: {
      async close(ms) {
        steps.push(`drain ${ms}`);
        await drained.promise;
      },
    },
    gateway: {
      stopping: () => void steps.push('unready'),
      async close() {
        steps.push('close');
        await closeGateway();
      },
    },
  });
  return { events, steps, exits, result, drained };
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  it(`${signal} makes unready, drains, closes, and ends with 0 [AV-01]`, async () => {
    const { drained, events, exits, result, steps } = stage();
    events.emit(signal, signal);
    drained.resolve();
    assert.equal(await result, 0);
    assert.deepEqual(steps, ['log stopping', 'unready', 'drain 5', 'close', 'log stopped']);
    assert.deepEqual(exits, []);
  });
}

it('a second signal ends the process at once with 1 [AV-01]', async () => {
  const { drained, events, exits, result } = stage();
  events.emit('SIGTERM', 'SIGTERM');
  events.emit('SIGINT', 'SIGINT');
  assert.deepEqual(exits, [1]);
  drained.resolve();
  await result;
});

it('one Ctrl-C in a terminal is one wish, though npm sends it on to a gateway that got it already; the next one forces [AV-01]', async () => {
  const { drained, events, exits, result, steps } = stage();
  now = 10_000;
  events.emit('SIGINT', 'SIGINT');
  for (now of [10_001, 10_499]) events.emit('SIGINT', 'SIGINT');
  assert.deepEqual([exits, steps], [[], ['log stopping']]);
  now = 10_500;
  events.emit('SIGINT', 'SIGINT');
  assert.deepEqual(exits, [1]);
  drained.resolve();
  assert.equal(await result, 0);
});

for (const fault of ['unhandledRejection', 'uncaughtException']) {
  it(`${fault}: a fault is logged, and the process still stops in order, with 1 [AV-02]`, async () => {
    const { drained, events, result, steps } = stage();
    events.emit(fault, new Error('x'));
    drained.resolve();
    assert.equal(await result, 1);
    assert.deepEqual(steps, ['log fault', 'unready', 'drain 5', 'close', 'log stopped']);
  });
}

it('a store that cannot be closed makes the exit code 1', async () => {
  const { drained, events, result, steps } = stage(async () => {
    throw new Error('disk');
  });
  events.emit('SIGTERM', 'SIGTERM');
  drained.resolve();
  assert.equal(await result, 1);
  assert.ok(steps.includes('log stop_failed'));
});

it('a signal that comes when all is done is passed over: it changes neither steps nor exit code [AV-01]', async () => {
  const { drained, events, exits, result, steps } = stage();
  events.emit('SIGTERM', 'SIGTERM');
  drained.resolve();
  assert.equal(await result, 0);
  const done = [...steps];
  for (const signal of ['SIGTERM', 'SIGINT']) assert.ok(events.emit(signal, signal), 'else it would end the process');
  assert.deepEqual([steps, exits], [done, []]);
  assert.equal(events.emit('unhandledRejection', new Error('x')), false);
});
