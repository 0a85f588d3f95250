// The page that is shown, the element that is selected, the element that fills the frame.
import { elementNode, state } from './frame.js';
import { loadShown } from './elements.js';
import { post } from './parent.js';

const tabs = () => [...document.querySelectorAll('[data-tab]')].filter((tab) => tab instanceof HTMLElement);

export function wireNodes() {
  for (const tab of tabs()) {
    tab.addEventListener('click', () => selectNode(tab.dataset.tab, 'page'));
    tab.addEventListener('keydown', ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const all = tabs();
      const next = all[(all.indexOf(tab) + step + all.length) % all.length];
      if (step === 0 || next === undefined) return;
      next.focus();
      selectNode(next.dataset.tab, 'page');
    });
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
 * Selects a page or an element. Ids that are not here are ignored.
 * @param {unknown} id
 * @param {'page' | 'element'} type
 */
export function selectNode(id, type) {
  if (id !== null && typeof id !== 'string') return;
  if (type === 'page' && id !== null && !showPage(id)) return;
  if (type === 'element' && id !== null) {
    const home = elementNode(id)?.closest('[data-page]')?.getAttribute('data-page');
    if (home === undefined || home === null) return;
    showPage(home);
  }
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
  for (const tab of tabs()) {
    const chosen = tab.dataset.tab === id;
    tab.setAttribute('aria-selected', String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  void loadShown();
  return true;
}
