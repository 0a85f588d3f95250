// Modes and dialogs: viewing, exploring, editing; share, export, schedule, save as, publish, delete.
import { fill } from './cards.js';
import { frame, state } from './frame.js';
import { post } from './parent.js';
import { changeDocument } from './server.js';

const dialog = () => {
  const node = document.querySelector('dialog.modal');
  return node instanceof HTMLDialogElement ? node : null;
};

/** Links that the page around this one wants to be shared instead of this frame's own. */
const shared = { link: location.origin + location.pathname, exploration: '' };

export function wireModes() {
  for (const button of document.querySelectorAll('[data-action]')) {
    button.addEventListener('click', () => {
      button.closest('details')?.removeAttribute('open');
      const action = button.getAttribute('data-action') ?? '';
      if (action === 'publish') void publish();
      else toggleModal(action);
    });
  }
  document.addEventListener('click', ({ target }) => {
    const open = document.querySelector('details.actions[open]');
    if (open !== null && target instanceof Node && !open.contains(target)) open.removeAttribute('open');
  });
  showMode();
}

/** A mode that this viewer may not take has no effect. */
export function setMode(/** @type {unknown} */ mode) {
  if (typeof mode !== 'string' || !frame.modes.includes(mode)) return;
  state.mode = mode;
  showMode();
}

/** Opens a dialog; a type that is not there, or none, closes the one that is open. */
export function toggleModal(/** @type {unknown} */ type) {
  const node = dialog();
  if (node === null) return;
  const content = typeof type === 'string' && Object.hasOwn(MODALS, type) ? MODALS[type]?.() : undefined;
  if (content === undefined || node.dataset.type === type) {
    delete node.dataset.type;
    return node.close();
  }
  node.dataset.type = String(type);
  node.replaceChildren(content);
  if (node.open) return;
  node.showModal();
  node.addEventListener('close', () => delete node.dataset.type, { once: true });
}

/**
 * Links that are not https addresses, or longer than 1000 characters, are ignored; null goes back to this frame's own.
 * @param {{ sharingLink?: unknown, sharingExplorationLink?: unknown }} message
 */
export function setSharingLinks({ sharingExplorationLink, sharingLink }) {
  if (isLink(sharingLink)) shared.link = sharingLink;
  if (sharingLink === null) shared.link = location.origin + location.pathname;
  if (isLink(sharingExplorationLink)) shared.exploration = sharingExplorationLink;
  if (sharingExplorationLink === null) shared.exploration = '';
}

/** @returns {link is string} */
function isLink(/** @type {unknown} */ link) {
  return typeof link === 'string' && link.length <= 1000 && /^https?:\/\/[^\s]+$/.test(link);
}

function showMode() {
  fill('mode', state.mode === 'edit' ? 'Editing' : 'Exploring');
  for (const chip of document.querySelectorAll('.chip.mode')) {
    if (chip instanceof HTMLElement) chip.hidden = state.mode === 'view';
  }
}

/** @type {Record<string, () => HTMLElement | undefined>} */
const MODALS = {
  share: () =>
    form('Share', [
      linkField('Link', shared.link),
      ...(shared.exploration === '' ? [] : [linkField('Exploration', shared.exploration)]),
    ]),
  export: () => form('Export', [words('The sandbox exports nothing. Here the vendor offers PDF, CSV and Excel.')]),
  schedule: () => form('Schedule', [words('The sandbox sends nothing. Here the vendor offers schedules by e-mail.')]),
  'save-as': () => (frame.mayCreate ? nameForm() : undefined),
  delete: () => (frame.mayEdit ? deleteForm() : undefined),
};

function nameForm() {
  const field = document.createElement('input');
  field.id = 'save-as-name';
  field.value = `${document.title} (copy)`;
  field.required = true;
  return form('Save as', [labelled('Name', field)], {
    label: 'Save',
    run: async () => {
      const answer = await changeDocument({ action: 'save-as', name: field.value });
      if (!answer.ok) return post('workbook:error', { code: answer.code, message: answer.message });
      post('workbook:saveas', { workbookId: state.workbookId, saveWorkbookId: answer.workbookId });
      state.workbookId = answer.workbookId;
      document.title = field.value;
      for (const heading of document.querySelectorAll('.bar h1')) heading.textContent = field.value;
      history.replaceState(null, '', answer.path);
      post('workbook:id:onchange', { id: answer.workbookId });
      post('url:onchange', { url: answer.path });
    },
  });
}

function deleteForm() {
  return form('Delete this workbook?', [words('Everybody with this workbook loses it.')], {
    label: 'Delete',
    run: async () => {
      const answer = await changeDocument({ action: 'delete' });
      if (answer.ok) post('workbook:ondelete', { id: answer.workbookId });
      else post('workbook:error', { code: answer.code, message: answer.message });
    },
  });
}

async function publish() {
  const answer = await changeDocument({ action: 'publish' });
  if (answer.ok) post('workbook:published', { workbookId: answer.workbookId });
  else post('workbook:error', { code: answer.code, message: answer.message });
}

/**
 * @param {string} title
 * @param {HTMLElement[]} parts
 * @param {{ label: string, run: () => unknown }} [action]
 */
function form(title, parts, action) {
  const node = document.createElement('form');
  node.method = 'dialog';
  const heading = document.createElement('h2');
  heading.id = 'modal-title';
  heading.textContent = title;
  const row = document.createElement('p');
  row.className = 'buttons';
  const close = document.createElement('button');
  close.textContent = action === undefined ? 'Close' : 'Cancel';
  close.formNoValidate = true;
  row.append(close);
  if (action !== undefined) {
    const go = document.createElement('button');
    go.className = 'push';
    go.textContent = action.label;
    go.addEventListener('click', (event) => {
      if (!node.reportValidity()) return event.preventDefault();
      void action.run();
    });
    row.prepend(go);
  }
  node.append(heading, ...parts, row);
  return node;
}

/** @param {string} text */
function words(text) {
  const node = document.createElement('p');
  node.textContent = text;
  return node;
}

/**
 * @param {string} name
 * @param {string} address
 */
function linkField(name, address) {
  const field = document.createElement('input');
  field.id = `share-${name.toLowerCase()}`;
  field.value = address;
  field.readOnly = true;
  return labelled(name, field);
}

/**
 * @param {string} name
 * @param {HTMLInputElement} field
 */
function labelled(name, field) {
  const label = document.createElement('label');
  label.htmlFor = field.id;
  label.textContent = name;
  const node = document.createElement('p');
  node.className = 'field';
  node.append(label, field);
  return node;
}
