// The markup of each element of a workbook before its data is there. Knows no data; the client fills it in.
import { html } from 'hono/html';
import type { Workbook } from '../../world.ts';
import { CONTROL_CHOICES, CONTROL_ID, policyOf, type ElementId } from '../workbooks.ts';
import type { Markup } from './layout.ts';

const COLUMNS = ['Pickup time', 'Pickup zip', 'Dropoff zip', 'Distance', 'Fare'] as const;

const TITLES: Readonly<Record<ElementId, string>> = {
  viewer: 'Viewer',
  kpis: 'Summary',
  'by-zip': 'Trips by pickup zip',
  'by-day': 'Trips per day',
  trips: 'Trips',
  'about-data': 'About this data',
};

/** The control of the page. */
export function control(value: string): Markup {
  return html`<label class="control" for="${CONTROL_ID}">
    <span>Minimum distance</span>
    <select id="${CONTROL_ID}" name="${CONTROL_ID}" autocomplete="off">
      ${CONTROL_CHOICES.map(
        (choice) =>
          html`<option value="${choice.value}" ${choice.value === value ? 'selected' : ''}>${choice.label}</option>`,
      )}
    </select>
  </label>`;
}

/** One element. */
export function element(id: ElementId, workbook: Workbook): Markup {
  return MARKUP[id](workbook);
}

const MARKUP: Readonly<Record<ElementId, (workbook: Workbook) => Markup>> = {
  viewer: () =>
    html`<p class="viewer" data-element="viewer" aria-live="polite">
      <span>Queries run as</span> <strong data-value="viewer">…</strong>
    </p>`,
  kpis: () =>
    html`<section class="tiles" data-element="kpis" aria-label="${TITLES.kpis}" aria-busy="true">
      ${tile('trips', 'Trips')} ${tile('distance', 'Average distance')} ${tile('fare', 'Average fare')}
      <div class="problem" hidden></div>
    </section>`,
  'by-zip': () => plot('by-zip'),
  'by-day': () => plot('by-day'),
  trips: () =>
    card(
      'trips',
      html`<div class="rows" tabindex="0" role="region" aria-label="${TITLES.trips}, scrolls">
        <table>
          <thead>
            <tr>
              ${COLUMNS.map((name) => html`<th scope="col"><button type="button">${name}</button></th>`)}
            </tr>
          </thead>
          <tbody></tbody>
        </table>
      </div>`,
    ),
  'about-data': (workbook) =>
    html`<section class="card prose" data-element="about-data">
      <h2>${TITLES['about-data']}</h2>
      <p>Every number here comes from <code>${workbook.table}</code>, asked with the viewer's own Databricks token.</p>
      <p>${policyOf(workbook)}</p>
      <p>The trips are generated. They have the shape of New York taxi trips of January and February 2016.</p>
    </section>`,
};

function plot(id: 'by-zip' | 'by-day'): Markup {
  return card(
    id,
    html`<div class="plot">
      <canvas role="img" aria-label="${TITLES[id]}"></canvas>
    </div>`,
  );
}

function tile(name: string, label: string): Markup {
  return html`<div class="tile">
    <span class="tile-label">${label}</span>
    <span class="tile-value" data-value="${name}">&nbsp;</span>
  </div>`;
}

function card(id: ElementId, content: Markup): Markup {
  return html`<section class="card" data-element="${id}" aria-labelledby="title-${id}" aria-busy="true">
    <header class="card-head">
      <h2 id="title-${id}">${TITLES[id]}</h2>
      <span class="card-note"></span>
      <button class="maximise" type="button" aria-pressed="false" title="Maximise" aria-label="Maximise ${TITLES[id]}">
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M9.5 2.5h4v4M6.5 13.5h-4v-4" /></svg>
      </button>
    </header>
    <div class="card-body">${content}</div>
    <div class="problem" hidden></div>
  </section>`;
}
