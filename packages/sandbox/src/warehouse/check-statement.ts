// Decides whether a translated statement may run, from DuckDB's own parse of it. Only SELECT has such a parse.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Table } from '../world.ts';
import { insufficientPermissions, selectOnly, tableNotFound, unknownTableFunction } from './failure.ts';
import { fullName } from './policy.ts';
import type { Viewer } from './viewer.ts';

const TABLE_FUNCTIONS = new Set(['range', 'generate_series', 'unnest']);

/** Where names without catalog or schema are looked up. */
export interface Namespace {
  readonly catalog: string | undefined;
  readonly schema: string | undefined;
}

interface Parsed {
  readonly tables: { catalog_name: string; schema_name: string; table_name: string }[];
  readonly functions: string[];
  readonly withNames: Set<string>;
  shows: boolean;
}

/** Throws a `QueryFailure` unless `sql` is one SELECT that reads only tables which this person may read. */
export async function checkStatement(
  connection: DuckDBConnection,
  sql: string,
  reader: { readonly viewer: Pick<Viewer, 'person' | 'tables'>; readonly namespace: Namespace },
): Promise<void> {
  const parsed = await parse(connection, sql);
  if (parsed.shows) throw selectOnly();
  const forbidden = parsed.functions.find((name) => !TABLE_FUNCTIONS.has(name.toLowerCase()));
  if (forbidden !== undefined) throw unknownTableFunction(forbidden);
  for (const { catalog_name, schema_name, table_name } of parsed.tables) {
    const written = [catalog_name, schema_name, table_name].filter((part) => part !== '');
    if (written.length === 1 && parsed.withNames.has(table_name.toLowerCase())) continue;
    const table = lookUp(reader.viewer.tables, written, reader.namespace);
    if (table === undefined) throw tableNotFound(written);
    if (!reader.viewer.person.canSelect) throw insufficientPermissions(fullName(table));
  }
}

function lookUp(
  tables: readonly Table[],
  written: readonly string[],
  { catalog, schema }: Namespace,
): Table | undefined {
  const missing = written.length === 1 ? [catalog, schema] : written.length === 2 ? [catalog] : [];
  const name = [...missing, ...written].join('.').toLowerCase();
  return tables.find((table) => fullName(table).toLowerCase() === name);
}

async function parse(connection: DuckDBConnection, sql: string): Promise<Parsed> {
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
  if (fields['type'] === 'BASE_TABLE') found.tables.push(fields as Parsed['tables'][number]);
  if (fields['type'] === 'SHOW_REF') found.shows = true;
  if (fields['type'] === 'TABLE_FUNCTION') {
    const call = fields['function'] as { function_name?: unknown } | undefined;
    found.functions.push(String(call?.function_name));
  }
  const { map } = (fields['cte_map'] ?? {}) as { map?: readonly { key: string }[] };
  for (const { key } of map ?? []) found.withNames.add(key.toLowerCase());
  for (const child of Object.values(fields)) collect(child, found);
}
