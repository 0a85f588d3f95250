// The markup of each element of a workbook before its data is there. Knows no data; the client fills it in.
import { html } from 'hono/html';
import { shownColumns } from '../documents/compile.ts';
import type { DataElement, Element } from '../documents/contents.ts';
import type { Variables } from '../documents/controls.ts';
import { controlMarkup } from './control.ts';
import type { Markup } from './layout.ts';
import { prose } from './prose.ts';

/** One element; `waits` if its data is about to be asked for. */
export function elementMarkup(
  element: Element,
  { variables, waits }: { readonly variables: Variables; readonly waits: boolean },
): Markup {
  switch (element.kind) {
    case 'control':
      return controlMarkup(element, variables[element.controlId] ?? '');
    case 'text':
      return html`<section class="card prose" data-element="${element.id}">${prose(element.body, variables)}</section>`;
    case 'button':
      return html`<p class="action">
        <button type="button" class="push" data-button="${element.id}">${element.text}</button>
      </p>`;
    case 'kpi-chart':
      return kpi(element, waits);
    case 'table':
      return card(element, { waits, content: table(element) });
    case 'pivot-table':
      return card(element, {
        waits,
        content: html`<div class="rows" tabindex="0" role="region" aria-label="${element.name}, scrolls"></div>`,
      });
    default:
      return card(element, {
        waits,
        content: html`<div class="plot"><canvas role="img" aria-label="${element.name}"></canvas></div>`,
      });
  }
}

/** A number gets a tile, a text stands as a line. */
function kpi(element: Extract<Element, { kind: 'kpi-chart' }>, waits: boolean): Markup {
  const [column] = shownColumns(element);
  const isText = column?.format === undefined || column.format.kind === 'text';
  const value = html`<span data-value="${column?.id ?? ''}">&nbsp;</span>`;
  return isText
    ? html`<div class="line" data-element="${element.id}" aria-live="polite" aria-busy="${waits ? 'true' : 'false'}">
        <span>${element.name}</span> <strong>${value}</strong>
        <div class="problem" hidden></div>
      </div>`
    : html`<div
        class="tile"
        role="group"
        data-element="${element.id}"
        aria-label="${element.name}"
        aria-busy="${waits ? 'true' : 'false'}"
      >
        <span class="tile-label">${element.name}</span>
        <span class="tile-value">${value}</span>
        <div class="problem" hidden></div>
      </div>`;
}

function table(element: DataElement): Markup {
  return html`<div class="rows" tabindex="0" role="region" aria-label="${element.name}, scrolls">
    <table>
      <thead>
        <tr>
          ${shownColumns(element).map(
            ({ id, name }) => html`<th scope="col" data-column="${id}"><button type="button">${name}</button></th>`,
          )}
        </tr>
      </thead>
      <tbody></tbody>
    </table>
  </div>`;
}

function card(
  { id, name }: DataElement,
  { content, waits }: { readonly content: Markup; readonly waits: boolean },
): Markup {
  return html`<section
    class="card"
    data-element="${id}"
    aria-labelledby="title-${id}"
    aria-busy="${waits ? 'true' : 'false'}"
  >
    <header class="card-head">
      <h2 id="title-${id}">${name}</h2>
      <span class="card-note"></span>
      <button class="maximise" type="button" aria-pressed="false" title="Maximise" aria-label="Maximise ${name}">
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M9.5 2.5h4v4M6.5 13.5h-4v-4" /></svg>
      </button>
    </header>
    <div class="card-body">${content}</div>
    <div class="problem" hidden></div>
  </section>`;
}
