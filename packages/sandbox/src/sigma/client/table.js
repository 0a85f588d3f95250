// The table of trips and its sorting. A sorted table is an exploration: it has a key that brings it back.
import { elementNode, state } from './frame.js';
import { post } from './parent.js';

const COLUMNS = ['time', 'pickup', 'dropoff', 'distance', 'fare'];

/** @type {(string | null)[][]} */
let trips = [];

/** @param {(string | null)[][]} rows time, pickup zip, dropoff zip, distance, fare */
export function showTrips(rows) {
  trips = rows;
  render();
}

/** Makes the column headers sort. */
export function wireTable() {
  headers().forEach((header, at) => {
    header.querySelector('button')?.addEventListener('click', () => {
      const sort = readKey(state.exploreKey);
      const down = sort?.at === at && !sort.down;
      state.exploreKey = sort?.at === at && sort.down ? null : `sort-${COLUMNS[at]}-${down ? 'desc' : 'asc'}`;
      render();
      post('workbook:exploreKey:onchange', { exploreKey: state.exploreKey });
    });
  });
}

function render() {
  const body = elementNode('trips')?.querySelector('tbody');
  if (!body) return;
  const sort = readKey(state.exploreKey);
  headers().forEach((header, at) => {
    header.setAttribute('aria-sort', sort?.at !== at ? 'none' : sort.down ? 'descending' : 'ascending');
  });
  body.replaceChildren(...sorted(sort).map(rowNode));
  const note = elementNode('trips')?.querySelector('.card-note');
  if (note) note.textContent = trips.length === 0 ? 'No trips' : `The latest ${trips.length}`;
}

/** @param {{ at: number, down: boolean } | undefined} sort */
function sorted(sort) {
  if (sort === undefined) return trips;
  const { at, down } = sort;
  const value = (/** @type {(string | null)[]} */ row) => (at === 0 ? Date.parse(row[0] ?? '') : Number(row[at] ?? -1));
  return trips.toSorted((a, b) => (value(a) - value(b)) * (down ? -1 : 1));
}

/** @param {(string | null)[]} row */
function rowNode([time, pickup, dropoff, distance, fare]) {
  const row = document.createElement('tr');
  row.append(
    cell(shortTime(time ?? '')),
    cell(pickup ?? '—'),
    cell(dropoff ?? '—'),
    cell(isNothing(distance) ? '—' : `${Number(distance).toFixed(1)} mi`),
    isNothing(fare) ? cell('—', 'masked') : cell(money(Number(fare))),
  );
  return row;
}

/**
 * @param {string} text
 * @param {string} [title]
 */
function cell(text, title) {
  const node = document.createElement('td');
  node.textContent = text;
  if (title !== undefined) {
    node.title = title;
    node.className = title;
  }
  return node;
}

/** Databricks sends NULL as null; a result of no rows has no value at all. */
export const isNothing = (/** @type {string | null | undefined} */ value) => value === null || value === undefined;

/** @param {number} amount */
export const money = (amount) => amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' });

/** @param {string} time Databricks' text for a timestamp. */
function shortTime(time) {
  const date = new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(time) ? time : `${time.replace(' ', 'T')}Z`);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleString('en-US', {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: 'UTC',
  });
}

function headers() {
  return [...(elementNode('trips')?.querySelectorAll('thead th') ?? [])];
}

/** @param {string | null} key */
function readKey(key) {
  const [, column = '', direction] = /^sort-([a-z]+)-(asc|desc)$/.exec(key ?? '') ?? [];
  const at = COLUMNS.indexOf(column);
  return at < 0 ? undefined : { at, down: direction === 'desc' };
}
