// Remembers the sessions for which this process made a URL that has not ended. Bounded; forgets by itself.
import type { SessionHash } from '../../session/session.ts';

export interface OpenEmbeds {
  /** A URL was made that ends at `endsAt`, epoch milliseconds. */
  opened(session: SessionHash, endsAt: number): void;
  /** The session ended: nothing of it is open any more. */
  forget(session: SessionHash): void;
  /** The sessions with a URL that is open at `now`. */
  at(now: number): readonly SessionHash[];
}

/** `max` defaults to 10,000 sessions; the one that was opened longest ago makes room. */
export function createOpenEmbeds(max = 10_000): OpenEmbeds {
  const ends = new Map<SessionHash, number>();
  return {
    opened(session, endsAt) {
      const until = Math.max(endsAt, ends.get(session) ?? 0);
      ends.delete(session);
      const oldest = ends.size < max ? undefined : ends.keys().next();
      if (oldest?.done === false) ends.delete(oldest.value);
      ends.set(session, until);
    },
    forget: (session) => void ends.delete(session),
    at(now) {
      for (const [session, endsAt] of ends) if (endsAt <= now) ends.delete(session);
      return [...ends.keys()];
    },
  };
}
