// The visit of people who do not use a mouse, a screen or movement.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { axeFindings } from '../support/axe.ts';
import { withChromium } from '../support/chromium.ts';
import { embedUrlOf, openDashboard, statusOf, workbookLoaded } from '../support/dashboard.ts';
import { setStage } from '../support/journey.ts';
import { tabTo } from '../support/keyboard.ts';

const stage = setStage();

it(
  'the keyboard alone leads through sign-in, consent, workbook, panel and sign-out, and the focus is always seen',
  withChromium,
  () =>
    stage.visit(async ({ page }) => {
      await page.goto(`${stage.demo.origin}/login`);
      await tabTo(page, /^Skip to the content$/);
      await tabTo(page, /^Login with Databricks$/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Who is signing in?' }).waitFor();

      await tabTo(page, /Ana Lima/);
      await page.keyboard.press('ArrowDown');
      assert.equal(await page.getByRole('radio', { name: /Ben Okafor/ }).isChecked(), true);
      await tabTo(page, /^Allow$/);
      await page.keyboard.press('Space');

      const workbook = await workbookLoaded(page);
      await workbook.getByText('Queries run as ben@example.com').waitFor();
      await tabTo(page, /Minimum distance/);
      await tabTo(page, /^Claims as sent$/);
      await page.keyboard.press('Enter');
      await page.getByRole('complementary').getByText('"sub": "ben@example.com"').waitFor();

      await page.goto(`${stage.demo.origin}/logout`);
      await tabTo(page, /^Sign out$/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    }),
);

it(
  'the first Tab stop skips to the content, and the sign-out button of the dashboard is on the way',
  withChromium,
  () =>
    stage.visit(async ({ page }) => {
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      const passed = await tabTo(page, /^Sign out$/);
      assert.equal(passed[0], 'Skip to the content');
      await page.keyboard.press('Space');
      await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    }),
);

it('a screen reader finds landmarks, one heading, a named frame, a polite status and named buttons', withChromium, () =>
  stage.visit(async ({ page }) => {
    await openDashboard(page, stage.demo.origin, 'ana@example.com');
    assert.equal(await page.title(), 'Taxi by area · Sigma Embed Gateway');
    for (const role of ['banner', 'main', 'complementary'] as const)
      assert.equal(await page.getByRole(role).count(), 1, role);
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    await page.getByRole('heading', { level: 1, name: 'Taxi by area' }).waitFor();
    await page.getByRole('region', { name: 'Taxi by area' }).waitFor();
    assert.equal(await page.locator('iframe').getAttribute('title'), 'Taxi by area, Sigma workbook');
    const status = page.getByRole('status');
    assert.equal(await status.getAttribute('aria-live'), 'polite');
    assert.match(await status.innerText(), /Workbook loaded/);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await page.getByRole('complementary', { name: 'Embedding information' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  }),
);

it('the workbook reads well too: tabs, labelled controls, described charts, a table with headers', withChromium, () =>
  stage.visit(async ({ page }) => {
    const workbook = await openDashboard(page, stage.demo.origin, 'mia@example.com');
    await workbook.getByRole('tab', { name: 'Overview', selected: true }).waitFor();
    await workbook.getByRole('combobox', { name: 'Minimum distance' }).waitFor();
    await workbook.getByRole('img', { name: /Trips per day: \d+ values of Day/ }).waitFor();
    const table = workbook.getByRole('region', { name: 'Trips, scrolls' }).getByRole('table');
    assert.equal(await table.getByRole('columnheader').count(), 5);
  }),
);

it('with reduced motion nothing moves', withChromium, () =>
  stage.visit(
    async ({ page }) => {
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      for (const frame of page.frames()) {
        assert.equal(await frame.evaluate(() => document.getAnimations().length), 0, new URL(frame.url()).pathname);
      }
      const dot = await statusOf(page).evaluate((node) => {
        node.setAttribute('data-tone', 'info');
        return getComputedStyle(node, '::before').animationName;
      });
      assert.equal(dot, 'none');
    },
    { reducedMotion: 'reduce' },
  ),
);

const PAGES: readonly [name: string, open: (page: Page) => Promise<unknown>][] = [
  ['sign-in', (page) => page.goto(`${stage.demo.origin}/login`)],
  ['sign-in with a note', (page) => page.goto(`${stage.demo.origin}/login?reason=idle_limit`)],
  ['sign-in with a warning', (page) => page.goto(`${stage.demo.origin}/login?reason=login_denied`)],
  ['sign-in with an error', (page) => page.goto(`${stage.demo.origin}/login?reason=login_refused`)],
  ['an address that is not there', (page) => page.goto(`${stage.demo.origin}/nothing-here`)],
  ['consent', (page) => page.goto(`${stage.demo.origin}/auth/databricks/login`)],
  ["Sigma's own front page", (page) => page.goto(stage.demo.sandbox.sigma.origin)],
  ['dashboard', (page) => openDashboard(page, stage.demo.origin, 'ana@example.com')],
  ['claims', (page) => page.getByText('Claims as sent').click()],
  [
    'second page of the workbook',
    (page) => page.frameLocator('iframe').getByRole('tab', { name: 'About this data' }).click(),
  ],
  ['an embed URL used twice', async (page) => await page.goto(await embedUrlOf(page))],
  ['sign-out', (page) => page.goto(`${stage.demo.origin}/logout`)],
  ['dashboard without data', (page) => openDashboard(page, stage.demo.origin, 'eve@example.com')],
  ['signed out', (page) => page.getByRole('button', { name: 'Sign out' }).click()],
];

/** In the dark only the colours are others. */
for (const [colorScheme, rules] of [
  ['light', undefined],
  ['dark', ['color-contrast', 'link-in-text-block']],
] as const) {
  it(`axe finds nothing to mend on any page, ${colorScheme}`, withChromium, () =>
    stage.visit(
      async ({ page }) => {
        for (const [name, open] of PAGES) {
          await open(page);
          assert.deepEqual(await axeFindings(page, rules), [], name);
        }
      },
      { colorScheme, reducedMotion: 'reduce', expected: /404/ },
    ),
  );
}
