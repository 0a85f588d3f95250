// What the page was told at its load, and its state since. Knows no server and no DOM beyond one attribute.

/** @typedef {{ id: string, name: string, format?: { kind: string, formatString?: string } }} Column */

/**
 * @typedef {object} ElementFacts
 * @property {string} id
 * @property {string} page
 * @property {string} kind
 * @property {string} name
 * @property {Column[]} columns
 * @property {{ name: string, values: Record<string, unknown> }[]} events
 */

/** @typedef {{ columnId: string, direction: 'ascending' | 'descending' }} Sorting */

/**
 * @typedef {object} FrameData
 * @property {string} session Opaque id of this load.
 * @property {string} workbookId
 * @property {string | null} tag
 * @property {Record<string, string>} variables
 * @property {ElementFacts[]} elements
 * @property {{ bookmarkId: string, name: string }[]} bookmarks
 * @property {string | null} bookmarkId
 * @property {string | null} exploreKey
 * @property {Record<string, Sorting>} sorting
 * @property {boolean} responsiveHeight
 * @property {boolean} hideTooltip
 * @property {string} language
 * @property {string} mode
 * @property {string[]} modes Those that this viewer may take.
 * @property {boolean} mayCreate
 * @property {boolean} mayEdit
 * @property {boolean} endError
 * @property {'any' | 'parent'} targetOrigin
 * @property {'any' | 'secure'} inboundOrigin
 */

/** @type {FrameData} */
export const frame = JSON.parse(document.body.dataset.frame ?? '{}');

/** Changes while the page lives. */
export const state = {
  /** @type {Record<string, string>} Control id -> value. */
  variables: { ...frame.variables },
  /** @type {Record<string, Sorting>} Element id -> order of its rows. */
  sorting: { ...frame.sorting },
  workbookId: frame.workbookId,
  bookmarks: [...(frame.bookmarks ?? [])],
  bookmarkId: frame.bookmarkId,
  exploreKey: frame.exploreKey,
  /** Whether something was changed since the saved view was chosen. */
  explored: frame.exploreKey !== null,
  /** @type {string | null} */
  selectedNodeId: null,
  mode: frame.mode,
  ended: false,
};

/** The element of the page with this `data-element`. */
export const elementNode = (/** @type {string} */ id) => document.querySelector(`[data-element="${CSS.escape(id)}"]`);

/** What an element is. */
export const elementFacts = (/** @type {string} */ id) => frame.elements.find((element) => element.id === id);
