// The control, the saved view, the pages and the selection: what a viewer or the parent can change.
import { elementNode, frame, state } from './frame.js';
import { post } from './parent.js';

const selectOf = (/** @type {string} */ id) => {
  const node = document.getElementById(id);
  return node instanceof HTMLSelectElement ? node : null;
};
const control = () => selectOf(frame.controlId);
const savedView = () => selectOf('saved-view');

/** Reads the starting values and listens. `onChange` runs after a value has changed. */
export function wireControls(/** @type {() => void} */ onChange) {
  const select = control();
  state.variables = { [frame.controlId]: select?.value ?? '0' };
  select?.addEventListener('change', () => setVariables({ [frame.controlId]: select.value }, onChange));
  const views = savedView();
  views?.addEventListener('change', () => selectBookmark(views.value === '' ? null : views.value, onChange));
  for (const tab of document.querySelectorAll('[data-tab]')) {
    tab.addEventListener('click', () => selectNode(tab.getAttribute('data-tab'), 'page'));
  }
  for (const button of document.querySelectorAll('.maximise')) {
    button.addEventListener('click', (event) => {
      event.stopPropagation();
      toggleFullscreen(button.closest('[data-element]')?.getAttribute('data-element') ?? null);
    });
  }
  for (const card of document.querySelectorAll('.card[data-element]')) {
    card.addEventListener('click', () => selectNode(card.getAttribute('data-element'), 'element'));
  }
}

/**
 * Values of controls that this workbook does not have, and values that the control does not have, are ignored.
 * @param {unknown} values
 * @param {() => void} onChange
 */
export function setVariables(values, onChange) {
  const value = typeof values === 'object' && values !== null ? values[frame.controlId] : undefined;
  const select = control();
  if (typeof value !== 'string' || value === state.variables[frame.controlId]) return;
  if (select !== null && ![...select.options].some((option) => option.value === value)) return;
  if (select !== null) select.value = value;
  state.variables = { [frame.controlId]: value };
  post('workbook:variables:onchange', { workbook: { variables: { ...state.variables } } });
  onChange();
}

/**
 * @param {unknown} id Absent or null leaves the saved view.
 * @param {() => void} onChange
 */
export function selectBookmark(id, onChange) {
  const { bookmark } = frame;
  const next = id ?? null;
  if (next !== null && next !== bookmark.id) return;
  if (next === state.bookmarkId) return;
  state.bookmarkId = next;
  const select = savedView();
  if (select !== null) select.value = next ?? '';
  post('workbook:bookmark:onchange', {
    workbookId: frame.workbookId,
    versionTagName: frame.tag,
    bookmarkId: next,
    bookmarkName: next === null ? null : bookmark.name,
  });
  setVariables({ [frame.controlId]: next === null ? '0' : bookmark.control }, onChange);
}

/**
 * Selects a page or an element. Ids that are not here are ignored.
 * @param {unknown} id
 * @param {'page' | 'element'} type
 */
export function selectNode(id, type) {
  if (id !== null && typeof id !== 'string') return;
  if (type === 'page' && id !== null && !showPage(id)) return;
  if (type === 'element' && id !== null && elementNode(id) === null) return;
  if (id === state.selectedNodeId) return;
  for (const card of document.querySelectorAll('.selected')) card.classList.remove('selected');
  if (type === 'element' && id !== null) elementNode(id)?.classList.add('selected');
  state.selectedNodeId = id;
  post('workbook:selectednodeid:onchange', { selectedNodeId: id, nodeType: id === null ? null : type });
}

/** Maximises an element, or puts it back if it was. */
export function toggleFullscreen(/** @type {unknown} */ id) {
  const current = document.querySelector('.maximised');
  const next = typeof id === 'string' ? elementNode(id) : null;
  if (current === null && next === null) return;
  const target = current === next ? null : next;
  current?.classList.remove('maximised');
  target?.classList.add('maximised');
  document.body.classList.toggle('has-maximised', target !== null);
  for (const button of document.querySelectorAll('.maximise')) {
    button.setAttribute('aria-pressed', String(button.closest('.maximised') !== null));
  }
  post('workbook:fullscreen:onchange', { fullScreen: target !== null });
}

/** @param {string} id */
function showPage(id) {
  const pages = [...document.querySelectorAll('[data-page]')];
  if (!pages.some((page) => page.getAttribute('data-page') === id)) return false;
  for (const page of pages) {
    if (page instanceof HTMLElement) page.hidden = page.getAttribute('data-page') !== id;
  }
  for (const tab of document.querySelectorAll('[data-tab]')) {
    tab.setAttribute('aria-selected', String(tab.getAttribute('data-tab') === id));
  }
  return true;
}
