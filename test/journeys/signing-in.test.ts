// The way to Databricks and back: consent declined, several tabs, the browser's history.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { chooseAndAllow, withChromium } from '../support/chromium.ts';
import { lookAt, openDashboard, workbookLoaded } from '../support/dashboard.ts';
import { setStage } from '../support/journey.ts';

const stage = setStage();
const exchanges = (): number => stage.demo.sandbox.events.count('token.issued');

/** Opens the consent page in a tab of its own. */
async function tabAtConsent(context: BrowserContext, returnTo = '/dashboard'): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(`${stage.demo.origin}/login?${new URLSearchParams({ return_to: returnTo })}`);
  await tab.getByRole('link', { name: 'Login with Databricks' }).click();
  await tab.getByRole('button', { name: 'Allow' }).waitFor();
  return tab;
}

/** Every address in the tab's history, as the browser keeps it. */
async function historyOf(page: Page): Promise<URL[]> {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  return entries.map(({ url }) => new URL(url));
}

it('whoever chooses Deny reads what happened and what to do, and is not signed in [OA-11]', withChromium, () =>
  stage.visit(async ({ context, page }) => {
    const before = exchanges();
    await page.goto(`${stage.demo.origin}/login`);
    await page.getByRole('link', { name: 'Login with Databricks' }).click();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('Access was not granted').waitFor();
    await page.getByText('Sign in again and choose Allow').waitFor();
    assert.equal(new URL(page.url()).pathname, '/login');
    assert.equal(exchanges(), before);
    const cookies = await context.cookies(stage.demo.origin);
    assert.ok(
      cookies.every(({ name }) => name.includes('login')),
      JSON.stringify(cookies.map(({ name }) => name)),
    );
    await page.getByRole('link', { name: 'Login with Databricks' }).click();
    await chooseAndAllow(page, 'ana@example.com');
    await workbookLoaded(page);
  }),
);

it('a page that asks for a sign-in is the page one comes back to, its query included [WB-08]', withChromium, () =>
  stage.visit(async ({ page }) => {
    await page.goto(`${stage.demo.origin}/dashboard/default?from=mail`);
    await page.getByText('Sign in to see this page.').waitFor();
    await page.getByRole('link', { name: 'Login with Databricks' }).click();
    await chooseAndAllow(page, 'ana@example.com');
    await workbookLoaded(page);
    assert.equal(page.url(), `${stage.demo.origin}/dashboard/default?from=mail`);
  }),
);

it(
  'neither address bar, history nor Referer ever holds the code, and Back, Forward and reload exchange nothing [OA-18]',
  withChromium,
  () =>
    stage.visit(async ({ context, page }) => {
      const own: { url: URL; referer: string }[] = [];
      context.on('request', (request) => {
        own.push({ url: new URL(request.url()), referer: request.headers()['referer'] ?? '' });
      });
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      const after = exchanges();
      const isOurs = ({ origin }: URL): boolean => origin === stage.demo.origin;
      const callbacks = (): number => own.filter(({ url }) => url.searchParams.has('code')).length;
      assert.equal(callbacks(), 1);

      assert.equal(page.url(), `${stage.demo.origin}/dashboard`);
      for (const url of await historyOf(page)) {
        assert.equal(url.searchParams.has('code'), false, url.pathname);
        if (isOurs(url)) assert.equal(url.searchParams.has('state'), false, url.pathname);
      }
      await page.goBack();
      await page.getByRole('heading', { name: 'Who is signing in?' }).waitFor();
      await page.goForward();
      await workbookLoaded(page);
      await page.reload();
      await workbookLoaded(page);
      assert.equal(page.url(), `${stage.demo.origin}/dashboard`);
      assert.equal(exchanges(), after);
      assert.equal(callbacks(), 1);
      const { databricks } = stage.demo.sandbox;
      assert.deepEqual(
        own.filter(({ url, referer }) => url.origin !== databricks.origin && /[?&](code|state)=/.test(referer)),
        [],
      );
    }),
);

it('a callback address opened a second time leads to the dashboard and exchanges nothing [OA-18]', withChromium, () =>
  stage.visit(async ({ context, page }) => {
    const seen = context.waitForEvent('request', (request) => new URL(request.url()).searchParams.has('code'));
    await openDashboard(page, stage.demo.origin, 'ana@example.com');
    const after = exchanges();
    await page.goto((await seen).url());
    await workbookLoaded(page);
    assert.equal(page.url(), `${stage.demo.origin}/dashboard`);
    assert.equal(exchanges(), after);
  }),
);

for (const order of ['first', 'second'] as const) {
  it(
    `two tabs sign in at once, the one opened ${order} finishes ${order === 'first' ? 'first' : 'before the other'}, and both arrive [OA-17]`,
    withChromium,
    () =>
      stage.visit(async ({ context }) => {
        const one = await tabAtConsent(context, '/dashboard?tab=1');
        const two = await tabAtConsent(context, '/dashboard?tab=2');
        const inOrder = order === 'first' ? [one, two] : [two, one];
        for (const tab of inOrder) {
          await tab.bringToFront();
          await chooseAndAllow(tab, 'ana@example.com');
          await workbookLoaded(tab);
        }
        assert.equal(one.url(), `${stage.demo.origin}/dashboard?tab=1`);
        assert.equal(two.url(), `${stage.demo.origin}/dashboard?tab=2`);
        const pending = (await context.cookies(stage.demo.origin)).filter(({ name }) => name.includes('login'));
        assert.deepEqual(pending, [], 'both attempts are used up');
        for (const tab of [one, two]) {
          await tab.bringToFront();
          await tab.reload();
          await workbookLoaded(tab);
        }
      }),
  );
}

it('when another person signs in in a second tab, the first tab shows that person and nobody else', withChromium, () =>
  stage.visit(async ({ context, page }) => {
    await page.clock.install();
    await openDashboard(page, stage.demo.origin, 'ana@example.com');
    const second = await tabAtConsent(context);
    await chooseAndAllow(second, 'ben@example.com');
    await workbookLoaded(second);
    await page.clock.fastForward(60_000);
    await lookAt(page);
    const workbook = page.frameLocator('iframe');
    await workbook.getByText('Queries run as ben@example.com').waitFor();
    assert.equal(await page.getByText('Ana Lima').count(), 0);
  }),
);
