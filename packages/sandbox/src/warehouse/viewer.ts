// One person's database: copies of the permitted rows, masks already applied, then locked. There is nothing else in it to find.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Person, Table } from '../world.ts';
import { lackOf, type Catalog } from './catalog/catalog.ts';
import { fullName } from './catalog/names.ts';
import { functionNotFound } from './failure.ts';
import { macroOf } from './functions.ts';
import { LOCKS } from './locks.ts';
import type { Owner } from './owner.ts';
import { permittedSelect } from './policy.ts';
import { refreshSystemTables, SYSTEM_HERE, type Journal } from './system-tables.ts';

export interface Viewer {
  readonly person: Person;
  /** A connection for one statement. Close it. */
  connect(): Promise<DuckDBConnection>;
  /** Writes the rows of the system tables anew; one call after the other. */
  refreshSystem(journal: Journal): Promise<void>;
  close(): void;
}

/** Copies what this person may see out of the owner's database. */
export async function openViewer(owner: Owner, catalog: Catalog, person: Person): Promise<Viewer> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '256MB' });
  const connection = await instance.connect();
  const source = await owner.connectAs(person);
  const catalogs = new Set<string>();
  for (const table of catalog.tables) {
    const here = nameHere(table);
    if (!catalogs.has(here.catalog)) await connection.run(`ATTACH ':memory:' AS ${here.catalog}`);
    catalogs.add(here.catalog);
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${here.catalog}.${here.schema}`);
    if (lackOf(catalog, person, table) === undefined)
      await copyTable(table, { owner, catalog, source, into: connection });
  }
  for (const lock of LOCKS) await connection.run(lock);
  source.closeSync();
  connection.closeSync();
  let refreshing = Promise.resolve();
  return {
    person,
    async connect() {
      const own = await instance.connect();
      for (const macro of identityMacros(person)) await own.run(macro);
      return own;
    },
    async refreshSystem(journal) {
      const refresh = async (): Promise<void> => {
        const own = await instance.connect();
        await refreshSystemTables(own, journal).finally(() => own.closeSync());
      };
      refreshing = refreshing.then(refresh, refresh);
      await refreshing;
    },
    close: () => instance.closeSync(),
  };
}

function nameHere(table: Table): Pick<Table, 'catalog' | 'name' | 'schema'> {
  return { ...table, catalog: table.catalog === 'system' ? SYSTEM_HERE : table.catalog };
}

async function copyTable(
  table: Table,
  between: {
    readonly owner: Owner;
    readonly catalog: Catalog;
    readonly source: DuckDBConnection;
    readonly into: DuckDBConnection;
  },
): Promise<void> {
  const { catalog, into, owner, source } = between;
  const here = nameHere(table);
  const columns = table.columns.map(({ name, type }) => `"${name}" ${type}`).join(', ');
  await into.run(`CREATE TABLE ${fullName(here)} (${columns})`);
  if (table.catalog === 'system') return;
  const policy = catalog.policyOf(fullName(table));
  const applied = [policy.rowFilter, ...Object.values(policy.masks)].filter((one) => one !== undefined);
  const macros = new Map<string, string>();
  for (const { by } of applied) {
    const made = catalog.functionOf(by);
    if (made === undefined) throw functionNotFound(by);
    macros.set(by, await macroOf(source, made));
  }
  const select = permittedSelect(table, policy, {
    source: owner.sourceOf(table),
    macroOf: (name) => macros.get(name) ?? name,
  });
  const rows = await source.run(select);
  const appender = await into.createAppender(here.name, here.schema, here.catalog);
  for (let chunk = await rows.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await rows.fetchChunk()) {
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** Temporary macros belong to one connection and are found before anything else. */
function identityMacros(person: Person): string[] {
  const email = quoted(person.email);
  const groups = `[${person.groups.map(({ name }) => quoted(name)).join(', ')}]::VARCHAR[]`;
  return [
    `CREATE TEMP MACRO current_user() AS ${email}`,
    `CREATE TEMP MACRO session_user() AS ${email}`,
    `CREATE TEMP MACRO is_member(g) AS list_contains(${groups}, g)`,
    `CREATE TEMP MACRO is_account_group_member(g) AS list_contains(${groups}, g)`,
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
