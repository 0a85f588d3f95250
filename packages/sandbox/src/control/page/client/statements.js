// What the warehouse ran, and as whom.
import { h, nothing, part } from './dom.js';
import { ago } from './time.js';

/** @param {any} state */
export function drawStatements({ statements }) {
  const facts = statements.toReversed().slice(0, 30);
  part('statements', facts, () =>
    facts.length === 0
      ? [nothing('None yet. A workbook that opens runs some.')]
      : [h('ul', { class: 'statements', tabindex: 0, 'aria-label': 'Statements' }, ...facts.map(item))],
  );
}

/** @param {any} one */
function item({ at, message, outcome, person, rows, statement }) {
  const count = outcome === 'finished' ? `${rows} ${rows === 1 ? 'row' : 'rows'}` : outcome;
  return h(
    'li',
    { class: outcome === 'finished' ? '' : 'bad' },
    h(
      'details',
      { 'data-key': `${at} ${statement}` },
      h(
        'summary',
        {},
        h('strong', {}, person),
        h('span', { class: 'count' }, count),
        ago(at),
        h('code', { class: 'short' }, statement),
      ),
      h('pre', {}, h('code', {}, statement)),
      message !== undefined && h('p', { class: 'message' }, message),
    ),
  );
}
