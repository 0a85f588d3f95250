// The markup of a control. Knows no workbook.
import { html } from 'hono/html';
import type { Control } from '../documents/contents.ts';
import type { Markup } from './layout.ts';

/** A select where the control offers values, a field elsewhere. */
export function controlMarkup(control: Control, value: string): Markup {
  const { controlId, name } = control;
  return html`<label class="control" for="control-${controlId}">
    <span>${name ?? controlId}</span>
    ${control.source === undefined ? field(control, value) : choices(control, value)}
  </label>`;
}

function choices({ controlId, selectionMode, source }: Control, value: string): Markup {
  const several = selectionMode === 'multiple';
  const chosen = several ? value.split(',') : [value];
  const options = (source?.values ?? []).map(String);
  const blank = !several && !options.includes('') && !options.includes(value);
  return html`<select
    id="control-${controlId}"
    name="${controlId}"
    data-control="${controlId}"
    autocomplete="off"
    ${several ? 'multiple' : ''}
  >
    ${blank ? html`<option value="${value}" selected>All</option>` : ''}
    ${options.map(
      (option, at) =>
        html`<option value="${option}" ${chosen.includes(option) ? 'selected' : ''}>
          ${source?.labels?.[at] ?? option}
        </option>`,
    )}
  </select>`;
}

function field({ controlId, controlType }: Control, value: string): Markup {
  if (controlType === 'switch') {
    return html`<input
      type="checkbox"
      id="control-${controlId}"
      data-control="${controlId}"
      autocomplete="off"
      ${value === 'true' ? 'checked' : ''}
    />`;
  }
  const type = controlType === 'number' || controlType === 'slider' ? 'number' : 'text';
  return html`<input
    type="${type}"
    id="control-${controlId}"
    data-control="${controlId}"
    value="${value}"
    autocomplete="off"
    ${type === 'number' ? html` step="any"` : ''}
  />`;
}
