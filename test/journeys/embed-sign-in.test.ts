// Signing in without leaving somebody else's page: a window, what may go wrong with it, and the way by redirect.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { chooseAndAllow, withChromium } from '../support/chromium.ts';
import { embedIs, setHostStage, workbookShown } from '../support/host-page.ts';
import { createVisitor } from '../support/visitor.ts';

const MINUTE = 60_000;
const stage = setHostStage();
const EXPECTED = /401/;

async function reasonIn(page: Page): Promise<string | undefined> {
  return await page.evaluate<string | undefined>(`document.querySelector('sigma-embed').handle.reason?.code`);
}

/** Clicks the one button and gives the window that opens. */
async function openWindow(page: Page): Promise<Page> {
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.getByRole('link', { name: 'Sign in' }).click()]);
  return popup;
}

it('a window signs the viewer in, closes itself, and the page goes on where it was', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    await open('/');
    await embedIs(page, 'signed-out');
    assert.equal(await reasonIn(page), 'not_signed_in');
    const popup = await openWindow(page);
    await embedIs(page, 'signing-in');
    const closed = popup.waitForEvent('close');
    await chooseAndAllow(popup, 'ana@example.com');
    await closed;
    const workbook = await workbookShown(page);
    await workbook.getByText('Queries run as ana@example.com').waitFor();
    assert.equal(page.url(), `${stage.origin}/`);
  }, EXPECTED),
);

it('after the session has ended elsewhere, signing in again leads back to the same place', withChromium, () =>
  stage.visit(async ({ context, open, page, pass }) => {
    await open('/', 'ana@example.com');
    const workbook = await workbookShown(page);
    await workbook.getByLabel('Minimum distance').selectOption({ label: '5 miles or more' });
    await workbookShown(page);
    await signOutIn(await context.newPage());
    await pass(11_000);
    await page.evaluate('dispatchEvent(new Event("focus"))');
    await embedIs(page, 'signed-out');
    assert.equal(await reasonIn(page), 'signed_out_elsewhere');
    await chooseAndAllow(await openWindow(page), 'ana@example.com');
    const again = await workbookShown(page);
    assert.equal(await again.getByLabel('Minimum distance').inputValue(), '5');
  }, EXPECTED),
);

it('a window that is closed is noticed, and the button works again', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    await open('/');
    await embedIs(page, 'signed-out');
    const popup = await openWindow(page);
    await embedIs(page, 'signing-in');
    await popup.close();
    await embedIs(page, 'signed-out');
    assert.equal(await reasonIn(page), 'popup_closed');
    await chooseAndAllow(await openWindow(page), 'ben@example.com');
    await workbookShown(page);
  }, EXPECTED),
);

it('a blocked window is noticed; the button is a link then, which no browser blocks', withChromium, () =>
  stage.visit(async ({ context, open, page, pass }) => {
    await open('/');
    await embedIs(page, 'signed-out');
    await page.evaluate('window.open = () => null');
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: 'Sign in' }).click(),
    ]);
    await page.getByText('Your browser blocked the sign-in window.').waitFor();
    assert.equal(await reasonIn(page), 'popup_blocked');
    const closed = tab.waitForEvent('close');
    await chooseAndAllow(tab, 'ana@example.com');
    await closed;
    await pass(11_000);
    await page.bringToFront();
    await page.evaluate('dispatchEvent(new Event("focus"))');
    await workbookShown(page);
  }, EXPECTED),
);

it('somebody else who signs in does not get the page of the person before [OA-16]', withChromium, () =>
  stage.visit(async ({ open, page, pass, context }) => {
    await open('/', 'ana@example.com');
    await workbookShown(page);
    const opened = stage.demo.sandbox.events.count('embed.opened');
    await signOutIn(await context.newPage());
    await pass(11_000);
    await page.evaluate('dispatchEvent(new Event("focus"))');
    await embedIs(page, 'signed-out');
    await chooseAndAllow(await openWindow(page), 'ben@example.com');
    await page.getByText('Somebody else is signed in.').waitFor();
    assert.equal(await reasonIn(page), 'wrong_account');
    assert.equal(stage.demo.sandbox.events.count('embed.opened'), opened, "Ben's data is not shown in Ana's page");
    await chooseAndAllow(await openWindow(page), 'ana@example.com');
    const workbook = await workbookShown(page);
    await workbook.getByText('Queries run as ana@example.com').waitFor();
  }, EXPECTED),
);

it('a page that names its viewer shows nothing to anybody else', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    stage.serve('/named', { body: '<sigma-embed viewer="mia@example.com"></sigma-embed>' });
    const opened = stage.demo.sandbox.events.count('embed.opened');
    await open('/named', 'ben@example.com');
    await embedIs(page, 'signed-out');
    assert.equal(await reasonIn(page), 'wrong_account');
    await chooseAndAllow(await openWindow(page), 'mia@example.com');
    await workbookShown(page);
    assert.equal(stage.demo.sandbox.events.count('embed.opened'), opened + 1);
  }, EXPECTED),
);

it("by redirect, a page on the gateway's own origin comes back to itself and to the same place", withChromium, () =>
  stage.visit(async ({ page, pass }) => {
    const { origin } = stage.demo;
    await page.goto(`${origin}/login`);
    await page.getByRole('link', { name: /login with databricks/i }).click();
    await chooseAndAllow(page, 'ana@example.com');
    await page.clock.install({ time: stage.demo.sandbox.clock.now() });
    await page.reload();
    const workbook = await workbookShown(page);
    await workbook.getByLabel('Minimum distance').selectOption({ label: '5 miles or more' });
    await workbookShown(page);
    await pass(61 * MINUTE);
    await embedIs(page, 'signed-out');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await chooseAndAllow(page, 'ana@example.com');
    const again = await workbookShown(page);
    await again.locator('[data-value="trips"]:not(:text("18,967"))').waitFor();
    assert.equal(await again.getByLabel('Minimum distance').inputValue(), '5');
  }, EXPECTED),
);

it(
  'a page of the same site full of images and frames of the sign-in takes nothing from one that is under way [WB-02]',
  withChromium,
  () =>
    stage.visit(async ({ context, page }) => {
      const start = `${stage.demo.origin}/auth/databricks/login`;
      const bait = `<img src="${start}" alt="" /><iframe src="${start}"></iframe>`;
      stage.serve('/bait', { body: bait.repeat(5) });
      await page.goto(`${start}?return_to=/signed-in`);
      await page.getByRole('button', { name: 'Allow' }).waitFor();
      const attempts = await context.cookies(stage.demo.origin);
      const sibling = await context.newPage();
      for (let round = 0; round < 3; round += 1) {
        stage.demo.sandbox.clock.advance(1000);
        await sibling.goto(`${stage.origin}/bait`);
      }
      assert.deepEqual(await context.cookies(stage.demo.origin), attempts);
      await page.bringToFront();
      await chooseAndAllow(page, 'ana@example.com');
      await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    }, EXPECTED),
);

it("the page that ends a sign-in window keeps the tie to its opener, the gateway's other pages cut theirs", async () => {
  const visitor = createVisitor(stage.demo.origin);
  const policy = async (path: string) => (await visitor.get(path)).headers.get('cross-origin-opener-policy');
  assert.equal(await policy('/signed-in'), 'unsafe-none');
  assert.equal(await policy('/login'), 'unsafe-none');
  assert.equal(await policy('/logout'), 'same-origin');
});

async function signOutIn(page: Page): Promise<void> {
  await page.goto(`${stage.demo.origin}/logout`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await page.close();
}
