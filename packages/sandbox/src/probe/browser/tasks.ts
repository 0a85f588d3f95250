// What the page is to do next, and who waits for it. Knows no server.
import { randomUUID } from 'node:crypto';
import { Unsettled } from '../unsettled.ts';
import type { Frames, Message } from './frames.ts';

/** What the page sees: a sign-in that a person is to do, and a task that it does by itself. */
export interface Wanted {
  readonly version: number;
  readonly signIn: string | undefined;
  readonly task: object | undefined;
  readonly over: boolean;
}

export interface Tasks {
  readonly frames: Frames;
  /** Has a person open `url`, whose way back carries `state`. */
  authorize(url: URL): Promise<URL>;
  /** What is wanted, as soon as it is newer than `version`, or after `waitMs`. */
  next(version: number, waitMs: number): Promise<Wanted>;
  /** False when nobody waits for this answer. */
  done(id: string, messages: readonly Message[]): boolean;
  cameBack(callback: URL): boolean;
  skip(): void;
  over(): void;
}

/** Milliseconds that a person, or a page that is not open yet, may take. */
const PERSON_MS = 300_000;

export function createTasks(options: { readonly patienceMs: number; readonly personMs?: number }): Tasks {
  const { patienceMs, personMs = PERSON_MS } = options;
  let wanted: Wanted = { version: 0, signIn: undefined, task: undefined, over: false };
  let changed = Promise.withResolvers<void>();
  const waiting = new Map<string, (messages: readonly Message[]) => void>();
  let trip: { readonly state: string; readonly end: PromiseWithResolvers<URL> } | undefined;

  const want = (patch: Partial<Wanted>): void => {
    wanted = { ...wanted, ...patch, version: wanted.version + 1 };
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const ask = async (task: object): Promise<readonly Message[]> => {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<readonly Message[]>();
    waiting.set(id, resolve);
    want({ task: { id, forMs: patienceMs, ...task } });
    try {
      return await within(personMs + patienceMs, promise, 'no browser has opened the page of this run');
    } finally {
      waiting.delete(id);
      want({ task: undefined });
    }
  };

  return {
    frames: { load: (load) => ask({ do: 'load', ...load }), listen: (listen) => ask({ do: 'listen', ...listen }) },
    async authorize(url) {
      const end = Promise.withResolvers<URL>();
      trip = { state: url.searchParams.get('state') ?? '', end };
      want({ signIn: url.href });
      try {
        return await within(personMs, end.promise, 'nobody came back from the sign-in page within five minutes');
      } finally {
        trip = undefined;
        want({ signIn: undefined });
      }
    },
    async next(version, waitMs) {
      if (wanted.version === version) await Promise.race([changed.promise, sleep(waitMs)]);
      return wanted;
    },
    done(id, messages) {
      const resolve = waiting.get(id);
      resolve?.(messages);
      return resolve !== undefined;
    },
    cameBack(callback) {
      const isOurs = trip !== undefined && callback.searchParams.get('state') === trip.state;
      if (isOurs) trip?.end.resolve(callback);
      return isOurs;
    },
    skip: () => trip?.end.reject(new Unsettled('the sign-in was skipped')),
    over: () => want({ over: true }),
  };
}

async function within<Value>(ms: number, promise: Promise<Value>, because: string): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Unsettled(because)), ms);
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
}
