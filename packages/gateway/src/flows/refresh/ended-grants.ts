// Remembers which grants Databricks has called dead, while their last access token still serves. Bounded.
import type { ErrorCode } from '../../base/errors.ts';
import type { SessionHash } from '../../session/session.ts';

export type GrantEnd = Extract<ErrorCode, 'grant_ended' | 'refresh_lost'>;

export interface EndedGrants {
  endOf(session: SessionHash, version: number): GrantEnd | undefined;
  put(session: SessionHash, version: number, end: GrantEnd): void;
}

const MAX = 10_000;

export function createEndedGrants(): EndedGrants {
  const ended = new Map<SessionHash, { readonly version: number; readonly end: GrantEnd }>();
  return {
    endOf(session, version) {
      const known = ended.get(session);
      return known?.version === version ? known.end : undefined;
    },
    put(session, version, end) {
      ended.delete(session);
      const oldest = ended.size < MAX ? undefined : ended.keys().next();
      if (oldest?.done === false) ended.delete(oldest.value);
      ended.set(session, { version, end });
    },
  };
}
