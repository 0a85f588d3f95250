// The dashboard's script in a real browser, under the page's own Content-Security-Policy.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, withChromium } from '../../../../../test/support/chromium.ts';
import { CONNECTION, dashboardData, dashboardWithoutUrl, TOKEN } from './samples.ts';
import { openDashboard, type Stage } from './stage.ts';

const MINUTE = 60_000;

/** Runs in the page: the right message from the wrong window, then at the wrong origin, then wrong messages. */
const FORGERIES = `(async () => {
  const error = { type: 'workbook:error', code: 'EACCES' };
  const origin = 'https://sigma.test';
  const source = document.querySelector('iframe').contentWindow;
  const say = (init) => dispatchEvent(new MessageEvent('message', init));
  const heard = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
  postMessage(error, '*');
  await heard;
  say({ data: error, origin, source: window });
  say({ data: error, origin, source: null });
  for (const wrong of ['https://sigma.test.evil', 'http://sigma.test', 'https://sigma.test:8443', 'null', '']) {
    say({ data: error, origin: wrong, source });
  }
  for (const data of [null, undefined, 1, 'workbook:error', [], { type: 1 }, { type: 'workbook' }, { code: 'EACCES' }]) {
    say({ data, origin, source });
  }
})()`;

/** Waits until the status line says it. */
async function waitFor({ page }: Stage, text: string | RegExp): Promise<void> {
  await page.locator('#status').filter({ hasText: text }).waitFor({ timeout: 5000 });
}

/** Moves the time to where the page asks for a URL, and waits for the answer. */
async function passUntilAsked(stage: Stage, ms: number): Promise<void> {
  const answer = stage.page.waitForResponse(/\/api\/embed-url$/, { timeout: 5000 });
  await stage.pass(ms);
  await (await answer).finished();
  await stage.page.evaluate('new Promise((done) => queueMicrotask(done))');
}

