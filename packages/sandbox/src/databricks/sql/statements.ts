// The life of statements: submitted, running, finished, cancelled, forgotten. Knows no HTTP and no SQL.
import { randomUUID } from 'node:crypto';
import type { Person, World } from '../../world.ts';
import { QueryFailure } from '../../warehouse/failure.ts';
import type { Query, Warehouse } from '../../warehouse/warehouse.ts';
import type { Snapshot } from './wire.ts';

/** Results can be read for an hour after they were made. */
const KEPT_MS = 3_600_000;

/** Real milliseconds that a statement may run. */
const LONGEST_RUN_MS = 60_000;

export interface Statements {
  /** Starts a statement and returns its id at once. */
  submit(person: Person, query: Query): string;
  /** Resolves when the statement has ended, or after `ms` of real time. */
  settled(id: string, ms: number): Promise<void>;
  /** The statement, to whoever submitted it; undefined for everybody else and once it is forgotten. */
  find(person: Person, id: string): Snapshot | undefined;
  cancel(id: string): void;
  /** Cancels everything that still runs. */
  close(): Promise<void>;
}

interface Running {
  readonly person: Person;
  readonly endsAt: number;
  readonly abort: AbortController;
  readonly done: Promise<void>;
  snapshot: Snapshot;
}

export function createStatements(world: World, warehouse: Warehouse): Statements {
  const all = new Map<string, Running>();

  const run = async (id: string, query: Query, who: { person: Person; signal: AbortSignal }): Promise<Snapshot> => {
    const { person, signal } = who;
    try {
      const result = await warehouse.run(person, query, signal);
      const detail = { statementId: id, statement: query.statement, rows: result.rows.length };
      world.events.add({ vendor: 'databricks', kind: 'statement.finished', person: person.email, detail });
      return { id, state: 'SUCCEEDED', result };
    } catch (problem) {
      if (!(problem instanceof QueryFailure)) throw problem;
      const { errorCode, message, sqlState } = problem;
      const cancelled = errorCode === 'CANCELLED';
      const kind = cancelled ? 'statement.cancelled' : 'statement.failed';
      const detail = { statementId: id, statement: query.statement, sqlState, message };
      world.events.add({ vendor: 'databricks', kind, person: person.email, detail });
      return cancelled ? { id, state: 'CANCELED' } : { id, state: 'FAILED', failure: { errorCode, message, sqlState } };
    }
  };

  return {
    submit(person, query) {
      const id = randomUUID();
      const abort = new AbortController();
      const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(LONGEST_RUN_MS)]);
      const done = run(id, query, { person, signal }).then(
        (snapshot) => finish(id, snapshot),
        (problem: unknown) => {
          const failure = { errorCode: 'INTERNAL_ERROR', message: String(problem), sqlState: 'XX000' };
          finish(id, { id, state: 'FAILED', failure });
        },
      );
      const endsAt = world.clock.now() + KEPT_MS;
      all.set(id, { person, endsAt, abort, done, snapshot: { id, state: 'PENDING' } });
      return id;
    },
    async settled(id, ms) {
      const wait = new AbortController();
      await Promise.race([all.get(id)?.done, sleepUnless(ms, wait.signal)]);
      wait.abort();
    },
    find(person, id) {
      const known = all.get(id);
      if (known === undefined || known.person.id !== person.id) return undefined;
      if (world.clock.now() < known.endsAt) return known.snapshot;
      all.delete(id);
      return undefined;
    },
    cancel: (id) => all.get(id)?.abort.abort(),
    async close() {
      for (const { abort } of all.values()) abort.abort();
      await Promise.all([...all.values()].map(({ done }) => done));
    },
  };

  function finish(id: string, snapshot: Snapshot): void {
    const known = all.get(id);
    if (known !== undefined) known.snapshot = snapshot;
  }
}

function sleepUnless(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}
