// The script of a loaded workbook: wires the parts, speaks with the parent, and ends when the session does.
import { wireActions } from './actions.js';
import { showAlert, showOverlay } from './cards.js';
import { redraw } from './charts.js';
import { setVariables, wireControls } from './controls.js';
import { loadShown, onEnd } from './elements.js';
import { frame, state } from './frame.js';
import { setMode, setSharingLinks, toggleModal, wireModes } from './modes.js';
import { selectNode, toggleFullscreen, wireNodes } from './nodes.js';
import { listen, post } from './parent.js';
import { times } from './server.js';
import { wireSorting } from './table.js';
import { createBookmark, deleteBookmark, selectBookmark, setSorting, updateBookmark, wireViews } from './views.js';

const ASK_EVERY_MS = 5000;
const ALERT_BEFORE_MS = 20 * 60_000;

/**
 * @param {string} code
 * @param {string} message
 */
function end(code, message) {
  if (state.ended) return;
  state.ended = true;
  showOverlay(message);
  if (code !== 'EINVAL' || frame.endError) post('workbook:error', { code, message });
}

async function watchEnd() {
  const answer = await times();
  if (answer !== undefined && (answer.ended || answer.now >= answer.exp)) {
    end('EINVAL', 'Session expired. Reload the page.');
  }
  const left = (answer?.tokenEndsAt ?? Infinity) - (answer?.now ?? 0);
  showAlert(
    left > ALERT_BEFORE_MS
      ? undefined
      : `Your OAuth session ends in ${Math.max(0, Math.ceil(left / 60_000))} minutes. Sign in again to go on.`,
  );
  if (!state.ended) setTimeout(() => void watchEnd(), ASK_EVERY_MS);
}

onEnd(end);
wireControls();
wireViews();
wireNodes();
wireModes();
wireActions();
wireSorting((id, sorting) => void setSorting(id, sorting));
listen({
  'workbook:variables:update': ({ variables }) => setVariables(variables),
  'workbook:variables:list': () =>
    setTimeout(() => post('workbook:variables:current', { variables: { ...state.variables } })),
  'workbook:bookmark:create': (message) => void createBookmark(message),
  'workbook:bookmark:update': () => void updateBookmark(),
  'workbook:bookmark:select': ({ bookmarkId }) => void selectBookmark(bookmarkId),
  'workbook:bookmark:delete': ({ bookmarkId }) => void deleteBookmark(bookmarkId),
  'workbook:selectednodeid:update': ({ nodeType, selectedNodeId }) => selectNode(selectedNodeId ?? null, nodeType),
  'workbook:fullscreen:update': ({ nodeId }) => toggleFullscreen(nodeId),
  'workbook:sharinglink:update': (message) => setSharingLinks(message),
  'workbook:modal:toggle': ({ modalType }) => toggleModal(modalType),
  'workbook:mode:update': ({ mode }) => setMode(mode),
  'document:navigateto': ({ inodeId, pageId }) => selectNode(pageId ?? inodeId, 'page'),
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
void loadShown();
setTimeout(() => void watchEnd(), ASK_EVERY_MS);
