// The catalog of a new world, out of what its tables and people say: grants, and policies as functions. Data in, data out.
import type { Person, Table } from '../../world.ts';
import { EVERYBODY, type CatalogSeed, type Grant, type Policy, type SqlFunction } from './catalog.ts';

/** Everybody may use catalogs and schemas; people with SELECT get it by name. */
export function seedCatalog(tables: readonly Table[], people: readonly Person[]): CatalogSeed {
  const policies: Record<string, Policy> = {};
  const functions: SqlFunction[] = [];
  const grants: Grant[] = [];
  const readers = people.filter(({ canSelect }) => canSelect);
  for (const catalog of new Set(tables.map((table) => table.catalog))) {
    grants.push({ principal: EVERYBODY, privilege: 'USE CATALOG', kind: 'CATALOG', name: catalog });
  }
  for (const schema of new Set(tables.map((table) => `${table.catalog}.${table.schema}`))) {
    grants.push({ principal: EVERYBODY, privilege: 'USE SCHEMA', kind: 'SCHEMA', name: schema });
  }
  for (const table of tables) {
    const name = `${table.catalog}.${table.schema}.${table.name}`;
    for (const { email } of readers) grants.push({ principal: email, privilege: 'SELECT', kind: 'TABLE', name });
    const filter = filterOf(table);
    const mask = maskOf(table);
    functions.push(...[filter, mask].filter((one) => one !== undefined));
    policies[name] = {
      rowFilter: filter && { by: filter.name, columns: filter.parameters.map((parameter) => parameter.name) },
      masks:
        mask === undefined || table.mask === undefined
          ? {}
          : { [table.mask.column]: { by: mask.name, columns: [table.mask.column] } },
    };
  }
  return { grants, functions, policies };
}

function filterOf({ catalog, columns, name, rowFilter, schema }: Table): SqlFunction | undefined {
  if (rowFilter === undefined) return undefined;
  const { column, ranges, unfiltered } = rowFilter;
  const tests = [
    ...unfiltered.map((group) => `is_account_group_member(${text(group)})`),
    ...Object.entries(ranges).map(
      ([group, [from, to]]) => `(is_account_group_member(${text(group)}) AND ${column} BETWEEN ${from} AND ${to})`,
    ),
  ];
  const type = columns.find((one) => one.name === column)?.type ?? 'STRING';
  return {
    name: `${catalog}.${schema}.${name}_row_filter`,
    parameters: [{ name: column, type }],
    body: tests.length === 0 ? 'false' : tests.join(' OR '),
  };
}

function maskOf({ catalog, columns, mask, name, schema }: Table): SqlFunction | undefined {
  if (mask === undefined) return undefined;
  const { column, unmasked } = mask;
  const tests = unmasked.map((group) => `is_account_group_member(${text(group)})`);
  const type = columns.find((one) => one.name === column)?.type ?? 'STRING';
  return {
    name: `${catalog}.${schema}.${name}_${column}_mask`,
    parameters: [{ name: column, type }],
    body: `CASE WHEN ${tests.length === 0 ? 'false' : tests.join(' OR ')} THEN ${column} ELSE NULL END`,
  };
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
