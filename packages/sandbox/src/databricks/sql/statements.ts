// The life of statements: submitted, running, finished, cancelled, forgotten. Knows no HTTP and no SQL.
import { randomUUID } from 'node:crypto';
import type { Person, World } from '../../world.ts';
import { QueryFailure } from '../../warehouse/failure.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { History } from './history.ts';
import type { Submission } from './read-submission.ts';
import type { SqlWarehouse } from './warehouses.ts';
import type { Snapshot, State } from './wire.ts';

/** Results can be read for an hour after they were made. */
const KEPT_MS = 3_600_000;

/** Real milliseconds that a statement may run. */
const LONGEST_RUN_MS = 60_000;

/** A statement as it was submitted, and where it stands. */
export interface Submitted extends Snapshot, Pick<Submission, 'disposition' | 'format'> {
  /** What the address of its result holds, so that nobody can guess it. */
  readonly key: string;
}

export interface Statements {
  /** Starts a statement and returns its id at once. `client` is how the caller names itself. */
  submit(person: Person, submission: Submission, client: string): string;
  /** Resolves when the statement has ended, or after `ms` of real time. */
  settled(id: string, ms: number): Promise<void>;
  /** The statement, to whoever submitted it; undefined for everybody else and once it is forgotten. */
  find(person: Person, id: string): Submitted | undefined;
  /** The statement, to whoever holds the key of its result. */
  findByKey(id: string, key: string): Submitted | undefined;
  cancel(id: string): void;
  /** Cancels everything that still runs. */
  close(): Promise<void>;
}

interface Kept {
  readonly person: Person;
  readonly endsAt: number;
  readonly abort: AbortController;
  readonly done: Promise<void>;
  submitted: Submitted;
}

export function createStatements(options: {
  readonly world: World;
  readonly warehouse: Warehouse;
  readonly compute: SqlWarehouse;
  readonly history: History;
}): Statements {
  const { compute, history, warehouse, world } = options;
  const all = new Map<string, Kept>();

  const become = (id: string, snapshot: Omit<Snapshot, 'id'>): void => {
    const known = all.get(id);
    if (known !== undefined) known.submitted = { ...known.submitted, ...snapshot };
  };

  const log = (kind: string, person: Person, detail: Readonly<Record<string, string | number>>): void =>
    world.events.add({ vendor: 'databricks', kind: `statement.${kind}`, person: person.email, detail });

  const run = async (
    id: string,
    submission: Submission,
    who: { person: Person; signal: AbortSignal },
  ): Promise<void> => {
    const { person, signal } = who;
    const facts = { statementId: id, statement: submission.query.statement };
    try {
      await compute.ready(signal);
      become(id, { state: 'RUNNING' });
      history.running(id);
      const result = await warehouse.run(person, submission.query, signal);
      log('finished', person, { ...facts, rows: result.rows.length });
      history.end(id, { state: 'SUCCEEDED', rows: result.rows.length });
      become(id, { state: 'SUCCEEDED', result });
    } catch (problem) {
      const failure = failureOf(problem);
      const cancelled = failure.errorCode === 'CANCELLED';
      const state: State = cancelled ? 'CANCELED' : 'FAILED';
      log(cancelled ? 'cancelled' : 'failed', person, {
        ...facts,
        sqlState: failure.sqlState,
        message: failure.message,
      });
      history.end(id, { state, failure });
      become(id, cancelled ? { state } : { state, failure });
    }
  };

  const find = (id: string): Kept | undefined => {
    const known = all.get(id);
    if (known === undefined || world.clock.now() < known.endsAt) return known;
    all.delete(id);
    return undefined;
  };

  return {
    submit(person, submission, client) {
      const id = `01f0${randomUUID().slice(4)}`;
      const { disposition, format, query, tags } = submission;
      const abort = new AbortController();
      const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(LONGEST_RUN_MS)]);
      history.begin({ statementId: id, person, text: query.statement, client, tags });
      const endsAt = world.clock.now() + KEPT_MS;
      const submitted = { id, state: 'PENDING', disposition, format, key: randomUUID() } as const;
      all.set(id, {
        person,
        endsAt,
        abort,
        submitted,
        done: Promise.resolve().then(() => run(id, submission, { person, signal })),
      });
      return id;
    },
    async settled(id, ms) {
      const wait = new AbortController();
      await Promise.race([all.get(id)?.done, sleepUnless(ms, wait.signal)]);
      wait.abort();
    },
    find(person, id) {
      const known = find(id);
      return known?.person.id === person.id ? known.submitted : undefined;
    },
    findByKey(id, key) {
      const known = find(id);
      return known?.submitted.key === key ? known.submitted : undefined;
    },
    cancel: (id) => all.get(id)?.abort.abort(),
    async close() {
      for (const { abort } of all.values()) abort.abort();
      await Promise.all([...all.values()].map(({ done }) => done));
    },
  };
}

function failureOf(problem: unknown): { errorCode: string; message: string; sqlState: string } {
  if (!(problem instanceof QueryFailure))
    return { errorCode: 'INTERNAL_ERROR', message: String(problem), sqlState: 'XX000' };
  const { errorCode, message, sqlState } = problem;
  return { errorCode, message, sqlState };
}

function sleepUnless(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}
