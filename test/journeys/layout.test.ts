// How the pages stand: on a phone, and while they fill.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { withChromium } from '../support/chromium.ts';
import { openDashboard } from '../support/dashboard.ts';
import { setStage } from '../support/journey.ts';

const stage = setStage();
const PHONE = { viewport: { width: 375, height: 700 }, isMobile: true, hasTouch: true };

/** Fails when the page or a frame of it is wider than the screen. */
async function fits(page: Page, name: string): Promise<void> {
  for (const frame of page.frames()) {
    const { given, needed } = await frame.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      return { needed: scrollWidth, given: clientWidth };
    });
    assert.ok(needed <= given, `${name} needs ${needed} of ${given} pixels`);
  }
  assert.equal(await page.evaluate(() => window.innerWidth), PHONE.viewport.width, `${name} is not zoomed out`);
}

it('no page scrolls sideways on a phone 375 pixels wide', withChromium, () =>
  stage.visit(
    async ({ page }) => {
      const { origin } = stage.demo;
      for (const path of ['/login', '/login?reason=scope_missing', '/nothing-here', '/auth/databricks/login']) {
        await page.goto(`${origin}${path}`);
        await fits(page, path);
      }
      for (const email of ['ana@example.com', 'eve@example.com']) {
        await openDashboard(page, origin, email);
        await page.getByText('Claims as sent').click();
        await fits(page, `the dashboard of ${email}`);
      }
      await page.goto(`${origin}/logout`);
      await fits(page, '/logout');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
      await fits(page, 'signed out');
    },
    { ...PHONE, expected: /404/ },
  ),
);

for (const [place, profile] of [
  ['a desk', {}],
  ['a phone', PHONE],
] as const) {
  it(`nothing jumps while the dashboard fills, on ${place}`, withChromium, () =>
    stage.visit(async ({ page }) => {
      await page.addInitScript(() => {
        const shifts: number[] = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
        }).observe({ type: 'layout-shift', buffered: true });
      });
      for (const email of ['ana@example.com', 'eve@example.com']) {
        await openDashboard(page, stage.demo.origin, email);
        await page.reload();
        await page.locator('#status:not([data-tone="info"])').waitFor();
        const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
        const sum = shifts.reduce((total, value) => total + value, 0);
        assert.ok(sum < 0.01, `${email}: ${sum}`);
      }
    }, profile),
  );
}
