// The controls of a workbook: their values, whoever changes them.
import { frame, state } from './frame.js';
import { reload } from './elements.js';
import { post } from './parent.js';

/** @returns {(HTMLSelectElement | HTMLInputElement)[]} */
const fields = () =>
  /** @type {any} */ ([...document.querySelectorAll('[data-control]')]).filter(
    (/** @type {unknown} */ node) => node instanceof HTMLSelectElement || node instanceof HTMLInputElement,
  );

export function wireControls() {
  for (const field of fields()) {
    field.addEventListener('change', () => setVariables({ [field.dataset.control ?? '']: read(field) }));
  }
}

/**
 * Values of controls that this workbook does not have, and values that a control cannot have, are ignored. Tells what changed.
 * @param {unknown} values Control id -> value.
 */
export function setVariables(values) {
  if (typeof values !== 'object' || values === null) return;
  /** @type {Record<string, string>} */
  const changed = {};
  for (const [id, value] of Object.entries(values)) {
    if (typeof value !== 'string' || !Object.hasOwn(frame.variables, id) || value === state.variables[id]) continue;
    if (write(id, value)) changed[id] = value;
  }
  if (Object.keys(changed).length === 0) return;
  state.variables = { ...state.variables, ...changed };
  state.explored = true;
  post('workbook:variables:onchange', { workbook: { variables: changed } });
  reload();
}

/** @param {HTMLSelectElement | HTMLInputElement} field */
function read(field) {
  if (field instanceof HTMLSelectElement) return [...field.selectedOptions].map(({ value }) => value).join(',');
  return field.type === 'checkbox' ? String(field.checked) : field.value;
}

/**
 * Shows the value, if the control can have it. A control that stands on no page takes any.
 * @param {string} id
 * @param {string} value
 */
function write(id, value) {
  const field = fields().find((one) => one.dataset.control === id);
  if (field instanceof HTMLSelectElement) {
    const wanted = field.multiple ? value.split(',').filter((part) => part !== '') : [value];
    const options = [...field.options];
    if (!wanted.every((part) => options.some((option) => option.value === part))) return false;
    for (const option of options) option.selected = wanted.includes(option.value);
  } else if (field !== undefined) {
    if (field.type === 'checkbox') field.checked = value === 'true';
    else if (field.type === 'number' && value !== '' && !Number.isFinite(Number(value))) return false;
    else field.value = value;
  }
  return true;
}
