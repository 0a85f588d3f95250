// Writes the rows of a seeded table into a DuckDB table.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Table } from '../world.ts';

/** Creates `name` and fills it; DuckDB reads text as the column's type. Generated tables are written elsewhere. */
export async function writeRows(connection: DuckDBConnection, name: string, { columns, rows }: Table): Promise<void> {
  if (rows === 'trips') return;
  await connection.run(`CREATE TABLE ${name} (${columns.map(({ name: of, type }) => `"${of}" ${type}`).join(', ')})`);
  const places = columns.map(({ type }, at) => `CAST($${at + 1}::VARCHAR AS ${type})`).join(', ');
  const insert = await connection.prepare(`INSERT INTO ${name} VALUES (${places})`);
  for (const row of rows) {
    row.forEach((value, at) => (value === null ? insert.bindNull(at + 1) : insert.bindVarchar(at + 1, String(value))));
    await insert.run();
  }
}
