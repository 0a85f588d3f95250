// The content of a workbook as Sigma's workbooks-as-code has it, restated for the kinds that the sandbox draws. Knows no SQL.
import { z } from 'zod';

const id = z.string().min(1).max(100);

/** Where rows come from. `table` is another element of the same workbook. */
const SOURCE = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('warehouse-table'), connectionId: z.string(), path: z.array(z.string()).length(3) }),
  z.looseObject({ kind: z.literal('sql'), connectionId: z.string(), statement: z.string().min(1) }),
  z.looseObject({ kind: z.literal('table'), elementId: id }),
]);

const FORMAT = z.looseObject({ kind: z.enum(['number', 'datetime', 'text']), formatString: z.string().optional() });

const COLUMN = z.looseObject({ id, name: z.string().min(1), formula: z.string().min(1), format: FORMAT.optional() });

const DIRECTION = z.enum(['ascending', 'descending']);
const SORT = z.looseObject({ by: id.optional(), direction: DIRECTION });
const TOP = z.looseObject({ kind: z.literal('top-n'), columnId: id, rowCount: z.int().min(1) });

const EFFECT = z.looseObject({ effect: z.string() });
const ACTION = z.looseObject({ id, trigger: z.string(), effects: z.array(EFFECT) });

const DATA = { id, name: z.string().min(1), source: SOURCE, columns: z.array(COLUMN).min(1) };
const FILTER = z.looseObject({
  source: z.looseObject({ kind: z.literal('table'), elementId: id }),
  columnId: id,
});

const ELEMENT = z.discriminatedUnion('kind', [
  z.looseObject({ id, kind: z.literal('text'), body: z.string() }),
  z.looseObject({ id, kind: z.literal('button'), text: z.string(), actions: z.array(ACTION).default([]) }),
  z.looseObject({
    id,
    kind: z.literal('control'),
    controlId: z.string().regex(/^[\w-]+$/, 'expected letters, digits, hyphens and underscores'),
    name: z.string().optional(),
    controlType: z.enum(['list', 'segmented', 'slider', 'number', 'text', 'switch']),
    selectionMode: z.enum(['single', 'multiple']).optional(),
    mode: z.string().optional(),
    low: z.number().optional(),
    high: z.number().optional(),
    value: z.union([z.string(), z.number(), z.boolean()]).optional(),
    values: z.array(z.union([z.string(), z.number()])).optional(),
    source: z
      .looseObject({
        kind: z.literal('manual'),
        values: z.array(z.union([z.string(), z.number()])),
        labels: z.array(z.string()).optional(),
      })
      .optional(),
    filters: z.array(FILTER).default([]),
  }),
  z.looseObject({
    ...DATA,
    kind: z.literal('table'),
    order: z.array(id).optional(),
    sort: z.array(z.looseObject({ columnId: id, direction: DIRECTION })).optional(),
  }),
  z.looseObject({ ...DATA, kind: z.literal('kpi-chart'), value: z.looseObject({ columnId: id }) }),
  ...(['bar-chart', 'line-chart'] as const).map((kind) =>
    z.looseObject({
      ...DATA,
      kind: z.literal(kind),
      xAxis: z.looseObject({ columnId: id, sort: SORT.optional() }),
      yAxis: z.looseObject({ columnIds: z.array(id).min(1) }),
      filters: z.array(TOP).optional(),
    }),
  ),
  z.looseObject({
    ...DATA,
    kind: z.literal('pivot-table'),
    rowsBy: z.array(z.looseObject({ columnId: id })).length(1),
    columnsBy: z.array(z.looseObject({ columnId: id })).length(1),
    values: z.array(id).length(1),
  }),
]);

const PAGE = z.looseObject({ id, name: z.string().min(1), visibility: z.unknown().optional() });

/** `contents` of a workbook. What the sandbox does not draw (fields of style, say) is kept and handed back. */
export const CONTENTS = z.looseObject({
  schemaVersion: z.literal(1),
  kind: z.literal('workbook'),
  elements: z.array(ELEMENT),
  pages: z.array(PAGE).min(1),
  layout: z.string().optional(),
});

export type Contents = z.infer<typeof CONTENTS>;
export type Element = Contents['elements'][number];
export type ElementKind = Element['kind'];
export type Source = z.infer<typeof SOURCE>;
export type Column = z.infer<typeof COLUMN>;
export type Control = Extract<Element, { kind: 'control' }>;
export type DataElement = Extract<Element, { source: Source }>;

/** What a new workbook without contents has: one empty page. */
export const EMPTY: Contents = {
  schemaVersion: 1,
  kind: 'workbook',
  elements: [],
  pages: [{ id: 'page-1', name: 'Page 1' }],
};

export function isData(element: Element): element is DataElement {
  return 'columns' in element && element.kind !== 'control';
}

export function controlsOf(contents: Contents): readonly Control[] {
  return contents.elements.filter((element) => element.kind === 'control');
}

/** Connections whose data the workbook shows. */
export function connectionsOf(contents: Contents): readonly string[] {
  const found = contents.elements
    .filter(isData)
    .map(({ source }) => (source.kind === 'table' ? undefined : source.connectionId));
  return [...new Set(found.filter((one) => one !== undefined))];
}
