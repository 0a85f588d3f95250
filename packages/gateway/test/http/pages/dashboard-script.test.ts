// The dashboard's script in a real browser, under the page's own Content-Security-Policy.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, withChromium } from '../../../../../test/support/chromium.ts';
import { CONNECTION, TOKEN } from './samples.ts';
import { openDashboard, type Stage } from './stage.ts';

const MINUTE = 60_000;

/** Runs in the page: the right message from the wrong window, then at the wrong origin, then wrong messages. */
const FORGERIES = `(async () => {
  const error = { type: 'workbook:error', code: 'EACCES' };
  const origin = 'https://sigma.test';
  const source = document.getElementById('stage').shadowRoot.querySelector('iframe').contentWindow;
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

/** Somebody clicks beside the workbook; the page looks at the session then. */
async function touch({ page }: Stage): Promise<void> {
  const looked = page.waitForResponse(/\/api\/session\?embed=default$/, { timeout: 5000 });
  await page.mouse.click(5, 5);
  await (await looked).finished();
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

  it('shows the workbook under its own policy and fills the panel, without the token [WB-05] [SE-15]', async () => {
    await using stage = await openDashboard(browser);
    await waitFor(stage, 'Workbook loaded');
    assert.deepEqual([stage.asked, stage.loaded], [['{"embed":"default","active":true}'], ['minted-1']]);
    assert.equal(await stage.page.locator('iframe').getAttribute('src'), null, 'the URL is in no attribute');
    assert.equal(await stage.page.locator('iframe').getAttribute('title'), 'Taxi by area, Sigma workbook');
    const claims = (await stage.page.locator('#claims').textContent()) ?? '';
    assert.ok(claims.includes(CONNECTION) && claims.includes('minted-1') && claims.includes('Verkäufer <b>'));
    assert.ok(!claims.includes(TOKEN));
    assert.match(await stage.page.locator('#embed-ends').innerText(), /^(?:50 min 0 s|49 min 5\d s)$/);
    assert.match(await stage.page.locator('#session-ends').innerText(), /^(?:1 h 0 min|59 min 5\d s)$/);
    assert.deepEqual(stage.complaints, []);
  });

  it('believes only the frame it made, at the exact origin [WB-13]', async () => {
    await using stage = await openDashboard(browser);
    await waitFor(stage, 'Workbook loaded');
    await stage.page.evaluate(FORGERIES);
    assert.equal(await stage.status(), 'Workbook loaded');
    await stage.send({ type: 'workbook:error', code: 'EACCES', message: '<b>remote</b>' });
    await waitFor(stage, /^Sigma does not let you open this workbook.*\(EACCES\)$/);
    assert.deepEqual(stage.complaints, []);
  });

  it('keeps what it said about a failed part until the workbook is loaded anew', async () => {
    await using stage = await openDashboard(browser);
    await waitFor(stage, 'Workbook loaded');
    await stage.send({ type: 'workbook:chart:error', nodeId: 'n', code: 'not a code' });
    await waitFor(stage, 'A part of the workbook has no data.');
    await stage.send({ type: 'workbook:dataloaded' });
    await stage.page.getByRole('button', { name: 'Load again' }).click();
    await waitFor(stage, 'Workbook loaded');
    assert.deepEqual(stage.loaded, ['minted-1', 'minted-2'], 'a used URL is never loaded again');
    assert.equal(
      await stage.page.getByRole('status').getAttribute('aria-live'),
      'polite',
      'and that it is there is read out',
    );
  });

  it('says so when Sigma stays silent, and loads again with a fresh URL', async () => {
    await using stage = await openDashboard(browser, 'is silent');
    await stage.page.locator('iframe').waitFor();
    await stage.pass(29_000);
    assert.equal(await stage.status(), 'Loading the workbook…');
    await stage.pass(2000);
    await waitFor(stage, /^Sigma has not answered/);
    assert.equal(await stage.page.getByRole('status').getAttribute('aria-live'), 'polite');
    await stage.page.getByRole('button', { name: 'Load again' }).click();
    await stage.page.frameLocator('iframe').locator('h1').waitFor({ timeout: 5000 });
    assert.deepEqual(stage.loaded, ['minted-1', 'minted-2']);
  });

  it('renews when it is due, with the old workbook on the screen until the new one is there', async () => {
    await using stage = await openDashboard(browser);
    await waitFor(stage, 'Workbook loaded');
    await stage.pass(44 * MINUTE);
    assert.equal(stage.asked.length, 1);
    await touch(stage);
    await passUntilAsked(stage, 1.5 * MINUTE);
    await stage.page.locator('iframe').nth(1).waitFor({ state: 'attached' });
    await waitFor(stage, /^Workbook loaded\. Renewed at \d/);
    assert.equal(await stage.page.getByRole('status').getAttribute('aria-live'), 'off', 'read out to nobody');
    await stage.page.locator('iframe').nth(1).waitFor({ state: 'detached' });
    assert.deepEqual([stage.asked.length, stage.loaded], [2, ['minted-1', 'minted-2']]);
    const claims = (await stage.page.locator('#claims').textContent()) ?? '';
    assert.ok(claims.includes('minted-2'));
  });

  it('waits at least as long as the gateway asks for, and keeps the open workbook', async () => {
    await using stage = await openDashboard(browser);
    await waitFor(stage, 'Workbook loaded');
    const body = { code: 'databricks_unavailable', title: 'Databricks does not answer.' };
    const working = stage.embedAnswer;
    stage.embedAnswer = () => ({ status: 503, headers: { 'retry-after': '7' }, body });
    await stage.pass(MINUTE);
    await touch(stage);
    await passUntilAsked(stage, 45 * MINUTE);
    await waitFor(stage, /^Databricks does not answer\.$/);
    assert.equal(await stage.page.locator('iframe').count(), 1, 'the open workbook stays');
    const asked = stage.asked.length;
    await stage.pass(6000);
    assert.equal(stage.asked.length, asked);
    stage.embedAnswer = working;
    await stage.pass(4000);
    await waitFor(stage, /^Workbook loaded\. Renewed/);
    assert.equal(stage.asked.length, asked + 1);
  });

  it('closes the workbook when the session is over, says why and offers to sign in', async () => {
    await using stage = await openDashboard(browser);
    await waitFor(stage, 'Workbook loaded');
    stage.embedAnswer = () => ({ status: 401, body: { code: 'idle_limit', title: 'You were away.' } });
    stage.sessionAnswer = () => ({ status: 401, body: { code: 'idle_limit', title: 'You were away.' } });
    await stage.pass(61 * MINUTE);
    await waitFor(stage, 'Signed out after inactivity. You are signed out.');
    assert.equal(await stage.page.locator('iframe').count(), 0);
    await stage.page.getByText('You were away.').waitFor();
    await stage.page.getByRole('link', { name: 'Sign in' }).click();
    await stage.page.waitForURL('**/auth/databricks/login?embed=default&return_to=%2Fdashboard');
  });

  it('takes a fresh URL when the browser brings the page back from its cache', async () => {
    await using stage = await openDashboard(browser);
    await waitFor(stage, 'Workbook loaded');
    await stage.page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
    await waitFor(stage, /^Workbook loaded\. Renewed/);
    assert.deepEqual(stage.loaded, ['minted-1', 'minted-2']);
  });

  it("starts over when the session has become another person's", async () => {
    await using stage = await openDashboard(browser);
    await waitFor(stage, 'Workbook loaded');
    const session = stage.sessionAnswer;
    stage.sessionAnswer = () => {
      stage.sessionAnswer = session;
      const user = { email: 'ben@example.com', displayName: 'Ben' };
      return { status: 200, body: { user, serverTime: 1, sessionEndsAt: 2 } };
    };
    await stage.pass(11_000);
    const reloaded = stage.page.waitForEvent('load', { timeout: 5000 });
    await stage.page.evaluate(`dispatchEvent(new Event('focus'))`);
    await reloaded;
    await waitFor(stage, 'Workbook loaded');
  });
});
