// Remembers access tokens that were opened a moment ago. Bounded in size and age, and never an authority: callers name
// the version that the store has now, so a revoked or refreshed grant is not served from here.
import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { SessionHash } from '../session/session.ts';

export interface OpenedGrants {
  get(session: SessionHash, version: number): Secret | undefined;
  put(session: SessionHash, version: number, accessToken: Secret): void;
}

interface Entry {
  readonly version: number;
  readonly accessToken: Secret;
  readonly until: number;
}

/** `max` defaults to 10,000 tokens (some 15 MB), `maxAgeMs` to five minutes. */
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
    get(session, version) {
      const entry = entries.get(session);
      if (entry === undefined) return undefined;
      if (entry.version === version && clock.monotonic() < entry.until) return entry.accessToken;
      entries.delete(session);
      return undefined;
    },
    put(session, version, accessToken) {
      entries.delete(session);
      if (entries.size >= max) {
        const oldest = entries.keys().next();
        if (oldest.done !== true) entries.delete(oldest.value);
      }
      entries.set(session, { version, accessToken, until: clock.monotonic() + maxAgeMs });
    },
  };
}
