// Workbooks that were opened or refused.
import { h, nothing, part, table } from './dom.js';
import { ago, left } from './time.js';

/** @param {any} state */
export function drawEmbeds({ embeds, refusals }) {
  const facts = [
    ...embeds.map((/** @type {any} */ one) => ({ ...one, at: one.openedAt })),
    ...refusals.map((/** @type {any} */ one) => ({ ...one, refused: true })),
  ]
    .toSorted((a, b) => b.at - a.at)
    .slice(0, 30);
  part('embeds', facts, () =>
    facts.length === 0
      ? [nothing('None yet. Sign in at the gateway and open a workbook.')]
      : [table('Embeds', ['Who', 'Workbook', 'Opened', 'Ends in'], facts.map(row))],
  );
}

/** @param {any} one */
function row(one) {
  const who = h('td', {}, one.person ?? 'nobody');
  if (one.refused) {
    return h(
      'tr',
      { class: 'bad' },
      who,
      h(
        'td',
        {},
        h('strong', {}, one.text),
        ' ',
        h('code', {}, one.code),
        ' ',
        h('span', { class: 'soft' }, one.check.replaceAll('_', ' ')),
      ),
      h('td', {}, ago(one.at)),
      h('td', {}, 'refused'),
    );
  }
  const place = one.node === undefined ? '' : `, ${one.node.type} ${one.node.id}`;
  const tag = one.tag === undefined ? '' : `, ${one.tag}`;
  return h(
    'tr',
    {},
    who,
    h('td', {}, `${one.workbook}${tag}${place}`),
    h('td', {}, ago(one.openedAt)),
    h('td', {}, one.ended ? h('span', { class: 'over' }, 'ended') : left(one.expiresAt, 'ended')),
  );
}
