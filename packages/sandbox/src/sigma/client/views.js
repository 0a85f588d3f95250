// Explorations and saved views: what a viewer made of the workbook, and how it is kept.
import { setVariables } from './controls.js';
import { reload } from './elements.js';
import { frame, state } from './frame.js';
import { post } from './parent.js';
import { bookmark as ask, explore } from './server.js';

const select = () => {
  const node = document.getElementById('saved-view');
  return node instanceof HTMLSelectElement ? node : null;
};
const view = () => ({ variables: state.variables, sorting: state.sorting });
const place = () => ({ workbookId: state.workbookId, versionTagName: frame.tag });

export function wireViews() {
  const views = select();
  views?.addEventListener('change', () => void selectBookmark(views.value === '' ? null : views.value));
}

/**
 * Another order of a table is an exploration; back at the published order without other changes, there is none.
 * @param {string} id
 * @param {import('./frame.js').Sorting | undefined} sorting
 */
export async function setSorting(id, sorting) {
  if (!frame.modes.includes('explore')) return;
  const { [id]: _before, ...others } = state.sorting;
  state.sorting = sorting === undefined ? others : { ...others, [id]: sorting };
  state.explored = true;
  reload();
  const kept = Object.keys(state.sorting).length === 0 ? { exploreKey: null } : await explore(view());
  state.exploreKey = kept?.exploreKey ?? null;
  post('workbook:exploreKey:onchange', { exploreKey: state.exploreKey });
}

/** @param {unknown} id Absent or null leaves the saved view. */
export async function selectBookmark(id) {
  const next = id ?? null;
  if (next === state.bookmarkId || (next !== null && typeof next !== 'string')) return;
  if (next === null) return show(null, { variables: frame.variables, sorting: {} });
  const answer = await ask({ action: 'select', bookmarkId: next });
  // Ids of saved views that are not there are ignored.
  if (answer.ok) show(answer.bookmark, answer.view);
}

/** @param {{ name?: unknown, isDefault?: unknown, isShared?: unknown }} message */
export async function createBookmark({ isDefault, isShared, name }) {
  if (typeof name !== 'string' || name === '') return;
  const flags = { isDefault: isDefault === true, isShared: isShared === true };
  const answer = await ask({ action: 'create', name: name.slice(0, 200), ...flags, view: view() });
  if (!answer.ok) return fail(answer);
  const { bookmarkId } = answer.bookmark;
  state.bookmarks.push({ bookmarkId, name: answer.bookmark.name });
  remember(bookmarkId);
  list();
  post('workbook:bookmark:oncreate', { ...place(), bookmarkId, bookmarkName: answer.bookmark.name });
}

/** Saves the exploration into the saved view that is chosen. */
export async function updateBookmark() {
  const { bookmarkId } = state;
  if (bookmarkId === null) return fail({ code: 'EINVAL', message: 'Bookmark not selected' });
  if (!state.explored) return fail({ code: 'EINVAL', message: 'Cannot update bookmark, no explore changes made' });
  const answer = await ask({ action: 'update', bookmarkId, view: view() });
  if (!answer.ok) return fail(answer);
  state.explored = false;
  // Name, sharing and default are told only when they changed, and a message cannot change them.
  post('workbook:bookmark:onupdate', { ...place(), bookmarkId });
}

/** @param {unknown} id */
export async function deleteBookmark(id) {
  if (typeof id !== 'string') return;
  const answer = await ask({ action: 'delete', bookmarkId: id });
  if (!answer.ok) return fail(answer);
  state.bookmarks = state.bookmarks.filter(({ bookmarkId }) => bookmarkId !== id);
  if (state.bookmarkId === id) remember(null);
  list();
  post('workbook:bookmark:ondelete', { ...place(), bookmarkId: id, bookmarkName: answer.bookmark.name });
}

/**
 * @param {{ bookmarkId: string, name: string } | null} chosen
 * @param {{ variables: Record<string, string>, sorting: Record<string, import('./frame.js').Sorting> } | undefined} kept
 */
function show(chosen, kept) {
  remember(chosen?.bookmarkId ?? null);
  list();
  post('workbook:bookmark:onchange', {
    ...place(),
    bookmarkId: state.bookmarkId,
    bookmarkName: chosen?.name ?? null,
  });
  state.sorting = { ...kept?.sorting };
  setVariables({ ...frame.variables, ...kept?.variables });
  reload();
  state.explored = false;
}

/** @param {string | null} id */
function remember(id) {
  state.bookmarkId = id;
  state.explored = false;
}

function list() {
  const node = select();
  if (node === null) return;
  const known = state.bookmarks.map(({ bookmarkId, name }) => new Option(name, bookmarkId));
  node.replaceChildren(new Option('None', ''), ...known);
  node.value = state.bookmarkId ?? '';
}

/** @param {{ code: string, message: string }} problem */
function fail({ code, message }) {
  post('workbook:error', { code, message });
}
