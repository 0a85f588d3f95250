// The statements about the catalog, rather than about rows: a small grammar of their own. Knows no catalog.
import { createReader, type Reader } from './reader.ts';

export type SecurableKind = 'CATALOG' | 'SCHEMA' | 'TABLE' | 'FUNCTION';

export interface Securable {
  readonly kind: SecurableKind;
  /** Parts of the name as written, in lower case. */
  readonly path: readonly string[];
}

export interface Parameter {
  readonly name: string;
  /** Databricks type name. */
  readonly type: string;
}

export type CatalogStatement =
  | { readonly kind: 'show_catalogs' }
  | { readonly kind: 'show_schemas'; readonly path: readonly string[] }
  | { readonly kind: 'show_tables'; readonly path: readonly string[] }
  | { readonly kind: 'show_columns'; readonly path: readonly string[] }
  | { readonly kind: 'show_grants'; readonly on: Securable; readonly principal: string | undefined }
  | { readonly kind: 'describe'; readonly path: readonly string[]; readonly isExtended: boolean }
  | {
      readonly kind: 'grant' | 'revoke';
      readonly privileges: readonly string[];
      readonly on: Securable;
      readonly principal: string;
    }
  | {
      readonly kind: 'create_function';
      readonly path: readonly string[];
      readonly parameters: readonly Parameter[];
      readonly body: string;
      readonly mayReplace: boolean;
    }
  | { readonly kind: 'drop_function'; readonly path: readonly string[]; readonly mayMiss: boolean }
  | {
      readonly kind: 'set_row_filter';
      readonly path: readonly string[];
      readonly by: readonly string[];
      readonly columns: readonly string[];
    }
  | { readonly kind: 'drop_row_filter'; readonly path: readonly string[] }
  | {
      readonly kind: 'set_mask';
      readonly path: readonly string[];
      readonly column: string;
      readonly by: readonly string[];
      readonly using: readonly string[];
    }
  | { readonly kind: 'drop_mask'; readonly path: readonly string[]; readonly column: string };

const PRIVILEGES = [
  ['USE', 'CATALOG'],
  ['USE', 'SCHEMA'],
  ['ALL', 'PRIVILEGES'],
  ['SELECT'],
  ['MODIFY'],
  ['EXECUTE'],
  ['BROWSE'],
  ['MANAGE'],
] as const;

/** The statement; undefined when it is none of these. Throws a `QueryFailure` when it begins like one and goes on badly. */
export function readCatalogStatement(text: string): CatalogStatement | undefined {
  if (!/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:show|desc|describe|grant|revoke|create|drop|alter)\b/i.test(text))
    return undefined;
  const reader = createReader(text);
  const statement = readStatement(reader);
  if (statement !== undefined) reader.end();
  return statement;
}

function readStatement(reader: Reader): CatalogStatement | undefined {
  if (reader.accept('SHOW')) return readShow(reader);
  if (reader.accept('DESCRIBE') || reader.accept('DESC')) {
    reader.accept('TABLE');
    const isExtended = reader.accept('EXTENDED');
    return { kind: 'describe', path: reader.path(), isExtended };
  }
  if (reader.accept('GRANT')) return readGrant(reader, 'grant');
  if (reader.accept('REVOKE')) return readGrant(reader, 'revoke');
  if (reader.accept('CREATE', 'OR', 'REPLACE', 'FUNCTION')) return readFunction(reader, true);
  if (reader.accept('CREATE', 'FUNCTION')) return readFunction(reader, false);
  if (reader.accept('DROP', 'FUNCTION')) {
    const mayMiss = reader.accept('IF', 'EXISTS');
    return { kind: 'drop_function', path: reader.path(), mayMiss };
  }
  return reader.accept('ALTER', 'TABLE') ? readAlterTable(reader) : undefined;
}

function readShow(reader: Reader): CatalogStatement {
  if (reader.accept('CATALOGS')) return { kind: 'show_catalogs' };
  if (reader.accept('SCHEMAS') || reader.accept('DATABASES'))
    return { kind: 'show_schemas', path: optionalPath(reader) };
  if (reader.accept('TABLES')) return { kind: 'show_tables', path: optionalPath(reader) };
  if (reader.accept('COLUMNS')) {
    if (!reader.accept('IN')) reader.expect('FROM');
    return { kind: 'show_columns', path: reader.path() };
  }
  if (!reader.accept('GRANTS')) reader.expect('GRANT');
  const principal = reader.accept('ON') ? undefined : reader.name();
  if (principal !== undefined) reader.expect('ON');
  return { kind: 'show_grants', principal, on: readSecurable(reader) };
}

function optionalPath(reader: Reader): string[] {
  return reader.accept('IN') || reader.accept('FROM') ? reader.path() : [];
}

function readGrant(reader: Reader, kind: 'grant' | 'revoke'): CatalogStatement {
  const privileges = [readPrivilege(reader)];
  while (reader.acceptSign(',')) privileges.push(readPrivilege(reader));
  reader.expect('ON');
  const on = readSecurable(reader);
  reader.expect(kind === 'grant' ? 'TO' : 'FROM');
  return { kind, privileges, on, principal: reader.name() };
}

function readPrivilege(reader: Reader): string {
  const known = PRIVILEGES.find((words) => reader.accept(...words));
  return known === undefined ? reader.fail() : known.join(' ');
}

function readSecurable(reader: Reader): Securable {
  if (reader.accept('CATALOG')) return { kind: 'CATALOG', path: reader.path() };
  if (reader.accept('SCHEMA') || reader.accept('DATABASE')) return { kind: 'SCHEMA', path: reader.path() };
  if (reader.accept('FUNCTION')) return { kind: 'FUNCTION', path: reader.path() };
  reader.accept('TABLE');
  return { kind: 'TABLE', path: reader.path() };
}

function readFunction(reader: Reader, mayReplace: boolean): CatalogStatement {
  const path = reader.path();
  const parameters: Parameter[] = [];
  reader.expectSign('(');
  while (!reader.acceptSign(')')) {
    if (parameters.length > 0) reader.expectSign(',');
    parameters.push({ name: reader.name().toLowerCase(), type: reader.name().toUpperCase() });
  }
  if (reader.accept('RETURNS')) reader.name();
  reader.expect('RETURN');
  return { kind: 'create_function', path, parameters, mayReplace, body: reader.rest() };
}

function readAlterTable(reader: Reader): CatalogStatement | undefined {
  const path = reader.path();
  if (reader.accept('SET', 'ROW', 'FILTER')) {
    const by = reader.path();
    reader.expect('ON');
    return { kind: 'set_row_filter', path, by, columns: lower(reader.names()) };
  }
  if (reader.accept('DROP', 'ROW', 'FILTER')) return { kind: 'drop_row_filter', path };
  if (!reader.accept('ALTER', 'COLUMN') && !reader.accept('ALTER')) return undefined;
  const column = reader.name().toLowerCase();
  if (reader.accept('DROP', 'MASK')) return { kind: 'drop_mask', path, column };
  if (!reader.accept('SET', 'MASK')) return undefined;
  const by = reader.path();
  const using = reader.accept('USING', 'COLUMNS') ? lower(reader.names()) : [];
  return { kind: 'set_mask', path, column, by, using };
}

function lower(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase());
}
