// The database that holds everything. Only viewers' databases are made from it; no statement of a person ever reaches it.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { writeRows } from '../seed/write-rows.ts';
import { writeTrips } from '../seed/write-trips.ts';
import type { Table } from '../world.ts';

export interface Owner {
  readonly connection: DuckDBConnection;
  readonly tables: readonly Table[];
  /** Name under which all rows of this table lie here. */
  sourceOf(table: Table): string;
  close(): void;
}

/** Opens the database in memory and fills it; generated trips are the same in every sandbox, and written once. */
export async function openOwner(tables: readonly Table[]): Promise<Owner> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const sourceOf = (table: Table): string => (table.rows === 'trips' ? 'trips' : `table_${tables.indexOf(table)}`);
  if (tables.some(({ rows }) => rows === 'trips')) await writeTrips(connection, 'trips');
  for (const table of tables) await writeRows(connection, sourceOf(table), table);
  return {
    connection,
    tables,
    sourceOf,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
