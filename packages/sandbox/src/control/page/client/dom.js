// Makes elements, and keeps the focus where it was when a part of the page is drawn again. Knows no part.

/**
 * An element. `on…` properties are listeners; others are attributes, left out when false or undefined.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node | string | undefined | false)} children
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== undefined && child !== false));
  return node;
}

/** @type {Map<string, string>} */
const drawn = new Map();

/**
 * Draws a part anew if what it shows has changed. The focus stays on the element with the same `data-key`, or in the part where that
 * is gone; what is open stays open.
 * @param {string} name
 * @param {unknown} facts
 * @param {() => Node[]} draw
 */
export function part(name, facts, draw) {
  const place = document.querySelector(`[data-part="${name}"]`);
  const text = JSON.stringify(facts);
  if (place === null || drawn.get(name) === text) return;
  drawn.set(name, text);
  const key = place.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : undefined;
  const opened = [...place.querySelectorAll('details[open][data-key]')];
  const open = new Set(opened.map((node) => node.getAttribute('data-key')));
  place.replaceChildren(...draw());
  for (const node of place.querySelectorAll('details[data-key]')) {
    if (open.has(node.getAttribute('data-key'))) node.setAttribute('open', '');
  }
  if (key === null || key === undefined) return;
  const again = place.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const next = again ?? place.querySelector('button, select, input, summary');
  if (next instanceof HTMLElement) next.focus();
}

/** Says what came of something, for eyes and for screen readers. */
export function say(/** @type {string} */ text) {
  const place = document.querySelector('[data-said]');
  if (place) place.textContent = text;
}

/**
 * A table with a caption for screen readers.
 * @param {string} caption
 * @param {string[]} heads
 * @param {HTMLElement[]} rows
 */
export function table(caption, heads, rows) {
  return h(
    'div',
    { class: `scroll ${caption.toLowerCase()}`, tabindex: 0, role: 'region', 'aria-label': `${caption}, as a table` },
    h(
      'table',
      {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, ...rows),
    ),
  );
}

/** What a part shows while there is nothing. */
export const nothing = (/** @type {string} */ text) => h('p', { class: 'nothing' }, text);
