// A picture of every page, kept under artifacts/screenshots for people to look at.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { keep, SCREENSHOTS, withChromium } from '../support/chromium.ts';
import { embedUrlOf, openDashboard } from '../support/dashboard.ts';
import { setStage } from '../support/journey.ts';

const stage = setStage();

const SIZES: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 375, height: 700 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};

type Scene = readonly [name: string, show: (page: Page) => Promise<unknown>];

const to =
  (path: string) =>
  (page: Page): Promise<unknown> =>
    page.goto(`${stage.demo.origin}${path}`);
const as =
  (name: string) =>
  (page: Page): Promise<unknown> =>
    openDashboard(page, stage.demo.origin, `${name}@example.com`);

/** In the order of one visit. */
const SCENES: readonly Scene[] = [
  ['sign-in', to('/login')],
  ['sign-in-note', to('/login?reason=idle_limit')],
  ['sign-in-warning', to('/login?reason=login_denied')],
  ['sign-in-error', to('/login?reason=login_refused')],
  ['callback-failed', to('/auth/databricks/callback?state=x&code=y')],
  ['error', to('/nothing-here')],
  ['consent', to('/auth/databricks/login')],
  ['dashboard-ana', as('ana')],
  ['dashboard-claims', (page) => page.getByText('Claims as sent').click()],
  ['about-data', (page) => page.frameLocator('iframe').getByRole('tab', { name: 'About this data' }).click()],
  ['embed-url-used-twice', async (page) => await page.goto(await embedUrlOf(page))],
  ['dashboard-ben', as('ben')],
  ['dashboard-mia', as('mia')],
  ['dashboard-sam', as('sam')],
  ['dashboard-eve', as('eve')],
  ['sign-out', to('/logout')],
  ['signed-out', (page) => page.getByRole('button', { name: 'Sign out' }).click()],
  ['sigma', (page) => page.goto(stage.demo.sandbox.sigma.origin)],
];

/** A phone is told apart by its width alone, so it shows fewer people. */
const NOT_ON_PHONES: ReadonlySet<string> = new Set(['dashboard-ben', 'dashboard-mia', 'dashboard-sam', 'sigma']);

for (const [size, profile] of Object.entries(SIZES)) {
  const scenes = SCENES.filter(([name]) => size !== 'phone' || !NOT_ON_PHONES.has(name));
  it(`every page has its picture, ${size}`, withChromium, () =>
    stage.visit(
      async ({ page }) => {
        const kept = (): string[] => readdirSync(SCREENSHOTS).filter((file) => file.endsWith(`-${size}.png`));
        mkdirSync(SCREENSHOTS, { recursive: true });
        for (const file of kept()) rmSync(`${SCREENSHOTS}/${file}`);
        for (const [name, show] of scenes) {
          await show(page);
          await keep(page, `${name}-${size}`);
        }
        assert.deepEqual(kept().toSorted(), scenes.map(([name]) => `${name}-${size}.png`).toSorted());
      },
      { ...profile, reducedMotion: 'reduce', expected: /404/ },
    ),
  );
}
