// The script of a loaded workbook: fills the elements, speaks with the parent, and ends when the session does.
import { fill, showFilled, showOverlay, showProblem, showWaiting } from './cards.js';
import { drawByDay, drawByZip, redraw } from './charts.js';
import { selectBookmark, selectNode, setVariables, toggleFullscreen, wireControls } from './controls.js';
import { elementNode, frame, state } from './frame.js';
import { listen, post } from './parent.js';
import { query, times } from './server.js';
import { isNothing, money, showTrips, wireTable } from './table.js';

const ASK_EVERY_MS = 5000;

/** @type {Record<string, (rows: (string | null)[][]) => void>} */
const SHOW = {
  viewer: ([row]) => fill('viewer', row?.[0] ?? ''),
  kpis: ([[trips, distance, fare] = []]) => {
    fill('trips', Number(trips ?? 0).toLocaleString('en-US'));
    fill('distance', isNothing(distance) ? '—' : `${Number(distance).toFixed(2)} mi`);
    if (!isNothing(fare)) fill('fare', money(Number(fare)));
    else if (Number(trips) > 0) fill('fare', 'masked', 'Databricks masks this column for this viewer');
    else fill('fare', '—');
  },
  'by-zip': drawByZip,
  'by-day': drawByDay,
  trips: showTrips,
};

let round = 0;
const load = () => void loadAll();

/** Asks for every element that is on the page, all at once. Does not reject. */
async function loadAll() {
  round += 1;
  const mine = round;
  const distance = state.variables[frame.controlId] ?? '0';
  const ids = Object.keys(SHOW).filter((id) => elementNode(id) !== null);
  await Promise.all(
    ids.map(async (id) => {
      showWaiting(id);
      const answer = await query(id, distance);
      // A newer value of the control has overtaken this answer.
      if (mine === round && !state.ended) show(id, answer);
    }),
  );
  if (mine === round && !state.ended) post('workbook:dataloaded');
}

/**
 * @param {string} id
 * @param {import('./server.js').ElementAnswer} answer
 */
function show(id, answer) {
  if (answer.kind === 'rows') {
    showFilled(id);
    SHOW[id]?.(answer.rows);
    if (answer.viewer !== undefined) fill('name', answer.viewer);
  } else if (answer.kind === 'error') {
    if (id === 'viewer') fill('viewer', answer.message);
    showProblem(id, answer);
    post('workbook:chart:error', { nodeId: id, code: answer.code, message: answer.message });
  } else if (answer.kind === 'sign_in') end(answer.code, answer.message);
  else end('EINVAL', 'Session expired. Reload the page.');
}

/**
 * @param {string} code
 * @param {string} message
 */
function end(code, message) {
  if (state.ended) return;
  state.ended = true;
  showOverlay(message);
  post('workbook:error', { code, message });
}

async function watchEnd() {
  const answer = await times();
  if (answer !== undefined && answer.now >= answer.exp) end('EINVAL', 'Session expired. Reload the page.');
  if (!state.ended) setTimeout(() => void watchEnd(), ASK_EVERY_MS);
}

wireControls(load);
wireTable();
listen({
  'workbook:variables:update': ({ variables }) => setVariables(variables, load),
  'workbook:variables:list': () =>
    setTimeout(() => post('workbook:variables:current', { variables: { ...state.variables } })),
  'workbook:bookmark:select': ({ bookmarkId }) => selectBookmark(bookmarkId, load),
  'workbook:selectednodeid:update': ({ nodeType, selectedNodeId }) => selectNode(selectedNodeId ?? null, nodeType),
  'workbook:fullscreen:update': ({ nodeId }) => toggleFullscreen(nodeId),
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

const variables = { ...state.variables };
post('workbook:loaded', { workbook: { variables } });
post('workbook:variables:onchange', { workbook: { variables } });
if (frame.responsiveHeight) {
  let last = 0;
  new ResizeObserver(() => {
    const pageHeight = Math.ceil(document.body.getBoundingClientRect().height);
    if (pageHeight !== last) post('workbook:pageheight:onchange', { pageHeight });
    last = pageHeight;
  }).observe(document.body);
}
load();
setTimeout(() => void watchEnd(), ASK_EVERY_MS);
