// Remembers the sessions for which this process made a URL that has not ended. Bounded; forgets by itself.
import type { SessionHash } from '../../session/session.ts';

export interface OpenEmbeds {
  /** A URL was made that ends at `endsAt`, epoch milliseconds. */
  opened(session: SessionHash, endsAt: number): void;
  /** The session ended: nothing of it is open any more. */
  forget(session: SessionHash): void;
  /** Its token is not due before `time`, epoch milliseconds: nobody needs to look until then. */
  lookAgainAt(session: SessionHash, time: number): void;
  /** The sessions with a URL that is open at `now`, but those that need no look yet. */
  at(now: number): readonly SessionHash[];
}

/** `max` defaults to 10,000 sessions; the one that was opened longest ago makes room. */
export function createOpenEmbeds(max = 10_000): OpenEmbeds {
  const open = new Map<SessionHash, { readonly endsAt: number; readonly lookAt: number }>();
  return {
    opened(session, endsAt) {
      const before = open.get(session);
      open.delete(session);
      const oldest = open.size < max ? undefined : open.keys().next();
      if (oldest?.done === false) open.delete(oldest.value);
      open.set(session, { endsAt: Math.max(endsAt, before?.endsAt ?? 0), lookAt: before?.lookAt ?? 0 });
    },
    forget: (session) => void open.delete(session),
    lookAgainAt(session, lookAt) {
      const entry = open.get(session);
      if (entry !== undefined) open.set(session, { ...entry, lookAt });
    },
    at(now) {
      for (const [session, { endsAt }] of open) if (endsAt <= now) open.delete(session);
      return [...open].filter(([, { lookAt }]) => lookAt <= now).map(([session]) => session);
    },
  };
}
