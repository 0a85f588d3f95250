// The script of the dashboard page. Frames the workbook, listens to Sigma, renews the embed URL, counts down.
// Knows no token and stores nothing. An embed URL is given to one frame and then forgotten: Sigma takes each once.
import { claimsOf } from './claims.js';
import { clockText, keepTime, knowsTime, leftText, serverTime } from './server-time.js';

/** @typedef {{ embedUrl: string, expiresAt: number, renewAt: number, serverTime: number }} Answer times in epoch ms */

const ANSWER_WITHIN_MS = 20_000;
/** An open workbook is replaced this long before its URL ends: late, because replacing it resets what it shows. */
const SWAP_LEAD_MS = 5_000;
/** At least this long between two requests for a URL, whatever the answers say. */
const ASK_EVERY_MS = 10_000;
const LONGEST_RETRY_MS = 60_000;

const main = /** @type {HTMLElement} */ (document.querySelector('main'));
const page = main.dataset;
const endTitles = new Map(Object.entries(JSON.parse(page.endTitles ?? '{}')));
const workbookErrors = new Map(Object.entries(JSON.parse(page.workbookErrors ?? '{}')));
const stage = byId('stage');
const template = /** @type {HTMLTemplateElement} */ (byId('frame'));
const signIn = /** @type {HTMLAnchorElement} */ (byId('sign-in'));

/** The frame in the page. @type {HTMLIFrameElement | undefined} */
let frame;
/** Times of the URL in the frame. @type {Pick<Answer, 'expiresAt' | 'renewAt'> | undefined} */
let shown;
/** A fresh URL that waits until the frame ends. @type {Answer | undefined} */
let next;
let sessionEndsAt = Number(page.sessionEndsAt);
let isAsking = false;
let isSignedOut = false;
let renewedAt = '';
/** When Sigma should have answered; 0 when it has. */
let answerBy = 0;
let failures = 0;
let askNotBefore = 0;
let sessionNotBefore = 0;

if (page.embedUrl) {
  keepTime(Number(page.serverTime));
  showFrame({ embedUrl: page.embedUrl, expiresAt: Number(page.expiresAt), renewAt: Number(page.renewAt) });
  // The attribute would keep a spent URL in the page.
  delete page.embedUrl;
}
window.addEventListener('message', hear);
window.addEventListener('online', wake);
window.addEventListener('pageshow', ({ persisted }) => {
  // Back from the back/forward cache: the frame is as old as the visit, and the session may be over.
  if (persisted) loadAgain();
});
document.addEventListener('visibilitychange', wake);
byId('again').addEventListener('click', loadAgain);
window.setInterval(tick, 1000);
wake();

/** Everything that happens by itself happens here, once a second and on waking up. */
function tick() {
  const now = serverTime();
  countDown('embed-ends', shown?.expiresAt);
  countDown('session-ends', sessionEndsAt);
  // A hidden page waits until it is looked at; its session may end meanwhile.
  if (document.hidden || isSignedOut) return;
  if (answerBy > 0 && now >= answerBy) {
    answerBy = 0;
    say('error', 'Sigma has not answered. This browser may block content of other sites.', true);
  }
  if (now >= sessionEndsAt && now >= sessionNotBefore) void readSession();
  if (next && shown && now >= shown.expiresAt - SWAP_LEAD_MS) swap(now);
  const isDue = shown === undefined || (next === undefined && now >= Math.min(shown.renewAt, shown.expiresAt));
  if (isDue && now >= askNotBefore) void ask();
}

function wake() {
  tick();
  if (!document.hidden && serverTime() >= sessionNotBefore) void readSession();
}

