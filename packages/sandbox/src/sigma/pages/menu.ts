// The menu of an embedded workbook: its name, saved views, and what the viewer may do with it. Knows no page of the workbook.
import { html } from 'hono/html';
import type { Bookmark } from '../state.ts';
import type { Markup } from './layout.ts';

export interface MenuFacts {
  readonly name: string;
  readonly tag: string | undefined;
  readonly who: string;
  /** Absent when the saved views are hidden. */
  readonly bookmarks: readonly Bookmark[] | undefined;
  readonly bookmark: Bookmark | undefined;
  readonly mayEdit: boolean;
  readonly mayCreate: boolean;
}

export function menu(facts: MenuFacts): Markup {
  const { name, tag, who } = facts;
  return html`<header class="bar">
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M5 20V11M12 20V4M19 20v-6" />
    </svg>
    <h1>${name}</h1>
    ${tag === undefined ? '' : html`<span class="chip">${tag}</span>`}
    <span class="chip quiet" title="This is the sandbox's Sigma, on your own machine">Sandbox</span>
    <span class="chip mode" data-value="mode" hidden></span>
    <span class="gap"></span>
    ${savedViews(facts)} ${actions(facts)}
    <span class="who" data-value="name">${who}</span>
  </header>`;
}

function savedViews({ bookmark, bookmarks }: MenuFacts): Markup | '' {
  if (bookmarks === undefined) return '';
  return html`<label class="control inline" for="saved-view">
    <span>Saved view</span>
    <select id="saved-view" aria-label="Saved view" autocomplete="off">
      <option value="">None</option>
      ${bookmarks.map(
        ({ bookmarkId, name }) =>
          html`<option value="${bookmarkId}" ${bookmarkId === bookmark?.bookmarkId ? 'selected' : ''}>${name}</option>`,
      )}
    </select>
  </label>`;
}

function actions({ mayCreate, mayEdit }: MenuFacts): Markup {
  const items: readonly (readonly [name: string, label: string])[] = [
    ['share', 'Share'],
    ['export', 'Export'],
    ['schedule', 'Schedule'],
    ...(mayCreate ? ([['save-as', 'Save as']] as const) : []),
    ...(mayEdit
      ? ([
          ['publish', 'Publish'],
          ['delete', 'Delete'],
        ] as const)
      : []),
  ];
  return html`<details class="actions">
    <summary aria-label="Workbook menu" title="Workbook menu">
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 4.5h10M3 8h10M3 11.5h10" /></svg>
    </summary>
    <div class="actions-list">
      ${items.map(([name, label]) => html`<button type="button" data-action="${name}">${label}</button>`)}
    </div>
  </details>`;
}