describe('the script of the dashboard', withChromium, () => {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });
  after(async () => {
    await browser.close();
  });

  it('frames the URL of the page under its own policy and forgets it [WB-05]', async () => {
    await using stage = await openDashboard(browser, dashboardData());
    await waitFor(stage, 'Workbook loaded');
    assert.deepEqual([stage.loaded, stage.asked], [['first'], []]);
    assert.equal(await stage.page.locator('main').getAttribute('data-embed-url'), null);
    assert.equal(await stage.page.locator('iframe').getAttribute('referrerpolicy'), 'no-referrer');
    assert.match(await stage.page.locator('#embed-ends').innerText(), /^(?:50 min 0 s|49 min 5\d s)$/);
    assert.match(await stage.page.locator('#session-ends').innerText(), /^(?:1 h 0 min|59 min 5\d s)$/);
    assert.deepEqual(stage.complaints, []);
  });

  it('fetches the first URL itself when the page has none, and fills frame and panel without the token [SE-15]', async () => {
    await using stage = await openDashboard(browser, dashboardWithoutUrl());
    await waitFor(stage, 'Workbook loaded');
    assert.deepEqual([stage.asked, stage.loaded], [['{"embed":"default"}'], ['minted-1']]);
    const claims = (await stage.page.locator('#claims').textContent()) ?? '';
    assert.ok(claims.includes(CONNECTION) && claims.includes('minted-1') && claims.includes('Verkäufer <b>'));
    assert.ok(!claims.includes(TOKEN));
    assert.deepEqual(stage.complaints, []);
  });

  it('believes only the frame it made, at the exact origin [WB-13]', async () => {
    await using stage = await openDashboard(browser, dashboardData());
    await waitFor(stage, 'Workbook loaded');
    await stage.page.evaluate(FORGERIES);
    assert.equal(await stage.status(), 'Workbook loaded');
    await stage.send({ type: 'workbook:error', code: 'EACCES', message: '<b>remote</b>' });
    await waitFor(stage, /^Sigma does not let you open this workbook.*\(EACCES\)$/);
    assert.deepEqual(stage.complaints, []);
  });

  it('keeps what it said about a failed part until the workbook is loaded anew', async () => {
    await using stage = await openDashboard(browser, dashboardData());
    await waitFor(stage, 'Workbook loaded');
    await stage.send({ type: 'workbook:chart:error', nodeId: 'n', code: 'not a code' });
    await waitFor(stage, 'A part of the workbook has no data.');
    await stage.send({ type: 'workbook:dataloaded' });
    await stage.page.getByRole('button', { name: 'Load again' }).click();
    await waitFor(stage, 'Workbook loaded');
    assert.deepEqual(stage.loaded, ['first', 'minted-1'], 'a used URL is never loaded again');
  });

  it('says so when Sigma stays silent, and loads again with a fresh URL', async () => {
    await using stage = await openDashboard(browser, dashboardData(), 'is silent');
    await stage.pass(19_000);
    assert.equal(await stage.status(), 'Loading the workbook…');
    await stage.pass(2000);
    await waitFor(stage, /^Sigma has not answered/);
    await stage.page.getByRole('button', { name: 'Load again' }).click();
    await stage.page.frameLocator('iframe').locator('h1').waitFor({ timeout: 5000 });
    assert.deepEqual(stage.loaded, ['first', 'minted-1']);
  });

  it('fetches the next URL when it is due and replaces the frame only just before the old one ends', async () => {
    await using stage = await openDashboard(browser, dashboardData());
    await waitFor(stage, 'Workbook loaded');
    await stage.pass(44 * MINUTE);
    assert.equal(stage.asked.length, 0);
    await passUntilAsked(stage, 1.5 * MINUTE);
    assert.deepEqual([stage.asked.length, stage.loaded], [1, ['first']]);
    await stage.pass(4 * MINUTE);
    assert.deepEqual([stage.asked.length, stage.loaded], [1, ['first']]);
    await stage.pass(0.5 * MINUTE);
    await waitFor(stage, /^Workbook loaded\. Renewed at \d/);
    assert.deepEqual([stage.asked.length, stage.loaded], [1, ['first', 'minted-1']]);
    assert.equal(await stage.page.locator('iframe').count(), 1);
  });

  it('waits at least as long as the gateway asks for, and more each time', async () => {
    await using stage = await openDashboard(browser, dashboardWithoutUrl());
    await waitFor(stage, 'Workbook loaded');
    const body = { code: 'databricks_unavailable', title: 'Databricks does not answer.' };
    const working = stage.embedAnswer;
    stage.embedAnswer = () => ({ status: 503, headers: { 'retry-after': '7' }, body });
    await passUntilAsked(stage, 46 * MINUTE);
    await waitFor(stage, /^Databricks does not answer\. Trying again in [789] s\.$/);
    assert.equal(await stage.page.locator('iframe').count(), 1, 'the open workbook stays');
    const asked = stage.asked.length;
    await stage.pass(6000);
    assert.equal(stage.asked.length, asked);
    stage.embedAnswer = working;
    await stage.pass(4000);
    await waitFor(stage, 'Workbook loaded');
    assert.equal(stage.asked.length, asked + 1);
  });

  it('closes the workbook when the session is over, says why and leads back here', async () => {
    await using stage = await openDashboard(browser, dashboardData());
    await waitFor(stage, 'Workbook loaded');
    stage.embedAnswer = () => ({ status: 401, body: { code: 'idle_limit', title: 'x' } });
    stage.sessionAnswer = () => ({ status: 401, body: { code: 'not_signed_in', title: 'x' } });
    await stage.pass(46 * MINUTE);
    await waitFor(stage, 'You are signed out: Signed out after inactivity.');
    assert.equal(await stage.page.locator('iframe').count(), 0);
    const href = await stage.page.getByRole('link', { name: 'Sign in' }).getAttribute('href');
    assert.equal(href, '/login?reason=idle_limit&return_to=%2Fdashboard');
  });

  it('takes a fresh URL when the browser brings the page back from its cache', async () => {
    await using stage = await openDashboard(browser, dashboardData());
    await waitFor(stage, 'Workbook loaded');
    await stage.page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
    await stage.page.frameLocator('iframe').locator('h1').waitFor();
    await waitFor(stage, 'Workbook loaded');
    assert.deepEqual(stage.loaded, ['first', 'minted-1']);
  });

  it("starts over when the session has become another person's", async () => {
    await using stage = await openDashboard(browser, dashboardData());
    await waitFor(stage, 'Workbook loaded');
    const session = stage.sessionAnswer;
    stage.sessionAnswer = () => {
      stage.sessionAnswer = session;
      return { status: 200, body: { user: { email: 'ben@example.com' }, serverTime: 1, sessionEndsAt: 2 } };
    };
    await stage.pass(11_000);
    const reloaded = stage.page.waitForEvent('load', { timeout: 5000 });
    await stage.page.evaluate(`dispatchEvent(new Event('online'))`);
    await reloaded;
    await waitFor(stage, 'Workbook loaded');
  });
});
