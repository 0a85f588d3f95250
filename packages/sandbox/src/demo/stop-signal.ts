// Waits for the first Ctrl-C or SIGTERM; the second ends the process at once. Knows no server.

/** Listens from the call on. `stopped` resolves at the first signal. */
export function stopSignal(): { readonly stopped: Promise<void>; forget(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const onSignal = (): void => {
    count += 1;
    if (count > 1) process.exit(1);
    resolve();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    stopped: promise,
    forget() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
