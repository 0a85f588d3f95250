// The script of the control page: follows the events, reads the state after each, draws every part.
import { drawClock } from './clock.js';
import { h, part, say } from './dom.js';
import { drawEmbeds } from './embeds.js';
import { addEvents, clearEvents, wireEvents } from './events.js';
import { drawFaults } from './faults.js';
import { drawPeople } from './people.js';
import { act, readEvents, readState } from './server.js';
import { drawStatements } from './statements.js';
import { drawSwitches } from './switches.js';
import { left, setNow, tick } from './time.js';

const WAIT_MS = 25_000;
const LOST_MS = 2000;

let drawing = Promise.resolve();
/** Draws what is now; calls that come meanwhile are done one after the other. */
const again = () => {
  drawing = drawing.then(draw, draw);
};

async function draw() {
  const state = await readState();
  setNow(state.now);
  drawClock(state, again);
  drawLinks(state);
  drawStrip(state);
  drawPeople(state, again);
  drawEmbeds(state);
  drawStatements(state);
  drawFaults(state, again);
  drawSwitches(state, again);
}

/** Never ends: asks for what comes after the last event, again and again. */
async function follow() {
  let last = 0;
  for (;;) {
    try {
      const events = await readEvents(last, last === 0 ? 0 : WAIT_MS);
      document.body.classList.remove('lost');
      if (events.length > 0 && last === 0) clearEvents();
      addEvents(events);
      last = events.at(-1)?.id ?? Math.max(last, 1);
      again();
    } catch {
      document.body.classList.add('lost');
      say('The sandbox does not answer. This page tries again by itself.');
      last = 0;
      await new Promise((resolve) => setTimeout(resolve, LOST_MS));
    }
  }
}

/** @param {any} state */
function drawStrip({ embeds, faults, signedIn, statements }) {
  const live = signedIn.filter((/** @type {any} */ one) => !one.ended);
  const people = new Set(live.map((/** @type {any} */ one) => one.person));
  const tokens = live.flatMap((/** @type {any} */ one) => one.accessTokens);
  const open = embeds.filter((/** @type {any} */ one) => !one.ended);
  const set = faults.filter((/** @type {any} */ one) => one.left !== 0);
  const next = tokens.length === 0 ? undefined : Math.min(...tokens);
  const facts = [people.size, tokens.length, next, open.length, statements.length, set.length];
  part('strip', facts, () => [
    stat(people.size, people.size === 1 ? 'person signed in' : 'people signed in'),
    stat(
      tokens.length,
      tokens.length === 1 ? 'live access token' : 'live access tokens',
      next === undefined ? undefined : h('span', {}, 'next ends in ', left(next)),
    ),
    stat(open.length, open.length === 1 ? 'open embed' : 'open embeds'),
    stat(statements.length === 50 ? '50+' : statements.length, 'statements as the viewer'),
    stat(set.length, set.length === 1 ? 'fault set' : 'faults set'),
  ]);
}

/**
 * @param {number | string} value
 * @param {string} label
 * @param {HTMLElement} [more]
 */
function stat(value, label, more) {
  return h('li', {}, h('strong', {}, String(value)), h('span', {}, label), more);
}

/** @param {any} state */
function drawLinks({ gateway, origins }) {
  part('links', [gateway, origins], () => [
    ...(gateway === null ? [] : [h('a', { href: gateway, target: '_blank', rel: 'noreferrer' }, 'Open the gateway')]),
    h('a', { href: origins.sigma, target: '_blank', rel: 'noreferrer' }, 'Sigma'),
  ]);
}

async function putBack() {
  const { error } = await act('POST', '/reset');
  say(error ?? 'Everything is as it was at the start. Whoever was signed in is not any more.');
  clearEvents();
  again();
}

document.querySelector('[data-reset]')?.addEventListener('click', () => {
  void putBack();
});
wireEvents();
setInterval(tick, 1000);
void follow();
