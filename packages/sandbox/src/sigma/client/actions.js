// Buttons of a workbook: the action "Generate iframe event" tells the page around this one.
import { frame, state } from './frame.js';
import { post } from './parent.js';

export function wireActions() {
  for (const button of document.querySelectorAll('[data-button]')) {
    const facts = frame.elements.find(({ id }) => id === button.getAttribute('data-button'));
    button.addEventListener('click', () => {
      for (const { name, values } of facts?.events ?? []) {
        const filled = Object.entries(values).map(([key, value]) => [key, valueOf(value)]);
        post('action:outbound', { name, values: Object.fromEntries(filled) });
      }
    });
  }
}

/** `[controlId]` stands for the control's value. */
function valueOf(/** @type {unknown} */ value) {
  const [, controlId] = typeof value === 'string' ? (/^\[([\w-]+)\]$/.exec(value) ?? []) : [];
  return controlId !== undefined && controlId in state.variables ? state.variables[controlId] : value;
}
