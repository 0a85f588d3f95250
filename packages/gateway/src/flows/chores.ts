// What a gateway does by itself: each chore at its own pace, and no round of it beside an unfinished one.
import { createSingleFlight } from '../vault/single-flight.ts';
import { purge } from './purge.ts';
import { refreshOpen } from './refresh/refresh-open.ts';
import type { Rooms } from './rooms.ts';

export interface Chores {
  /** Compares the clock with the database server's. */
  readonly learnTime: () => Promise<void>;
  /** Unwraps the keys of the ring anew before their time is over. */
  readonly renewKeys: () => Promise<void>;
  /** Whether this process serves viewers, and keeps their sessions for them. */
  readonly serves: boolean;
}

const COMPARE_EVERY_MS = 15_000;
const RENEW_EVERY_MS = 60_000;
const REFRESH_EVERY_MS = 15_000;
const PURGE_EVERY_MS = 60_000;

/** Begins; the answer stops them. They do not keep the process alive, but a shutdown waits for a round that has begun. */
export function startChores(rooms: Rooms, { learnTime, renewKeys, serves }: Chores): () => void {
  const rounds = createSingleFlight<void>();
  const every = (ms: number, name: string, work: () => Promise<void>): NodeJS.Timeout =>
    setInterval(() => rooms.detach(rounds.run(name, work)), ms).unref();
  const timers = [
    every(COMPARE_EVERY_MS, 'compare', () => learnTime().catch(() => undefined)),
    every(RENEW_EVERY_MS, 'renew', renewKeys),
  ];
  if (serves) {
    timers.push(
      every(REFRESH_EVERY_MS, 'refresh', () => refreshOpen(rooms)),
      every(PURGE_EVERY_MS, 'purge', async () => {
        rooms.opened.sweep();
        await learnTime();
        await purge(rooms);
      }),
    );
  }
  return () => timers.forEach((timer) => clearInterval(timer));
}
