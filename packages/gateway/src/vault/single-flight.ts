// Lets callers who want the same thing at the same time share one piece of work.

export interface SingleFlight<T> {
  /** Runs `work`, or joins the run that is under way for `key`. A failure reaches every caller of that run and is not kept. */
  run(key: string, work: () => Promise<T>): Promise<T>;
  /** What is under way now. */
  pending(): readonly Promise<T>[];
}

export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Promise<T>>();
  return {
    run(key, work) {
      const flying = flights.get(key);
      if (flying !== undefined) return flying;
      const flight = work().finally(() => flights.delete(key));
      flights.set(key, flight);
      return flight;
    },
    pending: () => [...flights.values()],
  };
}
