// DuckDB's types and values in the words of the Statement Execution API, where every value is text or null.
import { DuckDBTypeId, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

export interface ColumnType {
  /** The API's `type_name`. */
  readonly typeName: string;
  /** The API's `type_text`. */
  readonly typeText: string;
}

const SIMPLE: Readonly<Partial<Record<DuckDBTypeId, ColumnType>>> = {
  [DuckDBTypeId.BOOLEAN]: same('BOOLEAN'),
  [DuckDBTypeId.TINYINT]: { typeName: 'BYTE', typeText: 'TINYINT' },
  [DuckDBTypeId.SMALLINT]: { typeName: 'SHORT', typeText: 'SMALLINT' },
  [DuckDBTypeId.INTEGER]: same('INT'),
  [DuckDBTypeId.BIGINT]: { typeName: 'LONG', typeText: 'BIGINT' },
  // Sums of integers are wider in DuckDB than in Databricks.
  [DuckDBTypeId.HUGEINT]: { typeName: 'LONG', typeText: 'BIGINT' },
  [DuckDBTypeId.FLOAT]: same('FLOAT'),
  [DuckDBTypeId.DOUBLE]: same('DOUBLE'),
  [DuckDBTypeId.DATE]: same('DATE'),
  [DuckDBTypeId.TIMESTAMP]: same('TIMESTAMP'),
  [DuckDBTypeId.TIMESTAMP_TZ]: same('TIMESTAMP'),
  [DuckDBTypeId.BLOB]: same('BINARY'),
  [DuckDBTypeId.INTERVAL]: same('INTERVAL'),
  [DuckDBTypeId.SQLNULL]: { typeName: 'NULL', typeText: 'VOID' },
};

function same(name: string): ColumnType {
  return { typeName: name, typeText: name };
}

/** The API's name for a column type; lists and structs keep DuckDB's text. */
export function columnType(type: DuckDBType): ColumnType {
  const { typeId } = type;
  if (typeId === DuckDBTypeId.DECIMAL) return { typeName: 'DECIMAL', typeText: String(type) };
  if (typeId === DuckDBTypeId.LIST) return { typeName: 'ARRAY', typeText: String(type) };
  if (typeId === DuckDBTypeId.STRUCT) return { typeName: 'STRUCT', typeText: String(type) };
  if (typeId === DuckDBTypeId.MAP) return { typeName: 'MAP', typeText: String(type) };
  return SIMPLE[typeId] ?? same('STRING');
}

/** A value as text: timestamps in ISO 8601 with `Z`, whole doubles with `.0`, as the vendor writes them. */
export function valueText(value: DuckDBValue, { typeName }: ColumnType): string | null {
  if (value === null) return null;
  if (typeName === 'TIMESTAMP') return timestampText(String(value));
  if (typeof value === 'number' && (typeName === 'DOUBLE' || typeName === 'FLOAT')) {
    return Number.isInteger(value) && Math.abs(value) < 1e7 ? `${value}.0` : String(value);
  }
  return String(value);
}

/** From `2016-02-13 21:47:53.25` to `2016-02-13T21:47:53.250Z`. */
function timestampText(text: string): string {
  const [, day, time, fraction = ''] = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d+))?/.exec(text) ?? [];
  return day === undefined ? text : `${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}
