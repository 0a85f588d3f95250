// Turns an element into one statement in Databricks SQL. Knows no viewer: who sees what is decided by Databricks.
import { controlsOf, isData, type Column, type Contents, type DataElement } from './contents.ts';
import type { Parameter, Variables } from './controls.ts';
import { FormulaProblem, quotedName } from './formula.ts';
import { createReader } from './read-rows.ts';

export interface Statement {
  readonly text: string;
  readonly parameters: readonly Parameter[];
  /** What the result's columns are, in order. */
  readonly columns: readonly Column[];
}

/** Sorted by a viewer, instead of as published. */
export interface Sorting {
  readonly columnId: string;
  readonly direction: 'ascending' | 'descending';
}

/** Rows of a table that are fetched; the vendor fetches more as one scrolls. */
const TABLE_ROWS = 100;
const CHART_ROWS = 1000;

/** @throws FormulaProblem when a formula, a source or a column cannot be understood. */
export function compileElement(
  contents: Contents,
  element: DataElement,
  state: { readonly variables: Variables; readonly sorting?: Sorting | undefined },
): Statement {
  const reader = createReader(contents, state.variables);
  const shown = shownColumns(element);
  const items = shown.map((column) => reader.column(element, column));
  const where = reader.where(element);
  const from = reader.from(element);
  const select = items.map(({ sql }, at) => `${sql} AS ${quotedName(shown[at]?.name ?? '')}`).join(', ');
  const keys = items.flatMap(({ aggregate }, at) => (aggregate ? [] : [at + 1]));
  const groups = element.kind !== 'table' && items.some(({ aggregate }) => aggregate) && keys.length > 0;
  const text = [
    `SELECT ${select} FROM ${from}`,
    where === '' ? '' : `WHERE ${where}`,
    groups ? `GROUP BY ${keys.join(', ')}` : '',
    orderOf(element, shown, state.sorting),
    limitOf(element),
  ];
  return { text: text.filter((part) => part !== '').join(' '), parameters: reader.parameters(), columns: shown };
}

/** What is wrong with the content beyond its shape: references that lead nowhere, formulas that cannot be translated. */
export function compileProblems(contents: Contents): readonly string[] {
  const variables = Object.fromEntries(controlsOf(contents).map(({ controlId }) => [controlId, '1']));
  return contents.elements.filter(isData).flatMap((element) => {
    try {
      compileElement(contents, element, { variables });
      return [];
    } catch (problem) {
      if (problem instanceof FormulaProblem) return [`${element.id}: ${problem.message}`];
      throw problem;
    }
  });
}

/** The columns an element shows, in order. */
export function shownColumns(element: DataElement): readonly Column[] {
  return idsOf(element).map((id) => columnOf(element, id));
}

function idsOf(element: DataElement): readonly string[] {
  if (element.kind === 'table') return element.order ?? element.columns.map(({ id }) => id);
  if (element.kind === 'kpi-chart') return [element.value.columnId];
  if (element.kind === 'pivot-table') {
    return [
      ...element.rowsBy.map(({ columnId }) => columnId),
      ...element.columnsBy.map(({ columnId }) => columnId),
      ...element.values,
    ];
  }
  return [element.xAxis.columnId, ...element.yAxis.columnIds];
}

function columnOf(element: DataElement, id: string): Column {
  const found = element.columns.find((column) => column.id === id);
  if (found === undefined) throw new FormulaProblem(`Unknown column id '${id}'`);
  return found;
}

function orderOf(element: DataElement, shown: readonly Column[], sorting: Sorting | undefined): string {
  const place = (id: string): number => shown.findIndex((column) => column.id === id) + 1;
  const by = (id: string, direction: string): string =>
    `ORDER BY ${place(id)}${direction === 'descending' ? ' DESC' : ''}${shown.length > 1 && place(id) !== 1 ? ', 1' : ''}`;
  if (element.kind === 'kpi-chart') return '';
  if (element.kind === 'pivot-table') return 'ORDER BY 1, 2';
  if (element.kind === 'table') {
    if (sorting !== undefined && place(sorting.columnId) > 0) return by(sorting.columnId, sorting.direction);
    const [first] = element.sort ?? [];
    return first !== undefined && place(first.columnId) > 0 ? by(first.columnId, first.direction) : '';
  }
  const [top] = element.filters ?? [];
  if (top !== undefined) return by(top.columnId, 'descending');
  const { columnId, sort } = element.xAxis;
  return by(sort?.by ?? columnId, sort?.direction ?? 'ascending');
}

function limitOf(element: DataElement): string {
  if (element.kind === 'kpi-chart') return '';
  if (element.kind === 'table') return `LIMIT ${TABLE_ROWS}`;
  const [top] = element.kind === 'pivot-table' ? [] : (element.filters ?? []);
  return `LIMIT ${top?.rowCount ?? CHART_ROWS}`;
}
