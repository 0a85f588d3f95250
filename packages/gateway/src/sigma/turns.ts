// One piece of work at a time, in turns between those it is for: who asks for much waits for it alone (RL-04).
import { GatewayError } from '../base/errors.ts';

export interface Turns {
  /**
   * Does the work when its turn comes.
   * @throws GatewayError `too_many_requests` when too much waits already.
   */
  take<T>(whose: string, work: () => Promise<T>): Promise<T>;
}

/** How much may wait, besides what is being done. */
export interface TurnLimits {
  /** For one. */
  readonly each: number;
  readonly all: number;
}

const RETRY_SECONDS = 2;

export function createTurns({ all, each }: TurnLimits): Turns {
  const waiting = new Map<string, readonly (() => Promise<void>)[]>();
  let count = 0;
  let isBusy = false;

  const goRound = async (): Promise<void> => {
    isBusy = true;
    // A map visits what is added while it is visited: who has more to do stands at the end again.
    for (const [whose, [work, ...others]] of waiting) {
      waiting.delete(whose);
      if (others.length > 0) waiting.set(whose, others);
      count -= 1;
      await work?.();
    }
    isBusy = false;
  };

  return {
    async take<T>(whose: string, work: () => Promise<T>): Promise<T> {
      const mine = waiting.get(whose) ?? [];
      if (mine.length >= each || count >= all)
        throw new GatewayError('too_many_requests', { retryAfterSeconds: RETRY_SECONDS });
      const { promise, reject, resolve } = Promise.withResolvers<T>();
      waiting.set(whose, [...mine, async () => await work().then(resolve, reject)]);
      count += 1;
      if (!isBusy) void goRound();
      return await promise;
    },
  };
}
