// SHOW and DESCRIBE: what somebody may know of the catalog, as rows of text. Changes nothing.
import type { Person, Table } from '../../world.ts';
import { insufficientPermissions } from '../failure.ts';
import type { ResultSet } from '../query.ts';
import { has, lackOf, OWNERS, principalsOf, type Catalog } from './catalog.ts';
import { findSchema, findTable, fullName, type Namespace } from './names.ts';
import type { CatalogStatement } from './read-statement.ts';

export type ShowStatement = Extract<CatalogStatement, { readonly kind: 'describe' | `show_${string}` }>;

/** Only what this person has a privilege on is shown. Throws a `QueryFailure` for what cannot be found or may not be described. */
export function show(
  catalog: Catalog,
  statement: ShowStatement,
  asking: { readonly person: Person; readonly namespace: Namespace },
): ResultSet {
  const { namespace, person } = asking;
  const { tables } = catalog;
  switch (statement.kind) {
    case 'show_catalogs':
      return texts(
        ['catalog'],
        visible(
          tables.map((table) => table.catalog),
          'USE CATALOG',
        ).map((name) => [name]),
      );
    case 'show_schemas': {
      const [wanted = namespace.catalog] = statement.path;
      const names = tables
        .filter((table) => wanted === undefined || table.catalog === wanted)
        .map((table) => `${table.catalog}.${table.schema}`);
      return texts(
        ['databaseName'],
        visible(names, 'USE SCHEMA').map((name) => [name.slice(name.indexOf('.') + 1)]),
      );
    }
    case 'show_tables': {
      const schema = findSchema(tables, statement.path, namespace);
      const found = tables.filter(
        (table) => `${table.catalog}.${table.schema}` === schema && lackOf(catalog, person, table) === undefined,
      );
      return texts(
        ['database', 'tableName', 'isTemporary'],
        found.map((table) => [table.schema, table.name, 'false']),
      );
    }
    case 'show_columns':
      return texts(
        ['col_name'],
        readable(statement.path).columns.map(({ name }) => [name]),
      );
    case 'show_grants': {
      const name =
        statement.on.kind === 'TABLE'
          ? fullName(findTable(tables, statement.on.path, namespace))
          : statement.on.path.join('.');
      const mayAll = has(catalog, person, { privilege: 'MANAGE', name });
      const mine = principalsOf(person);
      const found = catalog
        .grants()
        .filter(
          (grant) =>
            (grant.name === name || name.startsWith(`${grant.name}.`)) &&
            (mayAll || mine.has(grant.principal)) &&
            (statement.principal === undefined || grant.principal === statement.principal),
        );
      return texts(
        ['Principal', 'ActionType', 'ObjectType', 'ObjectKey'],
        found.map((grant) => [grant.principal, grant.privilege, grant.kind, grant.name]),
      );
    }
    default:
      return describe(readable(statement.path), statement.isExtended);
  }

  function visible(names: readonly string[], privilege: string): string[] {
    return [...new Set(names)].filter((name) => has(catalog, person, { privilege, name })).toSorted();
  }

  function readable(path: readonly string[]): Table {
    const table = findTable(tables, path, namespace);
    const lack = lackOf(catalog, person, table);
    if (lack !== undefined) throw insufficientPermissions(lack);
    return table;
  }

  function describe(table: Table, isExtended: boolean): ResultSet {
    const head = ['col_name', 'data_type', 'comment'];
    const columns = table.columns.map(({ name, type }) => [name, typeText(type), null]);
    if (!isExtended) return texts(head, columns);
    const { masks, rowFilter } = catalog.policyOf(fullName(table));
    const facts: [string, string][] = [
      ['Catalog', table.catalog],
      ['Database', table.schema],
      ['Table', table.name],
      ['Owner', OWNERS],
      ['Type', 'MANAGED'],
    ];
    const filterRows =
      rowFilter === undefined
        ? []
        : [section('# Row Filter'), ['Function', rowFilter.by, null], ['Columns', rowFilter.columns.join(', '), null]];
    const maskRows = Object.entries(masks).map(([column, { by }]) => [column, by, null]);
    return texts(head, [
      ...columns,
      section(''),
      section('# Detailed Table Information'),
      ...facts.map(([name, value]) => [name, value, null]),
      ...filterRows,
      ...(maskRows.length === 0 ? [] : [section('# Column Masks'), ...maskRows]),
    ]);
  }
}

function section(title: string): (string | null)[] {
  return [title, '', ''];
}

function typeText(type: string): string {
  return type.toLowerCase().replace('integer', 'int').replace('varchar', 'string');
}

function texts(names: readonly string[], rows: readonly (readonly (string | null)[])[]): ResultSet {
  return { columns: names.map((name) => ({ name, typeName: 'STRING', typeText: 'STRING' })), rows, truncated: false };
}
