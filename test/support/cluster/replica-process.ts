// A replica as the test sees it: a child process that takes orders, and can be frozen and killed.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Order, Reply, ReplicaSetup } from './orders.ts';

export interface Replica {
  readonly port: number;
  readonly pid: number;
  ask<T = void>(order: Order): Promise<T>;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void;
  isOver(): boolean;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const FILE = join(import.meta.dirname, 'replica.ts');

export async function startReplica(setup: ReplicaSetup): Promise<Replica> {
  const child = fork(FILE, [], {
    execArgv: ['--conditions=@sigma-embed/source'],
    env: { PATH: process.env['PATH'] ?? '', REPLICA_LOG: process.env['REPLICA_LOG'] ?? 'silent' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => undefined);
  const ask = questions(child, ended);
  const port = await ask<number>({ do: 'start', setup });
  return {
    port,
    pid: child.pid ?? 0,
    ask,
    ended,
    isOver: () => child.exitCode !== null || child.signalCode !== null,
    signal: (name) => void child.kill(name),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGCONT');
      await ask({ do: 'stop' }).catch(() => undefined);
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function questions(child: ChildProcess, ended: Promise<void>): Replica['ask'] {
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let count = 0;
  child.on('message', (reply: Reply) => {
    const question = open.get(reply.id);
    open.delete(reply.id);
    if ('error' in reply) question?.reject(new Error(reply.error));
    else question?.resolve(reply.ok);
  });
  void ended.then(() => open.forEach((question) => question.reject(new Error('the replica is gone'))));
  return async <T>(order: Order): Promise<T> => {
    const question = Promise.withResolvers<unknown>();
    const id = (count += 1);
    open.set(id, question);
    child.send({ id, order }, (error) => error && question.reject(error));
    return (await question.promise) as T;
  };
}
