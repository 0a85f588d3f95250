// Turns what ends a process into calls: the first stop signal, the second one, and faults that nobody caught.
import type { Clock } from '../base/clock.ts';

/** What `process` offers of it; tests hand in an emitter. */
export interface ProcessEvents {
  on(event: string, listener: (value: unknown) => void): unknown;
  off(event: string, listener: (value: unknown) => void): unknown;
}

export interface StopListeners {
  /** The first SIGTERM or SIGINT. */
  onStop(signal: string): void;
  /** The second one, of either kind; of the same kind only when half a second has passed. */
  onForce(signal: string): void;
  /** An unhandled rejection or an uncaught exception. */
  onFault(error: unknown): void;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const FAULTS = ['unhandledRejection', 'uncaughtException'] as const;

/** A Ctrl-C reaches every process of the terminal, and npm sends the one it got on to its child: that is one wish. */
const SAME_WISH_MS = 500;

/**
 * Listens until the returned function is called. From then on stop signals are passed over: the process ends by itself, with its own
 * exit code, also when npm's signal comes late.
 */
export function listenForStop(
  source: ProcessEvents,
  listeners: StopListeners,
  clock: Pick<Clock, 'monotonic'>,
): () => void {
  let first: { readonly signal: unknown; readonly at: number } | undefined;
  const onSignal = (signal: unknown): void => {
    const now = clock.monotonic();
    if (first === undefined) {
      first = { signal, at: now };
      listeners.onStop(String(signal));
    } else if (signal !== first.signal || now - first.at >= SAME_WISH_MS) listeners.onForce(String(signal));
  };
  const onFault = (error: unknown): void => listeners.onFault(error);
  for (const signal of SIGNALS) source.on(signal, onSignal);
  for (const fault of FAULTS) source.on(fault, onFault);
  return () => {
    // In this order: without any listener a signal ends the process.
    for (const signal of SIGNALS) source.on(signal, () => undefined);
    for (const signal of SIGNALS) source.off(signal, onSignal);
    for (const fault of FAULTS) source.off(fault, onFault);
  };
}
