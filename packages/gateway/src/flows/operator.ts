// What an operator may ask of a gateway, bound to its rooms. Knows no terminal and no HTTP.
import { randomToken } from '../base/random.ts';
import type { SessionFilter } from '../store/store.ts';
import { endSessions, type EndOptions, type SessionsEnded } from './end-sessions.ts';
import { keysInUse, type KeyUse } from './keys-in-use.ts';
import { listSessions, type SessionSummary } from './list-sessions.ts';
import { rewrapSessions, type RewrapOptions, type RewrapReport } from './rewrap-sessions.ts';
import type { Rooms } from './rooms.ts';
import { verifySessions, type VerifyReport } from './verify-sessions.ts';

/** For the command line, and for an administration page of your own. It asks nobody who is calling. */
export interface Operator {
  /** Live sessions, of one viewer or of everybody. */
  sessions(filter?: SessionFilter): AsyncIterable<SessionSummary>;
  /**
   * Ends sessions on every replica at once, then revokes their grants as far as Databricks lets us, within five minutes.
   * @throws GatewayError `store_unavailable`; what was ended until then stays ended.
   */
  endSessions(filter: SessionFilter, options?: Pick<EndOptions, 'onProgress'>): Promise<SessionsEnded>;
  /** Id of the key that seals, then of those that only open. */
  readonly keys: readonly [string, ...string[]];
  /** What each key seals that is stored. */
  keysInUse(): Promise<readonly KeyUse[]>;
  /** Seals what is sealed under other keys with the one that seals now; may be stopped and called again. */
  rewrapSessions(options: RewrapOptions): Promise<RewrapReport>;
  /** Opens every sealed token and tells which cannot be opened. */
  verifySessions(): Promise<VerifyReport>;
}

export function createOperator(rooms: Rooms): Operator {
  return {
    sessions: (filter = {}) => listSessions(rooms, filter),
    get keys() {
      return rooms.vault.keyChecks.map(({ id }) => id) as [string, ...string[]];
    },
    keysInUse: () => keysInUse(rooms),
    rewrapSessions: (options) => rewrapSessions(rooms, options),
    verifySessions: () => verifySessions(rooms),
    async endSessions(filter, options) {
      // First: what is ended in a copy that nobody serves yet must not come back with the next pass.
      await rooms.store.markUsed(rooms.wallClock.now());
      return await endSessions(rooms, filter, { ...options, requestId: `operator-${randomToken(rooms.random, 9)}` });
    },
  };
}
