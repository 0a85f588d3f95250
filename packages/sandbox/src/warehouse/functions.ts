// SQL functions of the catalog as macros of the owner's database. Their names come from what they are, so that none is ever replaced.
import type { DuckDBConnection } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import type { SqlFunction } from './catalog/catalog.ts';
import { bodyTooMuch, fromDuckDb } from './failure.ts';
import { parseSelect } from './parse-select.ts';
import { translate } from './translate.ts';

/** What every body may call: who is asking, as the connection was told. */
export const IDENTITY_MACROS = [
  `CREATE MACRO current_user() AS getvariable('viewer_email')`,
  `CREATE MACRO session_user() AS getvariable('viewer_email')`,
  `CREATE MACRO is_member(g) AS list_contains(getvariable('viewer_groups')::VARCHAR[], g)`,
  `CREATE MACRO is_account_group_member(g) AS list_contains(getvariable('viewer_groups')::VARCHAR[], g)`,
];

/** Name of the macro for this function, made on first use. Throws a `QueryFailure` for a body that cannot be used. */
export async function macroOf(connection: DuckDBConnection, made: SqlFunction): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 20);
  const name = `fn_${digest}`;
  const { sql } = await translate(`SELECT ${made.body}`, []);
  const { functions, shows, tables } = await parseSelect(connection, sql);
  if (shows || functions.length + tables.length > 0) throw bodyTooMuch('it reads a table or calls a table function');
  const parameters = made.parameters.map((parameter) => `"${parameter.name.replaceAll('"', '""')}"`).join(', ');
  try {
    await connection.run(`CREATE MACRO IF NOT EXISTS ${name}(${parameters}) AS (${sql.replace(/^SELECT\s/i, '')})`);
    const nothing = made.parameters.map(({ type }) => `CAST(NULL AS ${duckType(type)})`).join(', ');
    await connection.run(`SELECT ${name}(${nothing})`);
  } catch (problem) {
    throw fromDuckDb(problem);
  }
  return name;
}

function duckType(type: string): string {
  if (type === 'STRING') return 'VARCHAR';
  return /^[A-Z]+$/.test(type) ? type : 'VARCHAR';
}
