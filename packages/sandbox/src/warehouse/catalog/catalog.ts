// What the catalog remembers: who may do what, functions, and which of them filter and mask. Knows no SQL and no engine.
import type { Memory, Person, Table } from '../../world.ts';
import type { Parameter, SecurableKind } from './read-statement.ts';

export interface Grant {
  readonly principal: string;
  readonly privilege: string;
  readonly kind: SecurableKind;
  /** Name in full, such as `demo`, `demo.taxi` or `demo.taxi.trips`. */
  readonly name: string;
}

export interface SqlFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** What it returns, in Databricks SQL. */
  readonly body: string;
}

/** A function put on a table: on its rows, or in the place of a column. */
export interface Applied {
  /** Name of the function in full. */
  readonly by: string;
  /** Columns that it is given, in order. */
  readonly columns: readonly string[];
}

export interface Policy {
  readonly rowFilter: Applied | undefined;
  /** Column -> mask. */
  readonly masks: Readonly<Record<string, Applied>>;
}

export interface Catalog {
  readonly tables: readonly Table[];
  /** Names of catalogs in which nobody may change anything, owners included. */
  readonly readOnly: ReadonlySet<string>;
  /** Counts up with every change; what was made from an older state is out of date. */
  version(): number;
  grants(): readonly Grant[];
  addGrant(grant: Grant): void;
  removeGrant(grant: Grant): void;
  functionOf(name: string): SqlFunction | undefined;
  saveFunction(made: SqlFunction): void;
  removeFunction(name: string): void;
  policyOf(table: string): Policy;
  savePolicy(table: string, policy: Policy): void;
  /** Names of tables whose policy calls this function. */
  usersOf(functionName: string): readonly string[];
}

export interface CatalogSeed {
  readonly grants: readonly Grant[];
  readonly functions: readonly SqlFunction[];
  readonly policies: Readonly<Record<string, Policy>>;
}

const NONE: Policy = { rowFilter: undefined, masks: {} };

/** Everybody of the account is in this group. */
export const EVERYBODY = 'account users';
/** These own every table: they may read, grant and set policies. Filters and masks count for them as well. */
export const OWNERS = 'admins';

export function createCatalog(
  tables: readonly Table[],
  seed: CatalogSeed,
  memory: Pick<Memory, 'keep' | 'onRestore'>,
): Catalog {
  const grants = memory.keep('databricks.catalog.grants', [...seed.grants]);
  const functions = memory.keep('databricks.catalog.functions', new Map(seed.functions.map((one) => [one.name, one])));
  const policies = memory.keep('databricks.catalog.policies', new Map(Object.entries(seed.policies)));
  let version = 0;
  const changed = (): void => void (version += 1);
  memory.onRestore(changed);
  const indexOf = (grant: Grant): number =>
    grants.findIndex(
      ({ kind, name, principal, privilege }) =>
        kind === grant.kind && name === grant.name && principal === grant.principal && privilege === grant.privilege,
    );
  return {
    tables,
    readOnly: new Set(tables.filter(({ isVendors }) => isVendors === true).map((table) => table.catalog)),
    version: () => version,
    grants: () => grants,
    addGrant(grant) {
      if (indexOf(grant) === -1) grants.push(grant);
      changed();
    },
    removeGrant(grant) {
      const at = indexOf(grant);
      if (at !== -1) grants.splice(at, 1);
      changed();
    },
    functionOf: (name) => functions.get(name),
    saveFunction(made) {
      functions.set(made.name, made);
      changed();
    },
    removeFunction(name) {
      functions.delete(name);
      changed();
    },
    policyOf: (table) => policies.get(table) ?? NONE,
    savePolicy(table, policy) {
      policies.set(table, policy);
      changed();
    },
    usersOf: (name) =>
      [...policies]
        .filter(([, { masks, rowFilter }]) =>
          [rowFilter, ...Object.values(masks)].some((applied) => applied?.by === name),
        )
        .map(([table]) => table),
  };
}

/** Everything under which something can be granted to this person. */
export function principalsOf({ email, groups }: Person): ReadonlySet<string> {
  return new Set([EVERYBODY, email, ...groups.map((group) => group.name)]);
}

/** Whether the person has the privilege on this or on what it lies in. Owners have every one. */
export function has(
  catalog: Catalog,
  person: Person,
  { name, privilege }: { readonly name: string; readonly privilege: string },
): boolean {
  const names = principalsOf(person);
  if (names.has(OWNERS)) return true;
  return catalog
    .grants()
    .some(
      (grant) =>
        names.has(grant.principal) &&
        (grant.privilege === privilege || grant.privilege === 'ALL PRIVILEGES') &&
        (grant.name === name || name.startsWith(`${grant.name}.`)),
    );
}

export interface Lack {
  readonly privilege: string;
  readonly type: string;
  readonly name: string;
}

/** The first privilege that reading this table lacks: on the catalog, on the schema, on the table. */
export function lackOf(
  catalog: Catalog,
  person: Person,
  table: Pick<Table, 'catalog' | 'name' | 'schema'>,
): Lack | undefined {
  const schema = `${table.catalog}.${table.schema}`;
  const needed: readonly Lack[] = [
    { privilege: 'USE CATALOG', type: 'Catalog', name: table.catalog },
    { privilege: 'USE SCHEMA', type: 'Schema', name: schema },
    { privilege: 'SELECT', type: 'Table', name: `${schema}.${table.name}` },
  ];
  return needed.find((one) => !has(catalog, person, one));
}
