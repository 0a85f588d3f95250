// The SQL warehouse: runs Databricks SQL as one person, against a database that holds only what that person may see.
import type { Person, World } from '../world.ts';
import { createCatalog } from './catalog/catalog.ts';
import { change } from './catalog/change.ts';
import { readCatalogStatement, type CatalogStatement } from './catalog/read-statement.ts';
import { seedCatalog } from './catalog/seed-catalog.ts';
import { show, type ShowStatement } from './catalog/show.ts';
import type { Owner } from './owner.ts';
import { SYSTEM_TABLES, type Journal } from './system-tables.ts';
import { createViewers } from './viewers.ts';
import type { Query, ResultSet } from './query.ts';

export interface Warehouse {
  /** Rejects with a `QueryFailure` when the statement fails or `signal` aborts. Statements of one person run side by side. */
  run(person: Person, query: Query, signal: AbortSignal): Promise<ResultSet>;
  /** Where the rows of the system tables come from, from now on. Until then they are empty. */
  setJournal(journal: Journal): void;
  /** Loads DuckDB, the translator and the tables, which otherwise happens at the first statement. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** A warehouse that loads nothing until it is asked. Each person's database is made at their first statement. */
export function createWarehouse({ memory, people, tables }: Pick<World, 'memory' | 'people' | 'tables'>): Warehouse {
  const catalog = createCatalog([...tables, ...SYSTEM_TABLES], seedCatalog(tables, people), memory);
  let owner: Promise<Owner> | undefined;
  let journal: Journal = { history: () => [], audit: () => [] };
  const owned = (): Promise<Owner> => (owner ??= import('./owner.ts').then(({ openOwner }) => openOwner(tables)));
  const viewers = createViewers(owned, catalog);

  const runCatalog = async (person: Person, statement: CatalogStatement, query: Query): Promise<ResultSet> => {
    const asking = { person, namespace: { catalog: query.catalog, schema: query.schema } };
    if (isShow(statement)) return show(catalog, statement, asking);
    return await change(catalog, statement, {
      ...asking,
      async tryFunction(made) {
        const [from, { macroOf }] = await Promise.all([owned(), import('./functions.ts')]);
        const connection = await from.connectAs(person);
        await macroOf(connection, made).finally(() => connection.closeSync());
      },
    });
  };

  return {
    async run(person, query, signal) {
      const statement = readCatalogStatement(query.statement);
      if (statement !== undefined) return await runCatalog(person, statement, query);
      const { runStatement } = await import('./run-statement.ts');
      return await viewers.with(person, (viewer) => runStatement({ viewer, catalog, journal }, query, signal));
    },
    setJournal(next) {
      journal = next;
    },
    async warm() {
      await Promise.all([owned(), import('./translate.ts').then(({ loadTranslator }) => loadTranslator())]);
    },
    async close() {
      await viewers.close();
      if (owner !== undefined) (await owner).close();
    },
  };
}

function isShow(statement: CatalogStatement): statement is ShowStatement {
  return statement.kind === 'describe' || statement.kind.startsWith('show_');
}
