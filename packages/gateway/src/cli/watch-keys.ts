// Reads the key ring again when its file changes, or when SIGHUP says so. A ring that cannot be read changes nothing.
import { statSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import type { Log } from '../observe/log.ts';
import type { ProcessEvents } from '../server/signals.ts';

export interface WatchKeysOptions {
  /** Absolute path of the key file; `undefined`: only SIGHUP. */
  readonly file: string | undefined;
  /** Reads the ring as the start does. */
  readonly load: () => Config['keyRing'];
  readonly use: (ring: Config['keyRing']) => Promise<void>;
  readonly events: ProcessEvents;
  readonly log: Log;
  /** Default two seconds: every replica has a new key long before an operator types the next command. */
  readonly everyMs?: number;
}

/** Watches until the returned function is called. The file is asked for its times: that works on every mount. */
export function watchKeys({ events, everyMs = 2000, file, load, log, use }: WatchKeysOptions): () => void {
  let seen = stampOf(file);
  const reload = async (): Promise<void> => {
    seen = stampOf(file);
    try {
      const ring = load();
      await use(ring);
      log.info('keys_reloaded', { count: ring.length, detail: `${ring[0].id} seals` });
    } catch (error) {
      log.error('keys_reload_failed', { error });
    }
  };
  const timer = setInterval(() => {
    if (stampOf(file) !== seen) void reload();
  }, everyMs).unref();
  const onSignal = (): void => void reload();
  events.on('SIGHUP', onSignal);
  return () => {
    clearInterval(timer);
    events.off('SIGHUP', onSignal);
  };
}

function stampOf(file: string | undefined): string {
  if (file === undefined) return '';
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'missing' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}
