// Remembers which grants Databricks refuses although it is well. Each waits for itself and holds nobody else back. Bounded.
import type { SessionHash } from '../../session/session.ts';

export interface RefusedGrants {
  /** Milliseconds for which this version is not sent; 0 when it may be. `now`: monotonic milliseconds, as below. */
  leftMs(session: SessionHash, version: number, now: number): number;
  /** This version was refused, once more perhaps. Answers for how many milliseconds it waits. */
  put(session: SessionHash, version: number, now: number): number;
}

const MAX = 10_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

export function createRefusedGrants(): RefusedGrants {
  const refused = new Map<
    SessionHash,
    { readonly version: number; readonly pauseMs: number; readonly until: number }
  >();
  return {
    leftMs(session, version, now) {
      const known = refused.get(session);
      return known?.version === version ? Math.max(0, known.until - now) : 0;
    },
    put(session, version, now) {
      const known = refused.get(session);
      const pauseMs = known?.version === version ? Math.min(2 * known.pauseMs, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
      refused.delete(session);
      const oldest = refused.size < MAX ? undefined : refused.keys().next();
      if (oldest?.done === false) refused.delete(oldest.value);
      refused.set(session, { version, pauseMs, until: now + pauseMs });
      return pauseMs;
    },
  };
}
