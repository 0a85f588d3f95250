// The user of the host application changes while a workbook is open.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { chooseAndAllow, keep, withChromium } from '../support/chromium.ts';
import { lookAt, openDashboard, workbookLoaded } from '../support/dashboard.ts';
import { setStage } from '../support/journey.ts';

const stage = setStage({
  hostIdentity: {
    user(request) {
      const key = /(?:^|; )host=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1];
      return key === undefined ? undefined : { key };
    },
  },
});

const hostUser = (context: BrowserContext, value: string): Promise<void> =>
  context.addCookies([{ name: 'host', value, url: stage.demo.origin }]);

it('the next user of the host reads why, signs in by the one button, and sees the own rows', withChromium, () =>
  stage.visit(
    async ({ context, page }) => {
      await hostUser(context, 'ana');
      const workbook = await openDashboard(page, stage.demo.origin, 'ana@example.com');
      await workbook.getByText('ana@example.com').first().waitFor();
      await hostUser(context, 'ben');
      await page.reload();
      await page.getByText('Another account').waitFor();
      await keep(page, 'host-user-changed');
      const button = page.getByRole('main').getByRole('link');
      assert.equal(await button.count(), 1);
      await button.click();
      await chooseAndAllow(page, 'ben@example.com');
      await (await workbookLoaded(page)).getByText('ben@example.com').first().waitFor();
    },
    { expected: /401/ },
  ),
);

it('who left the host application reads that, and comes back to the same session', withChromium, () =>
  stage.visit(
    async ({ context, page }) => {
      await hostUser(context, 'ana');
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      await context.clearCookies({ name: 'host' });
      await page.reload();
      await page.getByText('You are not signed in to this application. Sign in there first.').waitFor();
      await keep(page, 'host-user-left');
      await hostUser(context, 'ana');
      await page.goto(`${stage.demo.origin}/dashboard`);
      await workbookLoaded(page);
      await lookAt(page);
    },
    { expected: /401/ },
  ),
);
