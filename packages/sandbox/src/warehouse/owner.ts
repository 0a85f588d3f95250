// The database that holds everything. Only viewers' databases are made from it; no statement of a person ever reaches it.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { writeRows } from '../seed/write-rows.ts';
import { writeTrips } from '../seed/write-trips.ts';
import type { Person, Table } from '../world.ts';
import { IDENTITY_MACROS } from './functions.ts';
import { LOCKS } from './locks.ts';

export interface Owner {
  readonly tables: readonly Table[];
  /** Name under which all rows of this table lie here. */
  sourceOf(table: Table): string;
  /** A connection on which the functions of policies know who is asking. Close it. */
  connectAs(person: Person): Promise<DuckDBConnection>;
  close(): void;
}

/** Opens the database in memory and fills it; generated trips are the same in every sandbox, and written once. */
export async function openOwner(tables: readonly Table[]): Promise<Owner> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const sourceOf = (table: Table): string => (table.rows === 'trips' ? 'trips' : `table_${tables.indexOf(table)}`);
  if (tables.some(({ rows }) => rows === 'trips')) await writeTrips(connection, 'trips');
  for (const table of tables) await writeRows(connection, sourceOf(table), table);
  for (const statement of [...IDENTITY_MACROS, ...LOCKS]) await connection.run(statement);
  return {
    tables,
    sourceOf,
    async connectAs({ email, groups }) {
      const own = await instance.connect();
      const names = groups.map(({ name }) => quoted(name)).join(', ');
      await own.run(`SET VARIABLE viewer_email = ${quoted(email)}`);
      await own.run(`SET VARIABLE viewer_groups = [${names}]::VARCHAR[]`);
      return own;
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
