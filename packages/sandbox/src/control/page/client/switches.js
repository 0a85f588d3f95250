// What the vendors leave open, and the lives of tokens.
import { h, part, say } from './dom.js';
import { act } from './server.js';
import { duration } from './time.js';

const LIVES = [60, 180, 900, 3600];

/**
 * @param {any} state
 * @param {() => void} again
 */
export function drawSwitches({ app, switches }, again) {
  part('switches', { app, switches }, () => [
    appNode(app, again),
    ...[
      ['databricks', 'Databricks'],
      ['sigma', 'Sigma'],
    ].map(([vendor = '', title = '']) => {
      const rows = switches[vendor];
      const moved = rows.filter((/** @type {any} */ row) => row.value !== row.default);
      const rest = rows.filter((/** @type {any} */ row) => row.value === row.default);
      const changed = moved.length;
      return h(
        'details',
        { 'data-key': vendor, open: changed > 0 },
        h(
          'summary',
          {},
          title,
          h(
            'span',
            { class: 'soft' },
            changed === 0 ? `${rows.length} switches, all at their default` : `${changed} of ${rows.length} moved`,
          ),
        ),
        h(
          'div',
          { class: 'switches', tabindex: 0, role: 'region', 'aria-label': `Switches of ${title}` },
          ...[...moved, ...rest].map((/** @type {any} */ row) => switchNode(vendor, row, again)),
        ),
      );
    }),
  ]);
}

/**
 * @param {string} vendor
 * @param {any} row
 * @param {() => void} again
 */
function switchNode(vendor, row, again) {
  const id = `${vendor}-${row.name}`;
  const set = async (/** @type {unknown} */ value) => {
    const { error } = await act('PATCH', '/switches', { [vendor]: { [row.name]: value } });
    say(error ?? `${row.name} is ${String(value)}.`);
    again();
  };
  const field =
    row.choices === undefined
      ? h('input', {
          id,
          'data-key': id,
          type: 'number',
          min: row.min,
          max: row.max,
          value: row.value,
          'aria-describedby': `${id}-about`,
          onchange: (/** @type {any} */ { target }) => void set(Number(target.value)),
        })
      : h(
          'select',
          {
            id,
            'data-key': id,
            'aria-describedby': `${id}-about`,
            onchange: (/** @type {any} */ { target }) => void set(row.choices[target.selectedIndex]),
          },
          ...row.choices.map((/** @type {any} */ choice) =>
            h('option', { selected: choice === row.value }, words(choice)),
          ),
        );
  return h(
    'div',
    { class: row.value === row.default ? 'switch' : 'switch moved' },
    h('label', { for: id }, words(row.name)),
    field,
    h(
      'p',
      { id: `${id}-about` },
      h('code', {}, row.name),
      `: ${plain(row.about)}`,
      row.unit === undefined ? '' : ` (${row.unit})`,
    ),
  );
}

/**
 * @param {any} app
 * @param {() => void} again
 */
function appNode(app, again) {
  const patch = async (/** @type {object} */ change, /** @type {string} */ said) => {
    const { error } = await act('PATCH', '/app', change);
    say(error ?? said);
    again();
  };
  const lives = [...new Set([...LIVES, app.accessTtlSeconds])].toSorted((a, b) => a - b);
  return h(
    'div',
    { class: 'app-connection' },
    h(
      'label',
      {},
      'New access tokens live ',
      h(
        'select',
        {
          'data-key': 'ttl',
          onchange: (/** @type {any} */ { target }) =>
            void patch({ accessTtlSeconds: Number(target.value) }, 'New access tokens have the new life.'),
        },
        ...lives.map((seconds) =>
          h('option', { value: seconds, selected: seconds === app.accessTtlSeconds }, duration(seconds * 1000)),
        ),
      ),
    ),
    h(
      'label',
      {},
      'Refresh tokens ',
      h(
        'select',
        {
          'data-key': 'mode',
          onchange: (/** @type {any} */ { target }) =>
            void patch({ refreshMode: target.value }, 'Refresh tokens follow the new rule.'),
        },
        ...[
          ['multi_use', 'work many times'],
          ['rotate', 'work once'],
          ['rotate_family', 'work once; a second use ends the grant'],
        ].map(([value = '', label = '']) => h('option', { value, selected: value === app.refreshMode }, label)),
      ),
    ),
    h(
      'button',
      {
        type: 'button',
        'data-key': 'rotate',
        onclick: () =>
          void act('POST', '/rotate-keys').then(({ error }) => say(error ?? 'Databricks signs with a new key.')),
      },
      'New signing key',
    ),
  );
}

/** `expiredBearerStatus` as `expired bearer status`, `sign_in_page` as `sign in page`. */
function words(/** @type {unknown} */ name) {
  if (name === true) return 'yes';
  if (name === false) return 'no';
  return String(name)
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);
}

const plain = (/** @type {string} */ text) => text.replaceAll('`', '');
