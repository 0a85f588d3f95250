// Keeps a gateway running until it is told to stop, and stops it in order (AV-01).
import { systemClock, type Clock } from '../base/clock.ts';
import type { Gateway } from '../gateway.ts';
import type { Log } from '../observe/log.ts';
import type { BoundServer } from './listen.ts';
import { listenForStop, type ProcessEvents, type StopListeners } from './signals.ts';

export interface RunOptions {
  readonly gateway: Pick<Gateway, 'stopping' | 'close'>;
  readonly server: Pick<BoundServer, 'close'>;
  readonly log: Log;
  /** Milliseconds that running requests may take after the stop signal. */
  readonly drainMs: number;
  readonly events: ProcessEvents;
  /** Ends the process at once; for the second signal. */
  readonly exit: (code: number) => void;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'monotonic'>;
}

/**
 * Waits for a stop signal, then: unready, no new connections, running requests finish, work that outlives its request
 * finishes, the store closes. A fault that nobody caught is logged and ends the process in the same order.
 * @returns the exit code: 0 after a signal, 1 after a fault.
 */
export async function untilStopped(options: RunOptions): Promise<number> {
  const { clock = systemClock, drainMs, events, exit, gateway, log, server } = options;
  let failed = false;
  const stopped = Promise.withResolvers<void>();
  const listeners: StopListeners = {
    onStop(signal) {
      log.info('stopping', { signal });
      stopped.resolve();
    },
    onForce(signal) {
      log.warn('stop_forced', { signal });
      exit(1);
    },
    onFault(error) {
      failed = true;
      log.error('fault', { error });
      stopped.resolve();
    },
  };
  const unlisten = listenForStop(events, listeners, clock);
  await stopped.promise;
  gateway.stopping();
  try {
    await server.close(drainMs);
    await gateway.close();
  } catch (error) {
    failed = true;
    log.error('stop_failed', { error });
  }
  unlisten();
  log.info('stopped');
  return failed ? 1 : 0;
}
