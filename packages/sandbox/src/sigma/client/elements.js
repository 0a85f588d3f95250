// Loads the elements of the page that is shown, and shows what came. Knows no message from the parent.
import { fill, showFilled, showProblem, showWaiting } from './cards.js';
import { drawChart } from './charts.js';
import { formatted, isNothing } from './formats.js';
import { elementFacts, elementNode, frame, state } from './frame.js';
import { post } from './parent.js';
import { query } from './server.js';
import { showPivot, showTable } from './table.js';

/** @type {Record<string, (id: string, rows: (string | null)[][]) => void>} */
const SHOW = {
  'kpi-chart': showKpi,
  'bar-chart': drawChart,
  'line-chart': drawChart,
  table: showTable,
  'pivot-table': showPivot,
};

/** @type {(code: string, message: string) => void} */
let end = () => undefined;
/** What to do when an answer says that the frame is over. */
export function onEnd(/** @type {typeof end} */ then) {
  end = then;
}

let round = 0;
/** Pages whose elements show the present values. @type {Set<string>} */
const loaded = new Set();

/** Values have changed: every page must load again, the one that is shown at once. */
export function reload() {
  loaded.clear();
  void loadShown();
}

/** Asks for every element of the page that is shown, all at once, unless it is loaded. Does not reject. */
export async function loadShown() {
  const page = document.querySelector('.page:not([hidden])')?.getAttribute('data-page') ?? '';
  if (loaded.has(page)) return;
  loaded.add(page);
  round += 1;
  const mine = round;
  const ids = frame.elements.filter((one) => one.page === page && one.kind in SHOW).map(({ id }) => id);
  await Promise.all(ids.map(async (id) => await loadElement(id, () => mine === round)));
  if (mine !== round || state.ended) return;
  tellMasked();
  post('workbook:dataloaded');
}

/**
 * @param {string} id
 * @param {() => boolean} isWanted A newer value of a control may have overtaken the answer.
 */
export async function loadElement(id, isWanted = () => true) {
  showWaiting(id);
  const answer = await query(id, { variables: state.variables, sorting: state.sorting[id] });
  if (state.ended || !isWanted()) return;
  if (answer.kind === 'rows') {
    showFilled(id);
    SHOW[elementFacts(id)?.kind ?? '']?.(id, answer.rows);
    if (answer.rows.length === 0) post('document:element:nodata', { nodeId: id });
  } else if (answer.kind === 'error') {
    showProblem(id, answer);
    post('workbook:chart:error', { nodeId: id, code: answer.code, message: answer.message });
  } else if (answer.kind === 'sign_in') end(answer.code, answer.message);
  else end('EINVAL', 'Session expired. Reload the page.');
}

/**
 * @param {string} id
 * @param {(string | null)[][]} rows
 */
function showKpi(id, rows) {
  const column = elementFacts(id)?.columns[0];
  const value = rows[0]?.[0];
  elementNode(id)?.classList.toggle('null', isNothing(value));
  if (column !== undefined) fill(column.id, formatted(value, column));
}

/** A number that is NULL although the page has rows comes of a mask. */
function tellMasked() {
  if (document.querySelector('.page:not([hidden]) tbody td') === null) return;
  for (const tile of document.querySelectorAll('.page:not([hidden]) .tile.null')) {
    const column = elementFacts(tile.getAttribute('data-element') ?? '')?.columns[0];
    if (column !== undefined) fill(column.id, 'masked', 'Databricks masks this column for this viewer');
  }
}
