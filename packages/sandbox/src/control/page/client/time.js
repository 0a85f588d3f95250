// The world's time in this page, and what is left of something. Ticks once a second without drawing anything anew.
import { h } from './dom.js';

let ahead = 0;

/** What time it is in the world, as the sandbox said last. */
export function setNow(/** @type {number} */ now) {
  ahead = now - Date.now();
  tick();
}

export const now = () => Date.now() + ahead;

/** A time left that counts down by itself. `done` is shown at the end. */
export function left(/** @type {number} */ until, done = 'over') {
  const node = h('span', { class: 'left', 'data-until': until, 'data-done': done });
  showLeft(node);
  return node;
}

/** How long ago, counting up by itself. */
export function ago(/** @type {number} */ since) {
  const node = h('time', { class: 'ago', 'data-since': since, datetime: new Date(since).toISOString() });
  showAgo(node);
  return node;
}

export const clockTime = (/** @type {number} */ at) => new Date(at).toLocaleTimeString('en-GB');

export function tick() {
  for (const node of document.querySelectorAll('[data-until]')) showLeft(node);
  for (const node of document.querySelectorAll('[data-since]')) showAgo(node);
  for (const node of document.querySelectorAll('[data-now]')) {
    node.textContent = new Date(now()).toLocaleString('en-GB', {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }
}

/** Such as `52 min` or `6 d 4 h`. */
export function duration(/** @type {number} */ ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600), Math.floor(seconds / 60)];
  if (days > 0) return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
  if (hours > 0) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}

/** @param {Element} node */
function showLeft(node) {
  const rest = Number(node.getAttribute('data-until')) - now();
  const text = rest > 0 ? duration(rest) : (node.getAttribute('data-done') ?? 'over');
  if (node.textContent !== text) node.textContent = text;
  node.classList.toggle('soon', rest > 0 && rest < 300_000);
  node.classList.toggle('over', rest <= 0);
}

/** @param {Element} node */
function showAgo(node) {
  const text = `${duration(now() - Number(node.getAttribute('data-since')))} ago`;
  if (node.textContent !== text) node.textContent = text;
}
