// The page of an accepted load: bar, tabs and elements of the workbook, page or element that was asked for.
import { html } from 'hono/html';
import type { Address } from '../checks/address.ts';
import { BOOKMARK, CONTROL_ID, ELEMENTS, PAGES } from '../workbooks.ts';
import { control, element } from './elements.ts';
import { page, type Markup } from './layout.ts';
import type { ViewOptions } from './view-options.ts';

export interface WorkbookView {
  readonly address: Address;
  /** Opaque id of the loaded frame. */
  readonly session: string;
  readonly options: ViewOptions;
}

/** The document. The elements are empty until the client has asked for their data. */
export function workbookPage({ address, options, session }: WorkbookView): Markup {
  const { node, tag, workbook } = address;
  const { variables } = options;
  const single = ELEMENTS.find((id) => node?.type === 'element' && node.id === id);
  const pages = PAGES.filter(({ id }) => node?.type !== 'page' || node.id === id);
  return page({
    title: workbook.name,
    theme: options.theme,
    className: `workbook${options.responsiveHeight ? ' grows' : ''}${single === undefined ? '' : ' single'}`,
    scripts: ['chart.js', 'workbook.js'],
    data: {
      session,
      workbookId: workbook.urlId,
      tag: tag ?? null,
      controlId: CONTROL_ID,
      bookmark: BOOKMARK,
      bookmarkId: options.bookmarkId ?? null,
      exploreKey: options.exploreKey ?? null,
      responsiveHeight: options.responsiveHeight,
    },
    body: html`${single === undefined && !options.hideMenu ? bar(address, options) : ''}
      ${pages.length > 1 && single === undefined ? tabs() : ''}
      <main class="canvas">
        ${
          single === undefined
            ? pages.map(({ id }) => workbookPart(id, { address, variable: variables[CONTROL_ID] ?? '0' }))
            : element(single, workbook)
        }
      </main>
      <div class="overlay" role="alertdialog" aria-labelledby="overlay-text" hidden>
        <div class="notice">
          <h1 id="overlay-text"></h1>
        </div>
      </div>`,
  });
}

function workbookPart(id: string, { address, variable }: { address: Address; variable: string }): Markup {
  const { node, workbook } = address;
  const hidden = node === undefined && id !== PAGES[0].id;
  const role = node === undefined ? html`role="tabpanel" aria-labelledby="tab-${id}"` : '';
  return html`<div class="page" id="page-${id}" data-page="${id}" ${role} ${hidden ? 'hidden' : ''}>
    ${
      id === 'about'
        ? element('about-data', workbook)
        : html`<div class="lead">${element('viewer', workbook)} ${control(variable)}</div>
            ${element('kpis', workbook)}
            <div class="pair">${element('by-zip', workbook)} ${element('by-day', workbook)}</div>
            ${element('trips', workbook)}`
    }
  </div>`;
}

function bar({ tag, workbook }: Address, { bookmarkId, hideBookmarks }: ViewOptions): Markup {
  return html`<header class="bar">
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M5 20V11M12 20V4M19 20v-6" />
    </svg>
    <h1>${workbook.name}</h1>
    ${tag === undefined ? '' : html`<span class="chip">${tag}</span>`}
    <span class="chip quiet" title="This is the sandbox's Sigma, on your own machine">Sandbox</span>
    <span class="gap"></span>
    ${
      hideBookmarks
        ? ''
        : html`<label class="control inline" for="saved-view">
            <span>Saved view</span>
            <select id="saved-view" autocomplete="off">
              <option value="">None</option>
              <option value="${BOOKMARK.id}" ${bookmarkId === BOOKMARK.id ? 'selected' : ''}>${BOOKMARK.name}</option>
            </select>
          </label>`
    }
    <span class="who" data-value="name"></span>
  </header>`;
}

function tabs(): Markup {
  return html`<nav class="tabs" aria-label="Pages of the workbook">
    <div role="tablist" aria-label="Pages">
      ${PAGES.map(
        ({ id, name }, at) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${id}"
            data-tab="${id}"
            aria-controls="page-${id}"
            aria-selected="${at === 0 ? 'true' : 'false'}"
          >
            ${name}
          </button>`,
      )}
    </div>
  </nav>`;
}
