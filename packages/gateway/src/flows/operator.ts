// What an operator may ask of a gateway, bound to its rooms. Knows no terminal and no HTTP.
import { randomToken } from '../base/random.ts';
import type { SessionFilter } from '../store/store.ts';
import { endSessions, type SessionsEnded } from './end-sessions.ts';
import { listSessions, type SessionSummary } from './list-sessions.ts';
import type { Rooms } from './rooms.ts';

/** For the command line, and for an administration page of your own. It asks nobody who is calling. */
export interface Operator {
  /** Live sessions, of one viewer or of everybody. */
  sessions(filter?: SessionFilter): AsyncIterable<SessionSummary>;
  /**
   * Ends sessions on every replica at once and revokes their grants as far as Databricks lets us.
   * @throws GatewayError `store_unavailable`; what was ended until then stays ended.
   */
  endSessions(filter: SessionFilter): Promise<SessionsEnded>;
}

export function createOperator(rooms: Rooms): Operator {
  return {
    sessions: (filter = {}) => listSessions(rooms, filter),
    endSessions: (filter) => endSessions(rooms, filter, `operator-${randomToken(rooms.random, 9)}`),
  };
}
