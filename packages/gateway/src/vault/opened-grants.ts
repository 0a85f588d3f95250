// Remembers access tokens that were opened a moment ago. Bounded in size and age, and never an authority: callers name
// the place that the store has now, version and viewer included, so a revoked, refreshed or altered grant is not served from here.
import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { SessionHash } from '../session/session.ts';

export interface OpenedGrants {
  /** `place`: the parts of the seal that the token was opened from. */
  get(session: SessionHash, place: readonly string[]): Secret | undefined;
  put(session: SessionHash, place: readonly string[], accessToken: Secret): void;
  /** The session ended: its token need not be kept until its time is over. */
  forget(session: SessionHash): void;
  /** Forgets the tokens whose time is over, asked for or not. Answers how many are left. */
  sweep(): number;
}

interface Entry {
  readonly place: readonly string[];
  readonly accessToken: Secret;
  readonly until: number;
}

/** `max` defaults to 10,000 tokens (some 15 MB, and once more for what Sigma gets of each), `maxAgeMs` to five minutes. */
export function createOpenedGrants({
  clock,
  max = 10_000,
  maxAgeMs = 5 * 60_000,
}: {
  clock: Clock;
  max?: number;
  maxAgeMs?: number;
}): OpenedGrants {
  const entries = new Map<SessionHash, Entry>();
  return {
    get(session, place) {
      const entry = entries.get(session);
      if (entry === undefined) return undefined;
      if (isSame(entry.place, place) && clock.monotonic() < entry.until) return entry.accessToken;
      entries.delete(session);
      return undefined;
    },
    put(session, place, accessToken) {
      entries.delete(session);
      if (entries.size >= max) {
        const oldest = entries.keys().next();
        if (oldest.done !== true) entries.delete(oldest.value);
      }
      entries.set(session, { place, accessToken, until: clock.monotonic() + maxAgeMs });
    },
    forget: (session) => void entries.delete(session),
    sweep() {
      const now = clock.monotonic();
      for (const [session, { until }] of entries) {
        // They stand in the order in which they came, and all live equally long.
        if (now < until) break;
        entries.delete(session);
      }
      return entries.size;
    },
  };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}
