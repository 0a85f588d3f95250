// The page of an accepted load: menu, tabs and elements of the workbook, page or element that was asked for.
import { html } from 'hono/html';
import type { Admitted } from '../admit.ts';
import { pagesOf, type PlacedPage } from '../documents/layout.ts';
import { bookmarksFor } from '../frames/explorations.ts';
import { isAllowed, nameOf } from '../members.ts';
import type { SigmaState } from '../state.ts';
import { elementMarkup } from './elements.ts';
import { elementFacts } from './frame-data.ts';
import { page, type Markup } from './layout.ts';
import { menu } from './menu.ts';
import type { ViewOptions } from './view-options.ts';

/** The document. The elements are empty until the client has asked for their data. `session` is the opaque id of the frame. */
export function workbookPage(
  state: SigmaState,
  admitted: Admitted,
  view: { readonly session: string; readonly options: ViewOptions },
): Markup {
  const { address, permission, user } = admitted;
  const { contents, edits, node, tag, workbook } = address;
  const { options, session } = view;
  const pages = pagesOf(contents, node);
  const isSingle = node?.type === 'element';
  const bookmarks = bookmarksFor(workbook, user.memberId);
  const mayEdit = permission === 'edit' && tag === undefined;
  const mayCreate = isAllowed(state, user, 'createWorkbooks');
  const { sigma } = state.world;
  const who = nameOf(user);
  const bar = menu({
    name: workbook.name,
    tag,
    who,
    bookmarks: options.hideBookmarks ? undefined : bookmarks,
    bookmark: options.bookmark,
    mayEdit,
    mayCreate,
  });
  const placed = isSingle || options.hideMenu ? 'none' : options.menu;
  const classes = [
    'workbook',
    options.responsiveHeight ? 'grows' : '',
    isSingle ? 'single' : '',
    options.mobileView ? 'mobile' : '',
    placed === 'bottom' ? 'menu-below' : '',
  ];
  return page({
    title: workbook.name,
    theme: options.theme,
    language: options.language,
    className: classes.filter((one) => one !== '').join(' '),
    scripts: ['chart.js', 'workbook.js'],
    data: {
      session,
      workbookId: workbook.workbookId,
      tag: tag ?? null,
      variables: options.variables,
      elements: elementFacts(pages),
      bookmarks: bookmarks.map(({ bookmarkId, name }) => ({ bookmarkId, name })),
      bookmarkId: options.bookmark?.bookmarkId ?? null,
      exploreKey: options.exploreKey ?? null,
      sorting: options.sorting,
      responsiveHeight: options.responsiveHeight,
      hideTooltip: options.hideTooltip,
      language: options.language,
      mode: edits ? 'edit' : 'view',
      modes: ['view', ...(permission === 'view' ? [] : ['explore']), ...(mayEdit ? ['edit'] : [])],
      mayCreate,
      mayEdit,
      endError: sigma.endError === 'sent',
      targetOrigin: sigma.targetOrigin,
      inboundOrigin: sigma.inboundOrigin,
    },
    body: html`${placed === 'top' ? bar : ''} ${pages.length > 1 ? tabs(pages) : ''}
      <div class="alert" role="status" hidden></div>
      <main class="canvas">
        ${pages.map((one, at) => pagePart(one, { hidden: at > 0, options, tabbed: pages.length > 1 }))}
      </main>
      ${placed === 'bottom' ? bar : ''}
      <dialog class="modal" aria-labelledby="modal-title"></dialog>
      <div class="overlay" role="alertdialog" aria-labelledby="overlay-text" hidden>
        <div class="notice">
          <h1 id="overlay-text"></h1>
        </div>
      </div>`,
  });
}

function pagePart(
  { elements, id }: PlacedPage,
  { hidden, options, tabbed }: { hidden: boolean; options: ViewOptions; tabbed: boolean },
): Markup {
  const role = tabbed ? html`role="tabpanel" aria-labelledby="tab-${id}"` : '';
  return html`<div class="page" id="page-${id}" data-page="${id}" ${role} ${hidden ? 'hidden' : ''}>
    ${elements.map(
      ({ element, from, width }) =>
        html`<div class="cell from-${from} wide-${width} is-${element.kind}">
          ${elementMarkup(element, { variables: options.variables, waits: !hidden })}
        </div>`,
    )}
  </div>`;
}

function tabs(pages: readonly PlacedPage[]): Markup {
  return html`<nav class="tabs" aria-label="Pages of the workbook">
    <div role="tablist" aria-label="Pages">
      ${pages.map(
        ({ id, name }, at) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${id}"
            data-tab="${id}"
            aria-controls="page-${id}"
            aria-selected="${at === 0 ? 'true' : 'false'}"
            ${at === 0 ? '' : html` tabindex="-1"`}
          >
            ${name}
          </button>`,
      )}
    </div>
  </nav>`;
}