/** Asks for a fresh URL. At most one request at a time. */
async function ask() {
  if (isAsking) return;
  isAsking = true;
  try {
    const response = await fetch('/api/embed-url', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sigma-embed': '1' },
      body: JSON.stringify({ embed: page.embed }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.ok) receive(await response.json());
    else refused(response, await problemOf(response));
  } catch {
    later('The gateway cannot be reached.', 0);
  } finally {
    isAsking = false;
  }
}

/** @param {Answer & { user: { email: string } }} answer */
function receive(answer) {
  if (isSomebodyElse(answer.user.email)) return;
  correctTime(answer.serverTime);
  const now = serverTime();
  if (failures > 0) sayLoaded();
  failures = 0;
  askNotBefore = now + ASK_EVERY_MS;
  if (shown === undefined || now >= shown.expiresAt) {
    if (shown !== undefined) renewedAt = clockText(now);
    showFrame(answer);
  } else if (answer.expiresAt > shown.expiresAt + ASK_EVERY_MS) {
    next = answer;
  } else {
    // The session ends with this URL, so a new one would not live longer.
    shown = { expiresAt: shown.expiresAt, renewAt: shown.expiresAt };
  }
  tick();
  void readSession();
}

/** @param {number} now */
function swap(now) {
  const fresh = next;
  next = undefined;
  if (fresh === undefined || now >= fresh.renewAt) return;
  renewedAt = clockText(now);
  showFrame(fresh);
}

/** Puts a new frame in the place of the old one. @param {Omit<Answer, 'serverTime'>} answer */
function showFrame({ embedUrl, expiresAt, renewAt }) {
  frame?.remove();
  frame = /** @type {HTMLIFrameElement} */ (template.content.querySelector('iframe')?.cloneNode(true));
  frame.src = embedUrl;
  stage.append(frame);
  shown = { expiresAt, renewAt };
  next = undefined;
  answerBy = serverTime() + ANSWER_WITHIN_MS;
  say('info', renewedAt ? `Renewed at ${renewedAt}. Loading the workbook…` : 'Loading the workbook…');
  byId('claims').textContent = claimsOf(embedUrl) ?? '';
}

/** Only the frame of this page, at Sigma's exact origin, is listened to. @param {MessageEvent} event */
function hear({ data, origin, source }) {
  if (origin !== page.origin || !frame || source !== frame.contentWindow) return;
  const { code, type } = Object(data);
  if (typeof type !== 'string' || !/^(workbook|document|action|url):/.test(type)) return;
  answerBy = 0;
  const suffix = /^[A-Z_]{1,32}$/.test(String(code)) ? ` (${code})` : '';
  const meaning = workbookErrors.get(code) ?? 'Sigma reports an error.';
  if (type === 'workbook:error') say('error', `${meaning}${suffix}`, true);
  if (type === 'workbook:chart:error') say('warning', `A part of the workbook has no data${suffix}.`, true);
  // Data may finish loading although a part of it failed; what was said about that part stays.
  const isFailed = ['warning', 'error'].includes(byId('status').dataset.tone ?? '');
  if (type === 'workbook:loaded' || (type === 'workbook:dataloaded' && !isFailed)) sayLoaded();
}

function sayLoaded() {
  say('ok', renewedAt ? `Workbook loaded. Renewed at ${renewedAt}.` : 'Workbook loaded');
}

function dropFrame() {
  frame?.remove();
  frame = undefined;
  shown = undefined;
  next = undefined;
  answerBy = 0;
}

function loadAgain() {
  dropFrame();
  renewedAt = '';
  failures = 0;
  askNotBefore = 0;
  isSignedOut = false;
  say('info', 'Loading the workbook…');
  tick();
}

/** Looks at the session without counting as activity. */
async function readSession() {
  sessionNotBefore = serverTime() + ASK_EVERY_MS;
  try {
    const response = await fetch('/api/session', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (response.status === 401) signedOut(await problemOf(response));
    if (!response.ok) return;
    const session = await response.json();
    // Signed in again elsewhere: the forms of this page belong to a session that is gone.
    if (isSignedOut) window.location.reload();
    if (isSignedOut || isSomebodyElse(session.user.email)) return;
    correctTime(session.serverTime);
    sessionEndsAt = session.sessionEndsAt;
    tick();
  } catch {
    // The next request for a URL says it.
  }
}

/** A page shows one person's data; when the session became another person's, it starts over. @param {string} email */
function isSomebodyElse(email) {
  if (email === page.viewer) return false;
  window.location.reload();
  return true;
}

/** @param {Response} response @param {{ code: string, title: string }} problem */
function refused({ headers, status }, problem) {
  if (status === 401) return signedOut(problem);
  const isPassing = status === 503 || status === 429 || (status >= 500 && problem.code === '');
  if (isPassing) return later(problem.title, Number(headers.get('retry-after')) * 1000 || 0);
  askNotBefore = Infinity;
  return say('error', problem.title, true);
}

/** Tries again with growing pauses. @param {string} what @param {number} atLeastMs */
function later(what, atLeastMs) {
  const jitter = (window.crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 256;
  const backOff = Math.min(LONGEST_RETRY_MS, 1000 * 2 ** failures);
  const wait = Math.max(atLeastMs, backOff) * (1 + jitter / 5);
  failures += 1;
  askNotBefore = serverTime() + wait;
  const isOpen = shown !== undefined && serverTime() < shown.expiresAt;
  say(isOpen ? 'warning' : 'error', `${what} Trying again in ${Math.ceil(wait / 1000)} s.`, !isOpen);
}

/** The first reason stands: later answers only know that nobody is signed in. @param {{ code: string }} problem */
function signedOut({ code }) {
  if (isSignedOut) return;
  isSignedOut = true;
  dropFrame();
  sessionEndsAt = 0;
  const title = endTitles.get(code);
  const query = new URLSearchParams({ reason: code, return_to: window.location.pathname + window.location.search });
  signIn.href = `/login?${query}`;
  say('error', title ? `You are signed out: ${title}.` : 'You are signed out.');
  signIn.hidden = false;
  tick();
}

/** @param {'info' | 'ok' | 'warning' | 'error'} tone @param {string} text @param {boolean} [canLoadAgain] */
function say(tone, text, canLoadAgain = false) {
  const status = byId('status');
  if (status.textContent !== text) status.textContent = text;
  status.dataset.tone = tone;
  byId('again').hidden = !canLoadAgain;
  signIn.hidden = true;
}

/** @param {string} id @param {number | undefined} at */
function countDown(id, at) {
  const element = /** @type {HTMLTimeElement} */ (byId(id));
  if (at !== undefined && !knowsTime()) return;
  element.dateTime = at === undefined ? '' : new Date(at).toISOString();
  element.textContent = at === undefined ? '…' : leftText(at - serverTime());
}

/** Takes the server's time; pauses and waits that run are durations and move along. @param {number} at */
function correctTime(at) {
  const correction = keepTime(at);
  askNotBefore += correction;
  sessionNotBefore += correction;
  if (answerBy > 0) answerBy += correction;
}

/** @param {Response} response @returns {Promise<{ code: string, title: string }>} */
async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  return { code: String(problem.code ?? ''), title: String(problem.title ?? 'The gateway gave no usable answer.') };
}

function byId(/** @type {string} */ id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
