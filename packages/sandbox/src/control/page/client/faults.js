// Faults: ready ones at a button, own ones in a form, and those that are set.
import { h, part, say } from './dom.js';
import { act } from './server.js';

const HTML_502 = '<html><body><h1>502 Bad Gateway</h1></body></html>';

/** @type {readonly { label: string, about: string, fault: Record<string, unknown> }[]} */
const READY = [
  {
    label: 'Token endpoint down',
    about: '503 at every sign-in and refresh',
    fault: { vendor: 'databricks', pattern: 'POST /oidc/*', status: 503, body: '' },
  },
  {
    label: 'Refreshed, answer lost',
    about: 'tokens change, then the connection is cut',
    fault: { vendor: 'databricks', pattern: 'POST /oidc/v1/token', afterHandler: true, cut: true },
  },
  {
    label: 'HTML instead of JSON',
    about: 'a proxy answers 502 for Databricks',
    fault: {
      vendor: 'databricks',
      pattern: '* /*',
      status: 502,
      body: HTML_502,
      headers: { 'content-type': 'text/html' },
    },
  },
  {
    label: 'Too many requests',
    about: '429 with Retry-After at the token endpoint',
    fault: {
      vendor: 'databricks',
      pattern: 'POST /oidc/v1/token',
      status: 429,
      body: '{}',
      headers: { 'retry-after': '5' },
    },
  },
  {
    label: 'Slow warehouse',
    about: 'every statement waits 5 seconds',
    fault: { vendor: 'databricks', pattern: 'POST /api/2.0/sql/statements', delayMs: 5000 },
  },
  {
    label: 'Warehouse down',
    about: 'no statement runs',
    fault: {
      vendor: 'databricks',
      pattern: '* /api/2.0/sql/*',
      status: 503,
      body: '{"error_code":"TEMPORARILY_UNAVAILABLE","message":"The warehouse is down."}',
    },
  },
  {
    label: 'Identity unknown',
    about: 'SCIM Me answers 500',
    fault: { vendor: 'databricks', pattern: 'GET /api/2.0/preview/scim/v2/Me', status: 500, body: '{}' },
  },
  {
    label: 'Dripping answer',
    about: 'the token answer comes byte by byte',
    fault: { vendor: 'databricks', pattern: 'POST /oidc/v1/token', dripMs: 40 },
  },
  { label: 'Sigma down', about: 'frames do not load', fault: { vendor: 'sigma', pattern: 'GET /*', cut: true } },
];

/** Choices that stay while the page is open. */
const chosen = { person: '', times: '1' };

/**
 * @param {any} state
 * @param {() => void} again
 */
export function drawFaults({ faults, people }, again) {
  const emails = people.map((/** @type {any} */ one) => one.email);
  part('faults', { faults, emails }, () => [
    choices(emails),
    h(
      'div',
      { class: 'ready', role: 'group', 'aria-label': 'Faults' },
      ...READY.map(({ about, fault, label }) =>
        h(
          'button',
          { type: 'button', 'data-key': label, onclick: () => void add(fault, { again, label }) },
          h('strong', {}, label),
          h('span', {}, about),
        ),
      ),
    ),
    ownForm(emails, again),
    set(faults, again),
  ]);
}

/** @param {string[]} emails */
function choices(emails) {
  const times = [
    ['1', 'the next request'],
    ['3', 'the next three'],
    ['', 'all, until it is cleared'],
  ];
  return h(
    'p',
    { class: 'filters' },
    h(
      'label',
      {},
      'For ',
      select(
        'fault-person',
        ['', ...emails].map((email) => [email, email === '' ? 'everybody' : email]),
        'person',
      ),
    ),
    h('label', {}, 'hit ', select('fault-times', times, 'times')),
  );
}

/**
 * @param {string} key
 * @param {string[][]} options
 * @param {'person' | 'times'} name
 */
function select(key, options, name) {
  return h(
    'select',
    { 'data-key': key, onchange: (/** @type {any} */ { target }) => (chosen[name] = target.value) },
    ...options.map(([value = '', label = '']) => h('option', { value, selected: value === chosen[name] }, label)),
  );
}

/**
 * @param {Record<string, unknown>} fault
 * @param {{ label: string, again: () => void }} options
 */
async function add(fault, { again, label }) {
  const whole = {
    ...fault,
    ...(chosen.person !== '' && { person: chosen.person }),
    ...(chosen.times !== '' && { times: Number(chosen.times) }),
  };
  const { error } = await act('POST', '/faults', whole);
  say(error ?? `Set: ${label}.`);
  again();
}

