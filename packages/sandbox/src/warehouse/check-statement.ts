// Decides whether a translated statement may run. Knows what it reads; runs nothing.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Person, Table } from '../world.ts';
import { lackOf, type Catalog } from './catalog/catalog.ts';
import { findTable, type Namespace } from './catalog/names.ts';
import { insufficientPermissions, selectOnly, unknownTableFunction } from './failure.ts';
import { parseSelect } from './parse-select.ts';
import { SYSTEM_HERE } from './system-tables.ts';

const TABLE_FUNCTIONS = new Set(['range', 'generate_series', 'unnest']);

/**
 * The tables that it reads. Throws a `QueryFailure` unless `sql` is one SELECT, and this person has every privilege that
 * each of its tables takes.
 */
export async function checkStatement(
  connection: DuckDBConnection,
  sql: string,
  reader: { readonly person: Person; readonly catalog: Catalog; readonly namespace: Namespace },
): Promise<readonly Table[]> {
  const { catalog, namespace, person } = reader;
  const parsed = await parseSelect(connection, sql);
  if (parsed.shows) throw selectOnly();
  const forbidden = parsed.functions.find((name) => !TABLE_FUNCTIONS.has(name.toLowerCase()));
  if (forbidden !== undefined) throw unknownTableFunction(forbidden);
  const isOwnName = ([first = '', ...more]: readonly string[]): boolean =>
    more.length === 0 && parsed.withNames.has(first.toLowerCase());
  return parsed.tables
    .filter((written) => !isOwnName(written))
    .map((written) => {
      const [first, ...more] = written;
      const table = findTable(catalog.tables, first === SYSTEM_HERE ? ['system', ...more] : written, namespace);
      const lack = lackOf(catalog, person, table);
      if (lack !== undefined) throw insufficientPermissions(lack);
      return table;
    });
}
