// The door to Databricks for sign-ins of this process: so many at once, so many who wait, and nobody else. It is apart from the one
// of refreshes, so that no flood of the one holds up the other (RL-06).
import { GatewayError } from '../base/errors.ts';

export interface SignInGate {
  /**
   * Waits for one of the places. The answer gives the place back; calling it twice does nothing.
   * @throws GatewayError `databricks_unavailable`, at once, when too many wait already.
   */
  enter(): Promise<() => void>;
}

/** As many as for refreshes. A sign-in calls twice, one after the other: a hundred a second where a call takes 150 ms. */
const PLACES = 32;
/** Where Databricks hangs, the last of them begins after three deadlines of a call; more would wait longer than their browsers. */
const MOST_WAITING = 96;
const RETRY_SECONDS = 5;

export function createSignInGate(): SignInGate {
  let free = PLACES;
  const queue: (() => void)[] = [];

  const leaveOnce = (): (() => void) => {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    };
  };

  return {
    async enter() {
      if (free > 0) free -= 1;
      else if (queue.length < MOST_WAITING) await new Promise<void>((resolve) => void queue.push(resolve));
      else throw tooMany();
      return leaveOnce();
    },
  };
}

function tooMany(): GatewayError {
  return new GatewayError('databricks_unavailable', {
    detail: `${PLACES} sign-ins are at Databricks, and ${MOST_WAITING} wait`,
    retryAfterSeconds: RETRY_SECONDS,
  });
}
