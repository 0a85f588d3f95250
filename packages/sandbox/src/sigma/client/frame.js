// What the page was told at its load, and its state since. Knows no server and no DOM beyond one attribute.

/**
 * @typedef {object} FrameData
 * @property {string} session Opaque id of this load.
 * @property {string} workbookId
 * @property {string | null} tag
 * @property {string} controlId
 * @property {{ id: string, name: string, control: string }} bookmark
 * @property {string | null} bookmarkId
 * @property {string | null} exploreKey
 * @property {boolean} responsiveHeight
 */

/** @type {FrameData} */
export const frame = JSON.parse(document.body.dataset.frame ?? '{}');

/** Changes while the page lives. */
export const state = {
  /** @type {Record<string, string>} Control id -> value. */
  variables: {},
  /** @type {string | null} */
  bookmarkId: frame.bookmarkId,
  /** @type {string | null} */
  exploreKey: frame.exploreKey,
  /** @type {string | null} */
  selectedNodeId: null,
  ended: false,
};

/** The element of the page with this `data-element`. */
export const elementNode = (/** @type {string} */ id) => document.querySelector(`[data-element="${CSS.escape(id)}"]`);
