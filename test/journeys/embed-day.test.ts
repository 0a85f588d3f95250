// A day in the life of an open workbook in somebody else's page: it is renewed again and again, and nobody notices.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { withChromium } from '../support/chromium.ts';
import { differences } from '../support/pictures.ts';
import { embedIs, focusedIn, frontOf, setHostStage, workbookShown } from '../support/host-page.ts';

const MINUTE = 60_000;
const GUIDE = 'docs/guide/embed-a-workbook.md';
const stage = setHostStage();

/** Resolves when the tag knows that it is far from the screen: it was told before this. */
const OUT_OF_SIGHT = `new Promise((resolve) => {
  new IntersectionObserver(([entry]) => entry.isIntersecting || resolve(), { rootMargin: '200px' })
    .observe(document.querySelector('sigma-embed'));
})`;

/** Collects the embed's events in the page. */
const RECORDER = `<script>window.events = [];
for (const type of ['state', 'shown', 'renewal-failed']) {
  document.addEventListener('sigma-' + type, ({ detail }) => window.events.push(detail));
}</script>`;
const shownIn = (page: Page) =>
  page.evaluate<{ lost: string[]; tookMs: number }[]>(`window.events.filter(({ type }) => type === 'shown')`);

/** A person moves the mouse over the page's heading: somebody is there. */
async function touch(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Portal' }).click();
}

/** Somebody is there when the time has come, and the next frame takes its place. */
async function renewed(page: Page, pass: (ms: number) => Promise<void>): Promise<void> {
  await touch(page);
  await pass(56 * MINUTE);
  await page.locator('iframe').nth(1).waitFor({ state: 'attached' });
  await page.locator('iframe').nth(1).waitFor({ state: 'detached' });
}

it(
  'eight renewals keep filter, page and saved view, and never show anything but the workbook [RF-01]',
  withChromium,
  () =>
    stage.visit(async ({ open, page, pass }) => {
      stage.serve('/', { head: RECORDER });
      await open('/', 'ana@example.com');
      let workbook = await workbookShown(page);
      await workbook.getByLabel('Saved view').selectOption({ index: 1 });
      await workbookShown(page);
      await workbook.getByLabel('Minimum distance').selectOption({ label: '5 miles or more' });
      await workbook.locator('[data-value="trips"]:not(:text("18,967"))').waitFor();
      workbook = await workbookShown(page);
      const trips = await workbook.locator('[data-value="trips"]').innerText();
      const element = page.locator('sigma-embed');
      await touch(page);
      await page.evaluate('new Promise((drawn) => setTimeout(drawn, 1000))');
      const before = await element.screenshot({ animations: 'disabled' });
      const opened = stage.demo.sandbox.events.count('embed.opened');
      const wayBack = await page.evaluate('history.length');

      for (let renewal = 1; renewal <= 8; renewal += 1) {
        await touch(page);
        await pass(56 * MINUTE);
        const pictures: Buffer[] = [];
        for (let at = 0; at < 100 && (await shownIn(page)).length <= renewal; at += 1)
          pictures.push(await element.screenshot({ animations: 'disabled' }));
        for (let more = 0; more < 3; more += 1) pictures.push(await element.screenshot({ animations: 'disabled' }));
        const seen = await differences(stage.browser, before, pictures);
        assert.deepEqual(
          seen,
          pictures.map(() => 0),
          `renewal ${renewal} can be seen`,
        );
        await page.locator('iframe').nth(1).waitFor({ state: 'detached' });
      }

      workbook = await workbookShown(page);
      assert.equal(await workbook.locator('[data-value="trips"]').innerText(), trips);
      assert.equal(await workbook.getByLabel('Minimum distance').inputValue(), '5');
      assert.notEqual(await workbook.getByLabel('Saved view').inputValue(), '');
      assert.equal(stage.demo.sandbox.events.count('embed.opened'), opened + 8);
      const shown = await shownIn(page);
      assert.deepEqual(
        shown.map(({ lost }) => lost),
        Array.from({ length: 9 }, () => []),
      );
      assert.equal(await page.evaluate('history.length'), wayBack, 'the way back is as long as it was');
    }),
);

it('a renewal keeps the selected page, the selected element and full screen', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    stage.serve('/', { head: RECORDER });
    await open('/', 'mia@example.com');
    const workbook = await workbookShown(page);
    await workbook.getByRole('tab', { name: 'About this data' }).click();
    await touch(page);
    await pass(56 * MINUTE);
    await page.locator('iframe').nth(1).waitFor({ state: 'attached' });
    await page.locator('iframe').nth(1).waitFor({ state: 'detached' });
    await frontOf(page).getByRole('tab', { name: 'About this data', selected: true }).waitFor();

    await frontOf(page).getByRole('tab', { name: 'Overview' }).click();
    // One click at a button that also selects its element.
    await frontOf(page)
      .locator('[data-element="by-zip"]')
      .evaluate((card: HTMLElement) => {
        card.click();
        card.querySelector<HTMLElement>('.maximise')?.click();
      });
    await renewed(page, pass);
    await frontOf(page).locator('[data-element="by-zip"].maximised.selected').waitFor();
    assert.deepEqual((await shownIn(page)).at(-1)?.lost, []);
  }),
);

