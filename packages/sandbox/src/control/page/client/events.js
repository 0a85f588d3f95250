// The live log of events. Lines are added, never drawn anew, so that a reader's place stays.
import { h } from './dom.js';
import { clockTime } from './time.js';

const KEPT = 200;
const filters = { text: '', vendor: '' };
let log = /** @type {HTMLElement | undefined} */ (undefined);

/** Draws the frame of the log once. */
export function wireEvents() {
  const place = document.querySelector('[data-part="events"]');
  log = h('ol', { reversed: true });
  const frame = h('div', { class: 'log', tabindex: 0, role: 'log', 'aria-label': 'Events, newest first' }, log);
  place?.append(
    h(
      'div',
      { class: 'filters' },
      h(
        'label',
        {},
        'Only ',
        h('input', {
          type: 'search',
          placeholder: 'kind or person',
          oninput: (/** @type {any} */ { target }) => filter({ text: target.value.toLowerCase() }),
        }),
      ),
      h(
        'label',
        {},
        'of ',
        h(
          'select',
          { onchange: (/** @type {any} */ { target }) => filter({ vendor: target.value }) },
          h('option', { value: '' }, 'both vendors'),
          h('option', { value: 'databricks' }, 'Databricks'),
          h('option', { value: 'sigma' }, 'Sigma'),
        ),
      ),
      h(
        'label',
        {},
        h('input', {
          type: 'checkbox',
          onchange: (/** @type {any} */ { target }) => frame.classList.toggle('whole', target.checked),
        }),
        ' in full',
      ),
    ),
    frame,
  );
}

/** Puts new events on top. */
export function addEvents(/** @type {any[]} */ events) {
  if (log === undefined) return;
  for (const event of events) log.prepend(line(event));
  while (log.childElementCount > KEPT) log.lastElementChild?.remove();
}

export function clearEvents() {
  log?.replaceChildren();
}

/** @param {Partial<typeof filters>} change */
function filter(change) {
  Object.assign(filters, change);
  for (const node of log?.children ?? []) show(node);
}

/** @param {Element} node */
function show(node) {
  const matches =
    node.getAttribute('data-text')?.includes(filters.text) &&
    (filters.vendor === '' || node.getAttribute('data-vendor') === filters.vendor);
  /** @type {HTMLElement} */ (node).hidden = !matches;
}

/** @param {any} event */
function line({ at, detail = {}, kind, person, vendor }) {
  const facts = Object.entries(detail)
    .filter(([name]) => name !== 'statementId')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' · ');
  const bad = /refused|failed|denied/.test(kind);
  const node = h(
    'li',
    { class: bad ? 'bad' : '', 'data-vendor': vendor, 'data-text': `${kind} ${person ?? ''} ${facts}`.toLowerCase() },
    h('time', {}, clockTime(at)),
    h('span', { class: `tag ${vendor}` }, vendor === 'sigma' ? 'Sigma' : 'Databricks'),
    h('strong', {}, kind),
    person !== undefined && h('span', { class: 'person-name' }, person),
    facts !== '' && h('span', { class: 'detail' }, facts),
  );
  show(node);
  return node;
}
