// The script of the dashboard page: shows the workbook through the component, says what happens, fills the panel.
import { claimsOf } from './claims.js';
import { clockText, leftText } from './words.js';

const main = /** @type {HTMLElement} */ (document.querySelector('main'));
const page = main.dataset;
const endTitles = new Map(Object.entries(JSON.parse(page.endTitles ?? '{}')));
const workbookErrors = new Map(Object.entries(JSON.parse(page.workbookErrors ?? '{}')));
let framesShown = 0;

/** The component's script came before this one. */
const { createSigmaEmbed } = /** @type {any} */ (globalThis).SigmaEmbed;
const embed = createSigmaEmbed(byId('stage'), {
  embed: page.embed,
  gateway: page.gateway,
  title: page.title,
  viewer: page.viewer,
  signIn: 'redirect',
  // The status line of the page says it.
  texts: { loading: '' },
  fetch: fetchAndShow,
  onEvent: hear,
});
byId('again').addEventListener('click', () => embed.reload());
window.setInterval(countDown, 1000);

/** The panel shows the claims of each URL, which the component itself shows to nobody. @type {typeof fetch} */
async function fetchAndShow(input, init) {
  const response = await fetch(input, init);
  if (response.ok && response.url.endsWith('/api/embed-url')) {
    const copy = response.clone();
    // What cannot be shown of it keeps the workbook from nobody.
    const claims = copy.json().then(({ embedUrl }) => claimsOf(embedUrl));
    byId('claims').textContent = (await claims.catch(() => undefined)) ?? '';
  }
  return response;
}

/** @param {any} event */
function hear(event) {
  if (event.type === 'state') sayState(event);
  else if (event.type === 'shown') {
    framesShown += 1;
    sayLoaded();
  } else if (event.type === 'renewal-failed') say('warning', event.reason.message);
  else hearSigma(event.message);
  countDown();
}

/** @param {{ state: string, reason?: { code: string, message: string } }} event */
function sayState({ reason, state }) {
  if (state === 'loading') say('info', 'Loading the workbook…');
  if (state === 'retrying' || state === 'failed') say('error', reason?.message ?? '');
  if (state !== 'signed-out') return;
  // A page shows one person's data; when the session became another person's, it starts over.
  if (reason?.code === 'wrong_account') window.location.reload();
  const title = endTitles.get(reason?.code ?? '');
  say('error', title ? `${title}. You are signed out.` : 'You are signed out.');
}

/** @param {{ type: string, code?: unknown }} message */
function hearSigma({ code, type }) {
  const known = /^[A-Z_]{1,32}$/.exec(String(code))?.[0];
  const suffix = known ? ` (${known})` : '';
  const meaning = workbookErrors.get(known ?? '') ?? 'Sigma reports an error.';
  if (type === 'workbook:error') say('error', `${meaning}${suffix}`, { canLoadAgain: true });
  if (type === 'workbook:chart:error')
    say('warning', `A part of the workbook has no data${suffix}.`, { canLoadAgain: true });
}

function sayLoaded() {
  // Whoever looks sees a renewal; read out, it would interrupt. After anything else the workbook is news.
  const live = byId('status').dataset.tone === 'ok' ? 'off' : 'polite';
  say('ok', framesShown > 1 ? `Workbook loaded. Renewed at ${clockText()}.` : 'Workbook loaded', { live });
}

/**
 * @param {'info' | 'ok' | 'warning' | 'error'} tone
 * @param {string} text
 * @param {{ canLoadAgain?: boolean, live?: 'polite' | 'off' }} [how]
 */
function say(tone, text, { canLoadAgain = false, live = 'polite' } = {}) {
  const status = byId('status');
  status.ariaLive = live;
  if (status.textContent !== text) status.textContent = text;
  status.dataset.tone = tone;
  byId('again').hidden = !canLoadAgain;
}

function countDown() {
  const left = embed.timeLeft;
  byId('embed-ends').textContent = left ? leftText(left.embedMs) : '…';
  if (left) byId('session-ends').textContent = leftText(left.sessionMs);
  else if (embed.state === 'signed-out') byId('session-ends').textContent = 'ended';
}

function byId(/** @type {string} */ id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
