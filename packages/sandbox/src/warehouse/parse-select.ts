// What a translated statement reads, from DuckDB's own parse of it. Only SELECT has such a parse. Decides nothing.
import type { DuckDBConnection } from '@duckdb/node-api';
import { selectOnly } from './failure.ts';

export interface Parsed {
  /** Tables as they are written, part by part. */
  readonly tables: (readonly string[])[];
  /** Table functions. */
  readonly functions: string[];
  readonly withNames: Set<string>;
  /** Whether a SHOW or DESCRIBE hides in it. */
  shows: boolean;
}

/** Throws a `QueryFailure` unless `sql` is exactly one SELECT. */
export async function parseSelect(connection: DuckDBConnection, sql: string): Promise<Readonly<Parsed>> {
  const reader = await connection.runAndReadAll('SELECT CAST(json_serialize_sql($1::VARCHAR) AS VARCHAR)', [sql]);
  const found: Parsed = { tables: [], functions: [], withNames: new Set(), shows: false };
  const tree = readTree(String(reader.getRows()[0]?.[0]));
  if (tree.error === true || tree.statements?.length !== 1) throw selectOnly();
  collect(tree.statements, found);
  return found;
}

function readTree(json: string): { error?: boolean; statements?: unknown[] } {
  try {
    return JSON.parse(json) as { error?: boolean; statements?: unknown[] };
  } catch {
    // A literal beyond what JSON can hold, such as 1e400.
    throw selectOnly();
  }
}

function collect(node: unknown, found: Parsed): void {
  if (Array.isArray(node)) for (const child of node) collect(child, found);
  if (typeof node !== 'object' || node === null) return;
  const fields = node as Record<string, unknown>;
  if (fields['type'] === 'BASE_TABLE') {
    const parts = [fields['catalog_name'], fields['schema_name'], fields['table_name']].map(String);
    found.tables.push(parts.filter((part) => part !== ''));
  }
  if (fields['type'] === 'SHOW_REF') found.shows = true;
  if (fields['type'] === 'TABLE_FUNCTION') {
    const call = fields['function'] as { function_name?: unknown } | undefined;
    found.functions.push(String(call?.function_name));
  }
  const { map } = (fields['cte_map'] ?? {}) as { map?: readonly { key: string }[] };
  for (const { key } of map ?? []) found.withNames.add(key.toLowerCase());
  for (const child of Object.values(fields)) collect(child, found);
}
