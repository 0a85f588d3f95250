// The whole visit with a SameSite=Strict session cookie, which no navigation from another site carries.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { chooseAndAllow, withChromium } from '../support/chromium.ts';
import { openDashboard, workbookLoaded } from '../support/dashboard.ts';
import { setStage } from '../support/journey.ts';

const stage = setStage({ env: { SIGMA_EMBED_COOKIE_MODE: 'strict' } });

it('the way back from Databricks passes a page of our own and ends at the workbook [SE-04]', withChromium, () =>
  stage.visit(async ({ context, page }) => {
    const callback = page.waitForResponse((response) => new URL(response.url()).searchParams.has('code'));
    await openDashboard(page, stage.demo.origin, 'ana@example.com');
    assert.equal((await callback).status(), 200, 'a page, not a redirect');
    assert.equal(page.url(), `${stage.demo.origin}/dashboard`);
    const [cookie] = await context.cookies(stage.demo.origin);
    assert.equal(cookie?.sameSite, 'Strict');
  }),
);

it('the page in between leaves no code in the history, and Back does not sign in again [OA-18]', withChromium, () =>
  stage.visit(async ({ page }) => {
    await openDashboard(page, stage.demo.origin, 'ana@example.com');
    const exchanges = stage.demo.sandbox.events.count('token.issued');
    await page.goBack();
    await page.goForward();
    await workbookLoaded(page);
    assert.equal(new URL(page.url()).search, '');
    assert.equal(stage.demo.sandbox.events.count('token.issued'), exchanges);
  }),
);

it('signing in over a live session ends it, and signing out works, as with a Lax cookie [SE-03]', withChromium, () =>
  stage.visit(async ({ context, page }) => {
    const livedBefore = (await sessionsOf('ana@example.com')).length;
    await openDashboard(page, stage.demo.origin, 'ana@example.com');
    await page.goto(`${stage.demo.origin}/login`);
    await page.getByRole('link', { name: 'Login with Databricks' }).click();
    await chooseAndAllow(page, 'ben@example.com');
    const workbook = await workbookLoaded(page);
    await workbook.getByText('Queries run as ben@example.com').waitFor();
    assert.equal((await sessionsOf('ana@example.com')).length, livedBefore);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    assert.deepEqual(await context.cookies(stage.demo.origin), []);
  }),
);

it(
  'a link at another site leads to the dashboard, and whoever is not signed in to the sign-in page [SE-04] [SE-14]',
  withChromium,
  () =>
    stage.visit(async ({ context, page }) => {
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      const session = await context.cookies(stage.demo.origin);
      const mail = `${stage.demo.sandbox.sigma.origin}/a-page-of-another-site`;
      await context.route(mail, (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<a href="${stage.demo.origin}/">/</a> <a href="${stage.demo.origin}/dashboard">/dashboard</a>`,
        }),
      );
      const tab = await context.newPage();
      for (const path of ['/', '/dashboard']) {
        await tab.goto(mail);
        await tab.getByRole('link', { name: path, exact: true }).click();
        await workbookLoaded(tab);
        assert.equal(tab.url(), `${stage.demo.origin}/dashboard`);
      }
      assert.deepEqual(await context.cookies(stage.demo.origin), session, 'nobody is signed out by a link');
      await context.clearCookies();
      await tab.goto(mail);
      await tab.getByRole('link', { name: '/dashboard', exact: true }).click();
      await tab.waitForURL(`${stage.demo.origin}/login?**`);
      assert.equal(new URL(tab.url()).searchParams.get('reason'), 'not_signed_in');
    }),
);

it(
  'a sign-in that begins by a link at another site ends the session before it all the same [SE-03]',
  withChromium,
  () =>
    stage.visit(async ({ context, page }) => {
      const livedBefore = (await sessionsOf('ana@example.com')).length;
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      const mail = `${stage.demo.sandbox.sigma.origin}/a-page-of-another-site`;
      const body = `<a href="${stage.demo.origin}/auth/databricks/login">Sign in</a>`;
      await context.route(mail, (route) => route.fulfill({ contentType: 'text/html', body }));
      await page.goto(mail);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await chooseAndAllow(page, 'ben@example.com');
      await (await workbookLoaded(page)).getByText('Queries run as ben@example.com').waitFor();
      assert.equal((await sessionsOf('ana@example.com')).length, livedBefore);
    }),
);

async function sessionsOf(userName: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { viewer } of stage.demo.gateway.operator.sessions()) {
    if (viewer.userName === userName) found.push(viewer.userName);
  }
  return found;
}
