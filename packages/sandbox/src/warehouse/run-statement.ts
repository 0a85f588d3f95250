// Runs one statement as one person: translate, check, run, read. Every step may say no.
import type { DuckDBConnection } from '@duckdb/node-api';
import { checkStatement } from './check-statement.ts';
import { fromDuckDb, QueryFailure, resultTooLarge, stopped } from './failure.ts';
import { translate, type Translated } from './translate.ts';
import { columnType, valueText } from './values.ts';
import type { Viewer } from './viewer.ts';
import type { Query, ResultSet } from './warehouse.ts';

/** Bytes, roughly, that a result may have. */
const LARGEST_RESULT = 25 * 1024 * 1024;

const UNKNOWN_TYPE = { typeName: 'STRING', typeText: 'STRING' };

/** Rejects with a `QueryFailure`. A connection of its own for each statement, so that they cannot disturb each other. */
export async function runStatement(viewer: Viewer, query: Query, signal: AbortSignal): Promise<ResultSet> {
  const translated = await translate(query.statement, query.parameters ?? []);
  const connection = await viewer.connect();
  // An interrupt that comes just before the statement starts is lost, so it is repeated.
  const interrupting = setInterval(() => signal.aborted && connection.interrupt(), 20).unref();
  try {
    const { catalog, schema } = query;
    await checkStatement(connection, translated.sql, { viewer, namespace: { catalog, schema } });
    await use(connection, query);
    return await read(connection, translated, { limit: query.rowLimit ?? Infinity, signal });
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
  const name = [catalog, schema].filter((part) => part !== undefined);
  await connection.run(`USE ${name.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')}`);
}

async function read(
  connection: DuckDBConnection,
  { sql, values }: Translated,
  options: { readonly limit: number; readonly signal: AbortSignal },
): Promise<ResultSet> {
  const result = await connection.stream(sql, { ...values });
  const types = result.columnTypes().map(columnType);
  const names = result.columnNames();
  const rows: (string | null)[][] = [];
  let size = 0;
  let truncated = false;
  for await (const chunk of result.yieldRows()) {
    options.signal.throwIfAborted();
    const room = options.limit - rows.length;
    truncated = chunk.length > room;
    for (const row of chunk.slice(0, room)) {
      const texts = row.map((value, at) => valueText(value, types[at] ?? UNKNOWN_TYPE));
      size += texts.reduce((sum, text) => sum + (text?.length ?? 4) + 3, 0);
      if (size > LARGEST_RESULT) throw resultTooLarge(LARGEST_RESULT);
      rows.push(texts);
    }
    if (truncated) break;
  }
  const columns = types.map(({ typeName, typeText }, at) => ({ name: names[at] ?? '', typeName, typeText }));
  return { columns, rows, truncated };
}
