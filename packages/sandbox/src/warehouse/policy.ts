// The tables and the policies on them, as data: which rows and columns a group may see. Knows no SQL engine.
import type { Person } from '../world.ts';

export interface Column {
  readonly name: string;
  readonly type: 'TIMESTAMP' | 'DOUBLE' | 'INTEGER';
}

/** Keeps rows whose `column` lies in a range of one of the person's groups. */
export interface RowFilter {
  readonly column: string;
  readonly ranges: Readonly<Record<string, readonly [from: number, to: number]>>;
  /** Groups that see all rows. */
  readonly unfiltered: readonly string[];
}

/** Shows NULL instead of `column` to everybody outside these groups. */
export interface ColumnMask {
  readonly column: string;
  readonly unmasked: readonly string[];
}

export interface Table {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rowFilter?: RowFilter;
  readonly mask?: ColumnMask;
}

const TRIP_COLUMNS: readonly Column[] = [
  { name: 'tpep_pickup_datetime', type: 'TIMESTAMP' },
  { name: 'tpep_dropoff_datetime', type: 'TIMESTAMP' },
  { name: 'trip_distance', type: 'DOUBLE' },
  { name: 'fare_amount', type: 'DOUBLE' },
  { name: 'pickup_zip', type: 'INTEGER' },
  { name: 'dropoff_zip', type: 'INTEGER' },
];

/** Both tables hold the same trips. The vendor's samples carry no policy; the copy in `demo` carries both kinds. */
export const TABLES: readonly Table[] = [
  { catalog: 'samples', schema: 'nyctaxi', name: 'trips', columns: TRIP_COLUMNS },
  {
    catalog: 'demo',
    schema: 'taxi',
    name: 'trips',
    columns: TRIP_COLUMNS,
    rowFilter: {
      column: 'pickup_zip',
      ranges: { manhattan: [10001, 10282], queens: [11004, 11697] },
      unfiltered: ['admins'],
    },
    mask: { column: 'fare_amount', unmasked: ['finance'] },
  },
];

/** Name in full, such as `demo.taxi.trips`. */
export function fullName(table: Table): string {
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
