// Runs one statement as one person: translate, check, run, read. Every step may say no.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog } from './catalog/catalog.ts';
import { checkStatement } from './check-statement.ts';
import { fromDuckDb, QueryFailure, resultTooLarge, stopped } from './failure.ts';
import { renameSystem, SYSTEM_HERE, type Journal } from './system-tables.ts';
import { translate, type Translated } from './translate.ts';
import { columnType, valueText } from './values.ts';
import type { Viewer } from './viewer.ts';
import type { Query, ResultSet } from './query.ts';

/** Bytes, roughly, that an INLINE result may have. */
const LARGEST_INLINE = 25 * 1024 * 1024;

const UNKNOWN_TYPE = { typeName: 'STRING', typeText: 'STRING' };

/** Rejects with a `QueryFailure`. A connection of its own for each statement, so that they cannot disturb each other. */
export async function runStatement(
  room: { readonly viewer: Viewer; readonly catalog: Catalog; readonly journal: Journal },
  query: Query,
  signal: AbortSignal,
): Promise<ResultSet> {
  const { viewer } = room;
  const { sql, values } = await translate(query.statement, query.parameters ?? []);
  const translated = { sql: renameSystem(sql), values };
  const connection = await viewer.connect();
  // An interrupt that comes just before the statement starts is lost, so it is repeated.
  const interrupting = setInterval(() => signal.aborted && connection.interrupt(), 20).unref();
  try {
    const namespace = { catalog: query.catalog, schema: query.schema };
    const { person } = viewer;
    const tables = await checkStatement(connection, translated.sql, { person, catalog: room.catalog, namespace });
    if (tables.some(({ catalog }) => catalog === 'system')) await viewer.refreshSystem(room.journal);
    await use(connection, query);
    return await read(connection, translated, { query, signal });
  } catch (problem) {
    if (signal.aborted) throw stopped(signal);
    throw problem instanceof QueryFailure ? problem : fromDuckDb(problem);
  } finally {
    clearInterval(interrupting);
    connection.closeSync();
  }
}

async function use(connection: DuckDBConnection, { catalog, schema }: Query): Promise<void> {
  if (catalog === undefined) return;
  const name = [catalog === 'system' ? SYSTEM_HERE : catalog, schema].filter((part) => part !== undefined);
  await connection.run(`USE ${name.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')}`);
}

async function read(
  connection: DuckDBConnection,
  { sql, values }: Translated,
  options: { readonly query: Query; readonly signal: AbortSignal },
): Promise<ResultSet> {
  const { byteLimit = Infinity, largest = LARGEST_INLINE, rowLimit = Infinity } = options.query;
  const result = await connection.stream(sql, { ...values });
  const types = result.columnTypes().map(columnType);
  const names = result.columnNames();
  const rows: (string | null)[][] = [];
  let size = 0;
  let truncated = false;
  reading: for await (const chunk of result.yieldRows()) {
    options.signal.throwIfAborted();
    for (const row of chunk) {
      const texts = row.map((value, at) => valueText(value, types[at] ?? UNKNOWN_TYPE));
      size += texts.reduce((sum, text) => sum + (text?.length ?? 4) + 3, 0);
      truncated = rows.length === rowLimit || size > byteLimit;
      if (truncated) break reading;
      if (size > largest) throw resultTooLarge(largest);
      rows.push(texts);
    }
  }
  const columns = types.map(({ typeName, typeText }, at) => ({ name: names[at] ?? '', typeName, typeText }));
  return { columns, rows, truncated };
}
