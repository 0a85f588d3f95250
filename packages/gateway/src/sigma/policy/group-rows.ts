// Knows which rows of `groups` are about a viewer, in the order of the file.
import type { GroupRow } from '../../config/policy-config.ts';
import type { Viewer } from '../../databricks/viewer.ts';
import { groupsOf } from './facts.ts';

/** A row, and how a reason names it. */
export interface PlacedRow extends GroupRow {
  readonly place: string;
}

export type RowsOf = (viewer: Viewer) => readonly PlacedRow[];

const NONE: readonly PlacedRow[] = [];

/** Asks each group of the viewer once: people may be in thousands. */
export function groupRows(rows: readonly GroupRow[]): RowsOf {
  const byGroup = new Map<string, { readonly index: number; readonly row: PlacedRow }[]>();
  for (const [index, row] of rows.entries()) {
    const known = byGroup.get(row.group) ?? [];
    known.push({ index, row: { ...row, place: `groups[${index}], ${JSON.stringify(row.group)}` } });
    byGroup.set(row.group, known);
  }
  if (byGroup.size === 0) return () => NONE;
  return (viewer) => {
    const found = [...groupsOf(viewer)].flatMap((name) => byGroup.get(name) ?? []);
    return found.toSorted((a, b) => a.index - b.index).map(({ row }) => row);
  };
}
