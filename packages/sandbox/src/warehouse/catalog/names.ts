// Names in full, from names as they were written. Knows the tables that exist.
import type { Table } from '../../world.ts';
import { schemaNotFound, tableNotFound } from '../failure.ts';

/** Where names without catalog or schema are looked up. */
export interface Namespace {
  readonly catalog: string | undefined;
  readonly schema: string | undefined;
}

/** Name in full, such as `demo.taxi.trips`. */
export function fullName(table: Pick<Table, 'catalog' | 'name' | 'schema'>): string {
  return `${table.catalog}.${table.schema}.${table.name}`;
}

/** The written parts with what is missing in front; as many parts as `length` when the namespace has them. */
export function completed(written: readonly string[], { catalog, schema }: Namespace, length: 2 | 3 = 3): string[] {
  const around = [catalog, schema].slice(0, length - 1).filter((part) => part !== undefined);
  const missing = Math.max(0, length - written.length);
  return [...around.slice(0, missing), ...written].map((part) => part.toLowerCase());
}

/** Throws the vendor's "cannot be found" for anything else. */
export function findTable(tables: readonly Table[], written: readonly string[], namespace: Namespace): Table {
  const name = completed(written, namespace).join('.');
  const found = tables.find((table) => fullName(table).toLowerCase() === name);
  if (found === undefined) throw tableNotFound(written);
  return found;
}

/** Catalog and schema in full, such as `demo.taxi`. Throws when there is no such schema. */
export function findSchema(tables: readonly Table[], written: readonly string[], namespace: Namespace): string {
  const name =
    written.length === 0
      ? [namespace.catalog, namespace.schema].join('.').toLowerCase()
      : completed(written, namespace, 2).join('.');
  if (tables.some(({ catalog, schema }) => `${catalog}.${schema}`.toLowerCase() === name)) return name;
  throw schemaNotFound(name);
}
