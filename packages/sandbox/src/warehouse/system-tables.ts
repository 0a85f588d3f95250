// The system tables: who ran what, and who did what. Their rows are written anew before each statement that reads them.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Table } from '../world.ts';

/** Where their rows come from; objects in the shape of `SHAPES`. */
export interface Journal {
  history(): readonly object[];
  audit(): readonly object[];
}

/** DuckDB keeps the name `system` for itself. */
export const SYSTEM_HERE = 'system_';

/** Columns as DuckDB's `from_json` takes them: the vendor's names, and types that hold the same. */
const SHAPES = {
  history: {
    account_id: 'VARCHAR',
    workspace_id: 'VARCHAR',
    statement_id: 'VARCHAR',
    executed_by: 'VARCHAR',
    executed_by_user_id: 'VARCHAR',
    session_id: 'VARCHAR',
    execution_status: 'VARCHAR',
    compute: { type: 'VARCHAR', cluster_id: 'VARCHAR', warehouse_id: 'VARCHAR' },
    executed_as: 'VARCHAR',
    executed_as_user_id: 'VARCHAR',
    statement_text: 'VARCHAR',
    statement_type: 'VARCHAR',
    error_message: 'VARCHAR',
    client_application: 'VARCHAR',
    start_time: 'TIMESTAMP',
    end_time: 'TIMESTAMP',
    total_duration_ms: 'BIGINT',
    produced_rows: 'BIGINT',
    query_tags: 'MAP(VARCHAR, VARCHAR)',
  },
  audit: {
    version: 'VARCHAR',
    event_time: 'TIMESTAMP',
    event_date: 'DATE',
    workspace_id: 'VARCHAR',
    account_id: 'VARCHAR',
    source_ip_address: 'VARCHAR',
    user_agent: 'VARCHAR',
    user_identity: { email: 'VARCHAR', subject_name: 'VARCHAR' },
    service_name: 'VARCHAR',
    action_name: 'VARCHAR',
    request_id: 'VARCHAR',
    request_params: 'MAP(VARCHAR, VARCHAR)',
    response: { status_code: 'INTEGER', error_message: 'VARCHAR', result: 'VARCHAR' },
    audit_level: 'VARCHAR',
    event_id: 'VARCHAR',
  },
} as const;

type Shape = (typeof SHAPES)[keyof typeof SHAPES];

/** Only owners may read them, unless somebody grants it. */
export const SYSTEM_TABLES: readonly Table[] = [
  { catalog: 'system', schema: 'query', name: 'history', columns: columnsOf(SHAPES.history), rows: [] },
  { catalog: 'system', schema: 'access', name: 'audit', columns: columnsOf(SHAPES.audit), rows: [] },
];

function columnsOf(shape: Shape): Table['columns'] {
  return Object.entries(shape).map(([name, type]) => ({ name, type: typeText(type) }));
}

function typeText(type: string | Readonly<Record<string, string>>): string {
  if (typeof type === 'string') return type;
  return `STRUCT(${Object.entries(type)
    .map(([name, of]) => `${name} ${of}`)
    .join(', ')})`;
}

/** Replaces the rows, in one transaction. Rows of a statement that runs at the moment stay as they were for it. */
export async function refreshSystemTables(connection: DuckDBConnection, journal: Journal): Promise<void> {
  await connection.run('BEGIN TRANSACTION');
  for (const [schema, name] of [
    ['query', 'history'],
    ['access', 'audit'],
  ] as const) {
    const table = `${SYSTEM_HERE}.${schema}.${name}`;
    await connection.run(`DELETE FROM ${table}`);
    const shape = JSON.stringify([SHAPES[name]]).replaceAll("'", "''");
    await connection.run(
      `INSERT INTO ${table} BY NAME SELECT unnest(from_json($1::JSON, '${shape}'), max_depth := 2)`,
      [JSON.stringify(journal[name]())],
    );
  }
  await connection.run('COMMIT');
}

/** A quoted text, a comment, or the name of the catalog in front of one of its schemas. */
const REFERENCES =
  /'(?:[^']|'')*'|\/\*[\s\S]*?\*\/|--[^\n]*|(?<system>\bsystem\b|"system")(?=\s*\.\s*"?(?:query|access)\b)/gi;

/** The same statement with the catalog under the name that it has here. What is not renamed is simply not found. */
export function renameSystem(sql: string): string {
  return sql.replaceAll(REFERENCES, (text, ...rest) => {
    const { system } = rest.at(-1) as { system?: string };
    return system === undefined ? text : SYSTEM_HERE;
  });
}
