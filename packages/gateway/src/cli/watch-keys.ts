// Reads the key ring again when its file changes, or when SIGHUP says so. A ring that cannot be read changes nothing.
import { statSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import type { Log } from '../observe/log.ts';
import type { ProcessEvents } from '../server/signals.ts';

export interface WatchKeysOptions {
  /** Absolute path of the key file; `undefined`: only SIGHUP. */
  readonly file: string | undefined;
  /** What `stampOf` said of the file before the ring in use was read: a change since then is not missed. */
  readonly seen: string;
  /** Reads the ring as the start does. */
  readonly load: () => Config['keyRing'];
  readonly use: (ring: Config['keyRing']) => Promise<void>;
  readonly events: ProcessEvents;
  readonly log: Log;
  /** Default two seconds: every replica has a new key long before an operator types the next command. */
  readonly everyMs?: number;
}

/** Looks between two tries of a file that could not be used: twice as many after each, up to a minute's worth. */
const MOST_LOOKS = 30;

/**
 * Watches until the returned function is called. The file is asked for its times: that works on every mount. A ring that could not be
 * used, such as while its key service is away, is tried again until it can be, or until the file is another one.
 */
export function watchKeys({ events, everyMs = 2000, file, load, log, use, ...since }: WatchKeysOptions): () => void {
  let seen = since.seen;
  let failed = { stamp: seen, looks: 0, left: 0 };
  let isReading = false;
  let isAskedAgain = false;
  const read = async (): Promise<void> => {
    const stamp = stampOf(file);
    try {
      const ring = load();
      await use(ring);
      seen = stamp;
      log.info('keys_reloaded', { count: ring.length, detail: rolesOf(ring) });
    } catch (error) {
      const looks = failed.stamp === stamp ? Math.min(failed.looks * 2, MOST_LOOKS) : 1;
      failed = { stamp, looks, left: looks };
      log.error('keys_reload_failed', { error, detail: 'the ring before it goes on; this one is tried again' });
    }
  };
  // One at a time: a slow reading of an older file must not end after that of a newer one.
  const reload = async (): Promise<void> => {
    isAskedAgain = isReading;
    if (isReading) return;
    isReading = true;
    await read();
    isReading = false;
    if (isAskedAgain) await reload();
  };
  const look = (): void => {
    const stamp = stampOf(file);
    if (stamp === seen || isReading) return;
    if (stamp === failed.stamp) failed.left -= 1;
    if (stamp !== failed.stamp || failed.left <= 0) void reload();
  };
  const timer = setInterval(look, everyMs).unref();
  const onSignal = (): void => void reload();
  events.on('SIGHUP', onSignal);
  return () => {
    clearInterval(timer);
    events.off('SIGHUP', onSignal);
  };
}

/** What an operator looks for on every replica before the next step: which key seals, and which open. */
function rolesOf([first, ...others]: Config['keyRing']): string {
  return others.length === 0 ? `${first.id} seals` : `${first.id} seals; ${others.map(({ id }) => id).join(', ')} open`;
}

/** Tells one state of a file from another. */
export function stampOf(file: string | undefined): string {
  if (file === undefined) return '';
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat === undefined ? 'missing' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
  } catch {
    return 'out of reach';
  }
}
