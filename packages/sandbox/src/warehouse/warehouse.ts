// The SQL warehouse: runs Databricks SQL as one person, against a database that holds only what that person may see.
import type { Person, Table } from '../world.ts';
import type { Owner } from './owner.ts';
import type { Viewer } from './viewer.ts';

/** A statement as the Statement Execution API takes it. */
export interface Query {
  /** One SELECT in Databricks SQL. */
  readonly statement: string;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  /** Values of `:name` markers, as text; `type` is a Databricks type name and defaults to STRING. */
  readonly parameters?: readonly Parameter[] | undefined;
  /** Rows beyond this many are left out. */
  readonly rowLimit?: number | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly value: string | null;
  readonly type: string;
}

/** A result as the API words it: every value is text or null. */
export interface ResultSet {
  readonly columns: readonly { readonly name: string; readonly typeName: string; readonly typeText: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Whether `rowLimit` left rows out. */
  readonly truncated: boolean;
}

export interface Warehouse {
  /** Rejects with a `QueryFailure` when the statement fails or `signal` aborts. Statements of one person run side by side. */
  run(person: Person, query: Query, signal: AbortSignal): Promise<ResultSet>;
  /** Loads DuckDB, the translator and the tables, which otherwise happens at the first statement. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** A warehouse that loads nothing until it is asked. Each person's database is made at their first statement. */
export function createWarehouse(tables: readonly Table[]): Warehouse {
  let owner: Promise<Owner> | undefined;
  const viewers = new Map<string, Promise<Viewer>>();

  const owned = (): Promise<Owner> => (owner ??= import('./owner.ts').then(({ openOwner }) => openOwner(tables)));

  const viewerOf = (person: Person): Promise<Viewer> => {
    const known = viewers.get(person.id);
    if (known !== undefined) return known;
    const opened = Promise.all([owned(), import('./viewer.ts')]).then(([from, { openViewer }]) =>
      openViewer(from, person),
    );
    viewers.set(person.id, opened);
    return opened;
  };

  return {
    async run(person, query, signal) {
      const [viewer, { runStatement }] = await Promise.all([viewerOf(person), import('./run-statement.ts')]);
      return await runStatement(viewer, query, signal);
    },
    async warm() {
      await Promise.all([owned(), import('./translate.ts').then(({ loadTranslator }) => loadTranslator())]);
    },
    async close() {
      for (const viewer of await Promise.allSettled(viewers.values())) {
        if (viewer.status === 'fulfilled') viewer.value.close();
      }
      if (owner !== undefined) (await owner).close();
    },
  };
}