/**
 * @param {string} name
 * @param {string} label
 * @param {Record<string, any>} [props]
 */
function field(name, label, { wide = false, ...props } = {}) {
  return h(
    'label',
    { class: wide ? 'wide' : undefined },
    label,
    h('input', { name, 'data-key': `own ${name}`, autocomplete: 'off', ...props }),
  );
}

/**
 * @param {string[]} emails
 * @param {() => void} again
 */
function ownForm(emails, again) {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const text = (/** @type {string} */ name) => /** @type {string} */ (data.get(name) ?? '');
    const numbers = ['status', 'delayMs', 'dripMs']
      .filter((name) => text(name) !== '')
      .map((name) => [name, Number(text(name))]);
    void add(
      {
        vendor: text('vendor'),
        pattern: text('pattern'),
        ...Object.fromEntries(numbers),
        ...(text('body') !== '' && { body: text('body') }),
        ...(text('header') !== '' && { headers: headerOf(text('header')) }),
        ...(data.has('afterHandler') && { afterHandler: true }),
        ...(data.has('cut') && { cut: true }),
      },
      { again, label: text('pattern') },
    );
  };
  return h(
    'details',
    { 'data-key': 'own' },
    h('summary', {}, 'One of your own'),
    h(
      'form',
      { class: 'own', onsubmit: submit },
      h(
        'label',
        {},
        'At',
        h(
          'select',
          { name: 'vendor', 'data-key': 'own vendor' },
          h('option', { value: 'databricks' }, 'Databricks'),
          h('option', { value: 'sigma' }, 'Sigma'),
        ),
      ),
      field('pattern', 'Request', { required: true, placeholder: 'POST /oidc/v1/token', wide: true }),
      field('status', 'Status', { type: 'number', min: 200, max: 599 }),
      field('body', 'Body', { wide: true }),
      field('header', 'Header', { placeholder: 'retry-after: 5', pattern: '[\\w\\-]+: *[^ ].*' }),
      field('delayMs', 'Delay, ms', { type: 'number', min: 0 }),
      field('dripMs', 'Drip, ms per byte', { type: 'number', min: 0 }),
      h(
        'label',
        { class: 'check' },
        h('input', { type: 'checkbox', name: 'afterHandler' }),
        'after the real work is done',
      ),
      h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'cut' }), 'cut the connection'),
      h('p', {}, 'For whom, and how often, is chosen above.'),
      h('button', { 'data-key': 'own add' }, 'Set'),
    ),
  );
}

/** `retry-after: 5` as a header. */
function headerOf(/** @type {string} */ line) {
  const [name = '', ...value] = line.split(':');
  return { [name.trim()]: value.join(':').trim() };
}

/**
 * @param {any[]} faults
 * @param {() => void} again
 */
function set(faults, again) {
  const remove = async (/** @type {string} */ path, /** @type {string} */ said) => {
    const { error } = await act('DELETE', path);
    say(error ?? said);
    again();
  };
  if (faults.length === 0) return h('p', { class: 'nothing' }, 'No fault is set.');
  return h(
    'div',
    { class: 'set' },
    h('h3', {}, 'Set now'),
    h(
      'ul',
      {},
      ...faults.map(({ fault, hits, id, left }) =>
        h(
          'li',
          { class: left === 0 ? 'spent' : '' },
          h('code', {}, fault.pattern),
          h('span', { class: 'what' }, [...what(fault)].join(', ')),
          h('span', { class: 'soft' }, left === 0 ? 'used up' : left === null ? `hit ${hits}` : `${left} to go`),
          h(
            'button',
            {
              type: 'button',
              'data-key': `remove ${id}`,
              'aria-label': `Remove the fault at ${fault.pattern}`,
              onclick: () => void remove(`/faults/${id}`, 'Removed.'),
            },
            'Remove',
          ),
        ),
      ),
    ),
    h(
      'button',
      { type: 'button', 'data-key': 'clear', onclick: () => void remove('/faults', 'All faults are gone.') },
      'Remove all',
    ),
  );
}

/** @param {any} fault */
function* what({ afterHandler, cut, delayMs, dripMs, person, status }) {
  if (status !== undefined) yield String(status);
  if (cut) yield 'cut';
  if (delayMs !== undefined) yield `${delayMs} ms late`;
  if (dripMs !== undefined) yield `${dripMs} ms per byte`;
  if (afterHandler) yield 'after the work';
  if (person !== undefined) yield `for ${person}`;
}
