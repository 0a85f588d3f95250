// Tables and pivot tables, and what a click on one of their cells tells. Sorting is done by the warehouse, not here.
import { formatted, isNothing, isNumber } from './formats.js';
import { elementFacts, elementNode, frame, state } from './frame.js';
import { post } from './parent.js';

/**
 * @param {string} id
 * @param {(string | null)[][]} rows
 */
export function showTable(id, rows) {
  const node = elementNode(id);
  const facts = elementFacts(id);
  const before = node?.querySelector('tbody');
  if (!node || !before || facts === undefined) return;
  const body = document.createElement('tbody');
  before.replaceWith(body);
  const sort = state.sorting[id];
  for (const header of node.querySelectorAll('thead th')) {
    const sorted = header.getAttribute('data-column') === sort?.columnId;
    header.setAttribute('aria-sort', sorted ? (sort?.direction ?? 'none') : 'none');
  }
  body.replaceChildren(
    ...rows.map((row) => {
      const line = document.createElement('tr');
      line.append(...facts.columns.map((column, at) => cell(row[at], column)));
      return line;
    }),
  );
  note(node, rows.length === 0 ? 'No rows' : rows.length < 100 ? `${rows.length} rows` : 'The first 100 rows');
  body.addEventListener('click', ({ target }) => {
    const cellNode = target instanceof Element ? target.closest('td') : null;
    const row = rows[[...body.rows].indexOf(/** @type {any} */ (cellNode?.parentElement))];
    const column = facts.columns[cellNode?.cellIndex ?? -1];
    if (row === undefined || column === undefined) return;
    const value = row[facts.columns.indexOf(column)] ?? null;
    const underlyingData = { rows: [rowObject(facts.columns, row)], isTruncated: false, length: 1 };
    const cells = [{ value, cellType: 'valueCell', columnName: column.name, underlyingData }];
    post('workbook:table:oncellselect', { nodeId: id, title: facts.name, cells });
  });
}

/**
 * One row per value of the first column, one column per value of the second.
 * @param {string} id
 * @param {(string | null)[][]} rows
 */
export function showPivot(id, rows) {
  const node = elementNode(id);
  const place = node?.querySelector('.rows');
  const facts = elementFacts(id);
  if (!node || !place || facts === undefined) return;
  const [down, across, value] = facts.columns;
  if (down === undefined || across === undefined || value === undefined) return;
  const columns = [...new Set(rows.map((row) => row[1] ?? ''))].toSorted((a, b) =>
    a.localeCompare(b, frame.language, { numeric: true }),
  );
  /** @type {Map<string, Map<string, string | null>>} */
  const lines = new Map();
  for (const [row, column, amount] of rows) {
    const line = lines.get(row ?? '') ?? new Map();
    lines.set(row ?? '', line.set(column ?? '', amount ?? null));
  }
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of [down.name, ...columns]) {
    const header = document.createElement('th');
    header.scope = 'col';
    header.className = 'plain-head';
    header.textContent = name;
    head.append(header);
  }
  const body = table.createTBody();
  for (const [row, line] of lines) {
    const tr = body.insertRow();
    const header = document.createElement('th');
    header.scope = 'row';
    header.textContent = formatted(row, down);
    tr.append(header, ...columns.map((column) => cell(line.get(column), value)));
  }
  place.replaceChildren(table);
  note(node, rows.length === 0 ? 'No rows' : '');
  body.addEventListener('click', ({ target }) => {
    const cellNode = target instanceof Element ? target.closest('td') : null;
    const tr = cellNode?.parentElement;
    if (!cellNode || !(tr instanceof HTMLTableRowElement)) return;
    const row = [...lines.keys()][tr.sectionRowIndex] ?? '';
    const column = columns[cellNode.cellIndex - 1] ?? '';
    const rowPath = [{ name: down.name, value: row }];
    const columnPath = [{ name: across.name, value: column }];
    const amount = lines.get(row)?.get(column) ?? null;
    const cells = [{ value: amount, cellType: 'valueCell', columnName: value.name, rowPath, columnPath }];
    post('workbook:pivottable:oncellselect', { nodeId: id, title: facts.name, cells });
  });
}

/** Makes the column headers sort; `onSort` runs with the element and its new order, undefined for the published one. */
export function wireSorting(
  /** @type {(id: string, sorting: import('./frame.js').Sorting | undefined) => void} */ onSort,
) {
  for (const header of document.querySelectorAll('thead th[data-column]')) {
    const id = header.closest('[data-element]')?.getAttribute('data-element') ?? '';
    const columnId = header.getAttribute('data-column') ?? '';
    header.querySelector('button')?.addEventListener('click', (event) => {
      event.stopPropagation();
      const now = state.sorting[id];
      if (now?.columnId !== columnId) onSort(id, { columnId, direction: 'ascending' });
      else onSort(id, now.direction === 'ascending' ? { columnId, direction: 'descending' } : undefined);
    });
  }
}

/**
 * @param {import('./frame.js').Column[]} columns
 * @param {(string | null)[]} row
 */
function rowObject(columns, row) {
  return Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null]));
}

/**
 * @param {string | null | undefined} value
 * @param {import('./frame.js').Column} column
 */
function cell(value, column) {
  const node = document.createElement('td');
  node.textContent = formatted(value, column);
  if (isNumber(column)) node.classList.add('number');
  if (isNothing(value)) {
    node.classList.add('null');
    node.title = 'NULL: no value, or a masked column';
  }
  return node;
}

/**
 * @param {Element} node
 * @param {string} text
 */
function note(node, text) {
  const place = node.querySelector('.card-note');
  if (place) place.textContent = text;
}
