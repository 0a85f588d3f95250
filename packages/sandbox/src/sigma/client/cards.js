// Shows an element as waiting, filled or failed. Knows no query and no chart.
import { elementNode } from './frame.js';

/** @param {string} id */
export function showWaiting(id) {
  const node = elementNode(id);
  node?.setAttribute('aria-busy', 'true');
  node?.classList.add('waiting');
}

/** @param {string} id */
export function showFilled(id) {
  settle(id, false);
}

/**
 * @param {string} id
 * @param {{ message: string, hint?: string }} problem `hint` is the plain sentence, `message` the vendor's own.
 */
export function showProblem(id, { hint, message }) {
  settle(id, true);
  const node = elementNode(id);
  const box = node?.querySelector('.problem');
  if (!(box instanceof HTMLElement)) return;
  const title = document.createElement('p');
  title.className = 'problem-title';
  title.textContent = hint ?? 'This element could not be loaded.';
  const detail = document.createElement('p');
  detail.className = 'problem-detail';
  detail.textContent = message;
  // A tile has room for the plain sentence only.
  const isTile = node?.classList.contains('tile') === true;
  box.title = isTile ? message : '';
  box.replaceChildren(...(isTile ? [title] : [title, detail]));
}

/** A line above the workbook, or none. */
export function showAlert(/** @type {string | undefined} */ text) {
  const alert = document.querySelector('.alert');
  if (!(alert instanceof HTMLElement) || alert.textContent === (text ?? '')) return;
  alert.textContent = text ?? '';
  alert.hidden = text === undefined;
}

/** The whole frame ends: the elements go, one sentence stays. */
export function showOverlay(/** @type {string} */ text) {
  const overlay = document.querySelector('.overlay');
  const label = document.querySelector('#overlay-text');
  if (!(overlay instanceof HTMLElement) || label === null) return;
  label.textContent = text;
  overlay.hidden = false;
  for (const part of document.querySelectorAll('main, .bar, .tabs')) part.setAttribute('inert', '');
}

/** Puts text into `data-value` places of the page. */
export function fill(/** @type {string} */ name, /** @type {string} */ text, title = '') {
  for (const place of document.querySelectorAll(`[data-value="${CSS.escape(name)}"]`)) {
    place.textContent = text;
    if (place instanceof HTMLElement) place.title = title;
  }
}

/**
 * @param {string} id
 * @param {boolean} failed
 */
function settle(id, failed) {
  const node = elementNode(id);
  if (node === null) return;
  node.setAttribute('aria-busy', 'false');
  node.classList.remove('waiting');
  node.classList.toggle('failed', failed);
  const box = node.querySelector('.problem');
  if (box instanceof HTMLElement) box.hidden = !failed;
}
