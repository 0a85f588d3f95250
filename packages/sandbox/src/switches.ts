// Switches: what a vendor's documentation leaves open, as a table of choices. Knows no vendor.

type Value = string | number | boolean;

/** A switch with a few positions. The first one is the default. */
export interface Choice {
  readonly about: string;
  readonly choices: readonly [Value, ...Value[]];
}

/** A switch that takes a whole number. */
export interface Amount {
  readonly about: string;
  readonly unit: 'seconds' | 'milliseconds' | 'rows' | 'characters';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export type SwitchTable = Readonly<Record<string, Choice | Amount>>;

/** Where every switch of a table stands. */
export type SwitchValues<Table extends SwitchTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { readonly choices: readonly (infer Position)[] }
    ? Position
    : number;
};

/** The table's switches in their default positions. */
export function switchDefaults<Table extends SwitchTable>(table: Table): SwitchValues<Table> {
  const defaults = Object.entries(table).map(([name, row]) => [name, 'choices' in row ? row.choices[0] : row.default]);
  return Object.fromEntries(defaults) as SwitchValues<Table>;
}

/**
 * The new positions, once each of them has been found in the table.
 * @throws TypeError with one sentence for a switch or a position that does not exist.
 */
export function readSwitches<Table extends SwitchTable>(table: Table, patch: object): Partial<SwitchValues<Table>> {
  for (const [name, value] of Object.entries(patch)) {
    const row = Object.hasOwn(table, name) ? table[name] : undefined;
    if (row === undefined) throw new TypeError(`There is no switch "${name}".`);
    const problem = problemOf(row, value);
    if (problem !== undefined) throw new TypeError(`The switch "${name}" takes ${problem}.`);
  }
  return patch;
}

/** What the switch takes, when `value` is something else. */
function problemOf(row: Choice | Amount, value: unknown): string | undefined {
  if ('choices' in row) {
    return row.choices.includes(value as Value)
      ? undefined
      : row.choices.map((one) => JSON.stringify(one)).join(' or ');
  }
  const fits = Number.isInteger(value) && Number(value) >= row.min && Number(value) <= row.max;
  return fits ? undefined : `a whole number of ${row.unit} from ${row.min} to ${row.max}`;
}
