// Applications with a gateway inside: each example signs in, embeds, reloads and signs out, by the same story.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { chooseAndAllow, keep, launch, withChromium } from '../support/chromium.ts';
import { visitExample } from '../support/example.ts';
import { freePort } from '../support/free-port.ts';
import { workbookShown } from '../support/host-page.ts';

let browser: Browser | undefined;
before(async () => {
  if (withChromium.skip === false) browser = await launch();
});
after(() => browser?.close());

for (const name of ['express', 'fastify', 'hono', 'next']) {
  it(`${name}: a page signs in, shows the workbook, reloads and signs out`, withChromium, async () => {
    assert.ok(browser !== undefined);
    const env = { PORT: String(await freePort()) };
    await visitExample(browser, { name, env }, async ({ context, page }) => {
      const { origin } = new URL(page.url());
      const link = page.getByRole('link', { name: 'Sign in' });
      await link.waitFor();
      await keep(page, `example-${name}-signed-out`);
      const [popup] = await Promise.all([page.waitForEvent('popup'), link.click()]);
      await chooseAndAllow(popup, 'ana@example.com');
      const workbook = await workbookShown(page);
      assert.equal(await workbook.locator('[data-value="trips"]').innerText(), '18,967');
      await keep(page, `example-${name}`);

      await page.reload();
      await workbookShown(page);
      const names = (await context.cookies(origin))
        .map((cookie) => cookie.name)
        .filter((cookie) => !cookie.includes('probe'));
      assert.deepEqual(names, [`__Host-sigma-embed-${new URL(origin).port}~analytics~`]);

      await page.getByRole('link', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('You are signed out').waitFor();
      assert.equal(page.url(), `${origin}/analytics/logout`);
      await page.goto(origin);
      await link.waitFor();
      assert.equal(await page.locator('iframe').count(), 0);
    });
  });
}

it('express: three lines bring the workbook', () => {
  const server = readFileSync('examples/express/server.ts', 'utf8');
  const page = readFileSync('examples/portal/page.ts', 'utf8');
  assert.deepEqual(
    [...server.matchAll(/ \/\/ (\d)/g)].map(([, number]) => number),
    ['1', '2', '3'],
  );
  assert.equal(page.split('\n').filter((line) => line.includes('/analytics/sigma-embed.js')).length, 1);
});
