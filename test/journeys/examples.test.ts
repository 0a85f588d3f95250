// The examples with a page, started with the commands of their README and used as a person would.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { chooseAndAllow, keep, launch, withChromium } from '../support/chromium.ts';
import { visitExample } from '../support/example.ts';
import { embedIs, workbookShown } from '../support/host-page.ts';

let browser: Browser | undefined;
before(async () => {
  if (withChromium.skip === false) browser = await launch();
});
after(() => browser?.close());

/** Runs an example on free ports and gives its page to the story. */
async function withExample(name: string, story: (page: Page) => Promise<void>): Promise<void> {
  assert.ok(browser !== undefined);
  const env = { PAGE_PORT: '0', GATEWAY_PORT: '0' };
  await visitExample(browser, { name, env }, ({ page }) => story(page));
}

async function signInBy(page: Page): Promise<void> {
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.getByRole('link', { name: 'Sign in' }).click()]);
  await chooseAndAllow(popup, 'ana@example.com');
}

it('plain-page: a script and a tag show the workbook, and the page hears of it', withChromium, () =>
  withExample('plain-page', async (page) => {
    await page.getByText('Please sign in.').waitFor();
    await keep(page, 'example-plain-page-signed-out');
    await signInBy(page);
    const workbook = await workbookShown(page);
    await page.getByText('The workbook is shown.').waitFor();
    await keep(page, 'example-plain-page');
    await workbook.getByLabel('Saved view').selectOption({ index: 1 });
    await page.getByText(/^Saved view: \w/).waitFor();

    const { origin } = new URL(page.url());
    const headers = { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
    await page.route('**/api/embed-url', (route) => route.fulfill({ headers, body: '{}' }));
    await page.evaluate(`document.querySelector('sigma-embed').handle.reload()`);
    await page.getByRole('status').getByText('The answer did not come from the gateway.').waitFor();
  }),
);

it('react: the component and the hook show it, and a button of the application sets a filter', withChromium, () =>
  withExample('react', async (page) => {
    await signInBy(page);
    await workbookShown(page);
    await keep(page, 'example-react');
    await page.getByRole('button', { name: 'Hook' }).click();
    const workbook = await workbookShown(page);
    await page.getByRole('button', { name: '5 miles or more' }).click();
    await workbook.locator('[data-value="trips"]:not(:text("18,967"))').waitFor();
    assert.equal(await workbook.getByLabel('Minimum distance').inputValue(), '5');
    await embedIs(page, 'ready');
    assert.equal(await page.locator('iframe').count(), 1);
  }),
);
