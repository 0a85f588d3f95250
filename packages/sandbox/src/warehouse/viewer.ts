// One person's database: copies of the permitted rows, masks already applied, then locked. There is nothing else in it to find.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Person, Table } from '../world.ts';
import type { Owner } from './owner.ts';
import { fullName, permittedSelect } from './policy.ts';

export interface Viewer {
  readonly person: Person;
  /** Every table of the warehouse, readable or not. */
  readonly tables: readonly Table[];
  /** A connection for one statement. Close it. */
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/** Order matters: what is switched off stays off once the configuration is locked. */
const LOCKS = [
  'SET enable_external_access = false',
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  'SET allow_community_extensions = false',
  'SET lock_configuration = true',
];

/** Copies what this person may see out of the owner's database. */
export async function openViewer(owner: Owner, person: Person): Promise<Viewer> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '256MB' });
  const connection = await instance.connect();
  const catalogs = new Set<string>();
  for (const { catalog, schema } of owner.tables) {
    if (!catalogs.has(catalog)) await connection.run(`ATTACH ':memory:' AS ${catalog}`);
    catalogs.add(catalog);
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${catalog}.${schema}`);
  }
  for (const table of owner.tables) await copyTable(owner, { table, person }, connection);
  for (const lock of LOCKS) await connection.run(lock);
  connection.closeSync();
  return {
    person,
    tables: owner.tables,
    async connect() {
      const own = await instance.connect();
      for (const macro of identityMacros(person)) await own.run(macro);
      return own;
    },
    close: () => instance.closeSync(),
  };
}

async function copyTable(
  owner: Owner,
  permitted: { readonly table: Table; readonly person: Person },
  into: DuckDBConnection,
): Promise<void> {
  const { table, person } = permitted;
  const select = permittedSelect(table, person, owner.sourceOf(table));
  if (select === undefined) return;
  const columns = table.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  await into.run(`CREATE TABLE ${fullName(table)} (${columns})`);
  const rows = await owner.connection.run(select);
  const appender = await into.createAppender(table.name, table.schema, table.catalog);
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
