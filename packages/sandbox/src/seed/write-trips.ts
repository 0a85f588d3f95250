// Writes the generated trips into a DuckDB table.
import {
  DOUBLE,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  INTEGER,
  TIMESTAMP,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import { generateTrips } from './trips.ts';

const TYPES = [TIMESTAMP, TIMESTAMP, DOUBLE, DOUBLE, INTEGER, INTEGER];
const CHUNK = 2048;

/** Creates `table` with the six columns of `samples.nyctaxi.trips` and fills it. */
export async function writeTrips(connection: DuckDBConnection, table: string): Promise<void> {
  await connection.run(
    `CREATE TABLE ${table} (tpep_pickup_datetime TIMESTAMP, tpep_dropoff_datetime TIMESTAMP, ` +
      'trip_distance DOUBLE, fare_amount DOUBLE, pickup_zip INTEGER, dropoff_zip INTEGER)',
  );
  const appender = await connection.createAppender(table);
  let rows: DuckDBValue[][] = [];
  const flush = (): void => {
    const chunk = DuckDBDataChunk.create(TYPES, rows.length);
    chunk.setRows(rows);
    appender.appendDataChunk(chunk);
    rows = [];
  };
  for (const trip of generateTrips()) {
    const { distance, dropoffZip, fare, pickupZip } = trip;
    rows.push([timestamp(trip.pickedUpAt), timestamp(trip.droppedOffAt), distance, fare, pickupZip, dropoffZip]);
    if (rows.length === CHUNK) flush();
  }
  if (rows.length > 0) flush();
  appender.closeSync();
}

function timestamp(ms: number): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(ms) * 1000n);
}
