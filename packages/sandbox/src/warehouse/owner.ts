// The database that holds everything. Only viewers' databases are made from it; no statement of a person ever reaches it.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { writeTrips } from '../seed/write-trips.ts';

export interface Owner {
  readonly connection: DuckDBConnection;
  /** Name of the table with all trips. */
  readonly source: string;
  close(): void;
}

/** Opens the database in memory and fills it: 21,932 generated trips, the same in every sandbox. */
export async function openOwner(): Promise<Owner> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await writeTrips(connection, 'trips');
  return {
    connection,
    source: 'trips',
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
