// What a person may see of a table, as SQL. Knows no SQL engine and no table of its own.
import type { Person, RowFilter, Table } from '../world.ts';

/** Name in full, such as `demo.taxi.trips`. */
export function fullName(table: Pick<Table, 'catalog' | 'name' | 'schema'>): string {
  return `${table.catalog}.${table.schema}.${table.name}`;
}

/** A SELECT over `source` that yields what this person may see of the table; undefined when it may not be read at all. */
export function permittedSelect(table: Table, person: Person, source: string): string | undefined {
  if (!person.canSelect) return undefined;
  const groups = person.groups.map(({ name }) => name);
  const { mask, rowFilter } = table;
  const columns = table.columns.map(({ name, type }) => {
    const masked = mask?.column === name && !mask.unmasked.some((group) => groups.includes(group));
    return masked ? `CAST(NULL AS ${type}) AS ${name}` : name;
  });
  return `SELECT ${columns.join(', ')} FROM ${source}${rowFilter === undefined ? '' : where(rowFilter, groups)}`;
}

function where(filter: RowFilter, groups: readonly string[]): string {
  if (filter.unfiltered.some((group) => groups.includes(group))) return '';
  const ranges = Object.entries(filter.ranges).filter(([group]) => groups.includes(group));
  const tests = ranges.map(([, [from, to]]) => `${filter.column} BETWEEN ${from} AND ${to}`);
  return ` WHERE ${tests.length === 0 ? 'false' : tests.join(' OR ')}`;
}
