// Turns what ends a process into calls: the first stop signal, the second one, and faults that nobody caught.

/** What `process` offers of it; tests hand in an emitter. */
export interface ProcessEvents {
  on(event: string, listener: (value: unknown) => void): unknown;
  off(event: string, listener: (value: unknown) => void): unknown;
}

export interface StopListeners {
  /** The first SIGTERM or SIGINT. */
  onStop(signal: string): void;
  /** The second one, of either kind. */
  onForce(signal: string): void;
  /** An unhandled rejection or an uncaught exception. */
  onFault(error: unknown): void;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const FAULTS = ['unhandledRejection', 'uncaughtException'] as const;

/** Listens until the returned function is called. */
export function listenForStop(source: ProcessEvents, listeners: StopListeners): () => void {
  let count = 0;
  const onSignal = (signal: unknown): void => {
    count += 1;
    if (count === 1) listeners.onStop(String(signal));
    else listeners.onForce(String(signal));
  };
  const onFault = (error: unknown): void => listeners.onFault(error);
  for (const signal of SIGNALS) source.on(signal, onSignal);
  for (const fault of FAULTS) source.on(fault, onFault);
  return () => {
    for (const signal of SIGNALS) source.off(signal, onSignal);
    for (const fault of FAULTS) source.off(fault, onFault);
  };
}