it('full screen is of the element that the page names, never of one that was selected earlier', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    stage.serve('/', { head: RECORDER });
    await open('/', 'mia@example.com');
    const workbook = await workbookShown(page);
    const card = (id: string) => frontOf(page).locator(`[data-element="${id}"]`);
    await workbook.locator('[data-element="trips"]').click({ position: { x: 10, y: 10 } });
    await card('trips').and(frontOf(page).locator('.selected')).waitFor();
    await pass(1000);
    await card('by-zip').locator('.maximise').click();
    await renewed(page, pass);
    await card('trips').and(frontOf(page).locator('.selected')).waitFor();
    assert.equal(await frontOf(page).locator('.maximised').count(), 0);
    assert.deepEqual((await shownIn(page)).at(-1)?.lost, ['fullScreen']);

    await page.evaluate(`document.querySelector('sigma-embed').handle.send(
      { type: 'workbook:fullscreen:update', nodeId: 'by-zip' })`);
    await card('by-zip').and(frontOf(page).locator('.maximised')).waitFor();
    for (let renewal = 0; renewal < 2; renewal += 1) {
      await renewed(page, pass);
      await card('by-zip').and(frontOf(page).locator('.maximised')).waitFor();
      assert.deepEqual((await shownIn(page)).at(-1)?.lost, []);
    }
  }),
);

it('the keyboard stays in the workbook when it is renewed', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    await open('/', 'ana@example.com');
    const workbook = await workbookShown(page);
    await workbook.getByRole('tab', { name: 'Overview' }).click();
    await pass(56 * MINUTE);
    await page.locator('iframe').nth(1).waitFor({ state: 'attached' });
    await page.locator('iframe').nth(1).waitFor({ state: 'detached' });
    assert.equal(await focusedIn(page), 'iframe');
  }),
);

it(
  'the keyboard waits at the cover where a URL ends before its successor is there, then goes on to it',
  withChromium,
  () =>
    stage.visit(async ({ open, page, pass }) => {
      stage.serve('/slow', { body: '<sigma-embed renewal="manual" style="height: 600px"></sigma-embed>' });
      stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 20 * 60 });
      await open('/slow', 'ana@example.com');
      stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 60 * 60 });
      const workbook = await workbookShown(page);
      await workbook.getByRole('tab', { name: 'Overview' }).click();
      const left = await page.evaluate<{ embedMs: number }>(`document.querySelector('sigma-embed').handle.timeLeft`);
      await pass(left.embedMs - 12_000);
      const held = Promise.withResolvers<void>();
      await page.route('**/sandbox/workbook/**', async (route) => {
        await held.promise;
        await route.continue();
      });
      await page.evaluate(`document.querySelector('sigma-embed').handle.renew()`);
      await page.locator('iframe').nth(1).waitFor({ state: 'attached' });
      assert.equal(await focusedIn(page), 'iframe');
      await pass(13_000);
      await embedIs(page, 'loading');
      await page.locator('iframe').nth(1).waitFor({ state: 'detached' });
      assert.equal(await focusedIn(page), 'div');
      held.resolve();
      await workbookShown(page);
      assert.equal(await focusedIn(page), 'iframe');
    }),
);

it('what nobody sees is not renewed; coming back to it renews it at once, or loads it anew', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    stage.serve('/far', {
      body: '<div style="height: 4000px"></div><sigma-embed style="height: 600px"></sigma-embed>',
    });
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 20 * 60 });
    await open('/far', 'ana@example.com');
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 60 * 60 });
    const opened = () => stage.demo.sandbox.events.count('embed.opened');
    const before = opened();
    await pass(30_000);
    await embedIs(page, 'loading');
    assert.equal(opened(), before, 'not even loaded');
    await page.locator('sigma-embed').scrollIntoViewIfNeeded();
    await workbookShown(page);
    await page.evaluate('scrollTo(0, 0)');
    await page.evaluate(OUT_OF_SIGHT);
    await pass(18 * MINUTE);
    await page.keyboard.press('Shift');
    await pass(30_000);
    assert.equal(opened(), before + 1);
    await pass(MINUTE);
    assert.equal(await page.locator('iframe').count(), 0, 'a URL that ended shows nothing any more');
    await page.locator('sigma-embed').scrollIntoViewIfNeeded();
    await workbookShown(page);
    assert.equal(opened(), before + 2);
  }),
);

it('a page that nobody touches keeps its workbook but not its session, and says why [SE-08]', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    stage.serve('/', { head: RECORDER });
    await open('/', 'ben@example.com');
    await workbookShown(page);
    const opened = stage.demo.sandbox.events.count('embed.opened');
    const after = stage.demo.sandbox.events.last();
    await pass(57 * MINUTE + 30_000);
    await stage.demo.sandbox.events.waitFor('embed.opened', { after });
    await embedIs(page, 'ready');
    assert.equal(stage.demo.sandbox.events.count('embed.opened'), opened + 1);
    await pass(3 * MINUTE);
    await embedIs(page, 'signed-out');
    await page.getByText('You were signed out after a while without activity').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Sign in' }).count(), 1, 'one button');
    assert.equal(await page.locator('iframe').count(), 0);
  }, /401/),
);

it('a page warns who only reads, and one press keeps the session [SE-08]', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    const [, warning = ''] = /```html\n(<p id="warning"[^`]+)```/.exec(readFileSync(GUIDE, 'utf8')) ?? [];
    stage.serve('/', { body: `<sigma-embed renewal="manual" style="height: 600px"></sigma-embed>${warning}` });
    // So that the session is what ends first.
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 2 * 60 * 60 });
    await open('/', 'ben@example.com');
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 60 * 60 });
    await workbookShown(page);
    await pass(57 * MINUTE);
    assert.equal(await page.getByRole('alert').count(), 0);
    await pass(MINUTE);
    const after = stage.demo.sandbox.events.last();
    await page.getByRole('alert').getByRole('button', { name: 'Stay signed in' }).click();
    await page.getByRole('alert').waitFor({ state: 'hidden' });
    await stage.demo.sandbox.events.waitFor('embed.opened', { after });
    await embedIs(page, 'ready');
    await pass(10 * MINUTE);
    await workbookShown(page);
  }),
);
