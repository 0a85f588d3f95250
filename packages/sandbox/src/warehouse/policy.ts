// What a person may see of a table, as SQL for the owner's database. Knows functions by the names of their macros.
import type { Table } from '../world.ts';
import type { Policy } from './catalog/catalog.ts';

/** A SELECT over `source` that keeps the permitted rows and puts masks in the place of columns. */
export function permittedSelect(
  { columns }: Pick<Table, 'columns'>,
  { masks, rowFilter }: Policy,
  at: { readonly source: string; readonly macroOf: (name: string) => string },
): string {
  const list = columns.map(({ name, type }) => {
    const mask = masks[name];
    const value = mask === undefined ? quoted(name) : call(at.macroOf(mask.by), mask.columns);
    return `CAST(${value} AS ${type}) AS ${quoted(name)}`;
  });
  const kept = rowFilter === undefined ? '' : ` WHERE ${call(at.macroOf(rowFilter.by), rowFilter.columns)}`;
  return `SELECT ${list.join(', ')} FROM ${at.source}${kept}`;
}

function call(macro: string, columns: readonly string[]): string {
  return `${macro}(${columns.map(quoted).join(', ')})`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
