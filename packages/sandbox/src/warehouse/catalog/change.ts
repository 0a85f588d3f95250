// Statements that change the catalog: grants, functions, row filters and masks. For owners; everybody else is refused.
import type { Person } from '../../world.ts';
import {
  columnNotFound,
  functionExists,
  functionNotFound,
  insufficientPermissions,
  policyOnFunction,
} from '../failure.ts';
import type { ResultSet } from '../query.ts';
import { has, type Applied, type Catalog } from './catalog.ts';
import { completed, findSchema, findTable, fullName, type Namespace } from './names.ts';
import type { CatalogStatement, Securable } from './read-statement.ts';

export interface Asking {
  readonly person: Person;
  readonly namespace: Namespace;
  /** Throws a `QueryFailure` when a function's body cannot be used. */
  readonly tryFunction: (made: {
    readonly name: string;
    readonly parameters: readonly { name: string; type: string }[];
    readonly body: string;
  }) => Promise<void>;
}

export type ChangeStatement = Exclude<CatalogStatement, { readonly kind: 'describe' | `show_${string}` }>;

const DONE: ResultSet = { columns: [], rows: [], truncated: false };

/** Makes the change and answers with an empty result. Throws a `QueryFailure`; nothing has changed then. */
export async function change(catalog: Catalog, statement: ChangeStatement, asking: Asking): Promise<ResultSet> {
  switch (statement.kind) {
    case 'grant':
    case 'revoke':
      grant(catalog, statement, asking);
      break;
    case 'create_function':
      await createFunction(catalog, statement, asking);
      break;
    case 'drop_function':
      dropFunction(catalog, statement, asking);
      break;
    default:
      setPolicy(catalog, statement, asking);
  }
  return DONE;
}

function grant(
  catalog: Catalog,
  statement: Extract<CatalogStatement, { kind: 'grant' | 'revoke' }>,
  asking: Asking,
): void {
  const name = nameOf(catalog, statement.on, asking.namespace);
  mustManage(catalog, asking.person, { kind: statement.on.kind, name });
  for (const privilege of statement.privileges) {
    const one = { principal: statement.principal, privilege, kind: statement.on.kind, name };
    if (statement.kind === 'grant') catalog.addGrant(one);
    else catalog.removeGrant(one);
  }
}

async function createFunction(
  catalog: Catalog,
  { body, mayReplace, parameters, path }: Extract<CatalogStatement, { kind: 'create_function' }>,
  { namespace, person, tryFunction }: Asking,
): Promise<void> {
  const name = completed(path, namespace).join('.');
  const schema = findSchema(catalog.tables, name.split('.').slice(0, -1), namespace);
  mustManage(catalog, person, { kind: 'SCHEMA', name: schema });
  if (!mayReplace && catalog.functionOf(name) !== undefined) throw functionExists(name);
  const made = { name, parameters, body };
  await tryFunction(made);
  catalog.saveFunction(made);
}

function dropFunction(
  catalog: Catalog,
  { mayMiss, path }: Extract<CatalogStatement, { kind: 'drop_function' }>,
  { namespace, person }: Asking,
): void {
  const name = completed(path, namespace).join('.');
  mustManage(catalog, person, { kind: 'FUNCTION', name });
  if (catalog.functionOf(name) === undefined) {
    if (mayMiss) return;
    throw functionNotFound(name);
  }
  const [user] = catalog.usersOf(name);
  if (user !== undefined) throw policyOnFunction(name, user);
  catalog.removeFunction(name);
}

type PolicyStatement = Extract<
  CatalogStatement,
  { kind: 'drop_mask' | 'drop_row_filter' | 'set_mask' | 'set_row_filter' }
>;

function setPolicy(catalog: Catalog, statement: PolicyStatement, { namespace, person }: Asking): void {
  const table = findTable(catalog.tables, statement.path, namespace);
  const name = fullName(table);
  mustManage(catalog, person, { kind: 'TABLE', name });
  const policy = catalog.policyOf(name);
  const column = (written: string): string => {
    const found = table.columns.find((one) => one.name.toLowerCase() === written);
    if (found === undefined) throw columnNotFound(written);
    return found.name;
  };
  const applied = (by: readonly string[], columns: readonly string[]): Applied => {
    const called = completed(by, namespace).join('.');
    const known = catalog.functionOf(called);
    if (known === undefined || known.parameters.length !== columns.length) throw functionNotFound(called);
    return { by: called, columns: columns.map(column) };
  };
  if (statement.kind === 'set_row_filter') {
    catalog.savePolicy(name, { ...policy, rowFilter: applied(statement.by, statement.columns) });
  } else if (statement.kind === 'drop_row_filter') {
    catalog.savePolicy(name, { ...policy, rowFilter: undefined });
  } else {
    const masked = column(statement.column);
    const { [masked]: _, ...others } = policy.masks;
    const masks =
      statement.kind === 'drop_mask'
        ? others
        : { ...others, [masked]: applied(statement.by, [statement.column, ...statement.using]) };
    catalog.savePolicy(name, { ...policy, masks });
  }
}

function mustManage(
  catalog: Catalog,
  person: Person,
  { kind, name }: { readonly kind: Securable['kind']; readonly name: string },
): void {
  const [inside = ''] = name.split('.', 1);
  if (!catalog.readOnly.has(inside) && has(catalog, person, { privilege: 'MANAGE', name })) return;
  const type = `${kind.slice(0, 1)}${kind.slice(1).toLowerCase()}`;
  throw insufficientPermissions({ privilege: 'MANAGE', type, name });
}

function nameOf(catalog: Catalog, { kind, path }: Securable, namespace: Namespace): string {
  if (kind === 'TABLE') return fullName(findTable(catalog.tables, path, namespace));
  if (kind === 'SCHEMA') return findSchema(catalog.tables, path, namespace);
  if (kind === 'CATALOG') return path.join('.');
  const name = completed(path, namespace).join('.');
  if (catalog.functionOf(name) === undefined) throw functionNotFound(name);
  return name;
}
