// How long a visit lasts: tokens are refreshed, frames are renewed, signing out and idling end it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { chooseAndAllow, withChromium } from '../support/chromium.ts';
import { embedUrlOf, openDashboard, statusOf, tripsOf, workbookLoaded, workbookOf } from '../support/dashboard.ts';
import { setStage } from '../support/journey.ts';
import { createVisitor } from '../support/visitor.ts';

const MINUTE = 60_000;

/** What the gateway sent to Databricks' revocation endpoint, which the vendor may have one day. */
const revoked: string[] = [];

const stage = setStage({
  fetch: async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.pathname.endsWith('/v1/revoke')) {
      const form = new URLSearchParams(await new Request(url, init).text());
      revoked.push(form.get('token') ?? '');
      return new Response(null, { status: 200 });
    }
    const response = await fetch(input, init);
    if (!url.pathname.includes('/.well-known/openid-configuration')) return response;
    const metadata = (await response.json()) as Record<string, unknown>;
    return Response.json({ ...metadata, revocation_endpoint: `${String(metadata['issuer'])}/v1/revoke` });
  },
});
const events = () => stage.demo.sandbox.events;

it(
  'after the access token has ended, a reload brings a new URL and a new token, by one refresh [RF-01]',
  withChromium,
  () =>
    stage.visit(async ({ page }) => {
      stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 20 * 60 });
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      const first = await embedUrlOf(page);
      const refreshes = events().count('token.refreshed');
      const opened = events().count('embed.opened');
      stage.demo.sandbox.clock.advance(21 * MINUTE);
      await page.reload();
      const workbook = await workbookLoaded(page);
      assert.equal((await tripsOf(workbook)).length, 100, 'the first token would be refused by now');
      assert.notEqual(await embedUrlOf(page), first);
      assert.equal(events().count('token.refreshed'), refreshes + 1);
      assert.ok(events().count('embed.opened') > opened);
      stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 60 * 60 });
    }),
);

it('an open dashboard renews its workbook by itself, before the URL in it ends', withChromium, () =>
  stage.visit(async ({ page }) => {
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 20 * 60 });
    await page.clock.install();
    await openDashboard(page, stage.demo.origin, 'mia@example.com');
    const first = await embedUrlOf(page);
    stage.demo.sandbox.clock.advance(18.5 * MINUTE);
    await page.clock.fastForward(18.5 * MINUTE);
    await statusOf(page)
      .getByText(/Workbook loaded\. Renewed at/)
      .waitFor();
    await page.locator('iframe').nth(1).waitFor({ state: 'detached' });
    const workbook = await workbookLoaded(page);
    assert.equal((await tripsOf(workbook)).length, 100);
    assert.notEqual(await embedUrlOf(page), first);
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 60 * 60 });
  }),
);

it(
  'signing out ends it: no cookie, no way back, the old cookie is dead, the refresh token is revoked [SE-05] [OA-19]',
  withChromium,
  () =>
    stage.visit(async ({ context, page }) => {
      const before = revoked.length;
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      const [cookie] = await context.cookies(stage.demo.origin);
      assert.ok(cookie !== undefined);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
      assert.deepEqual(await context.cookies(stage.demo.origin), []);

      await page.goBack();
      await page.getByRole('link', { name: 'Login with Databricks' }).waitFor();
      assert.equal(await workbookOf(page).locator('body').count(), 0);

      const thief = createVisitor(stage.demo.origin);
      const header = { cookie: `${cookie.name}=${cookie.value}` };
      assert.equal((await thief.get('/api/session', header)).status, 401);
      assert.match((await thief.get('/dashboard', header)).location ?? '', /\/login\?reason=not_signed_in/);
      // A gateway that stops finishes what it still has to tell Databricks.
      await stage.demo.restart();
      assert.equal(revoked.length, before + 1);
      assert.ok((revoked.at(-1) ?? '').length > 10);
    }),
);

it('a dashboard in another tab notices that its session was signed out and offers to sign in', withChromium, () =>
  stage.visit(
    async ({ context, page }) => {
      await page.clock.install();
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      const other = await context.newPage();
      await other.goto(`${stage.demo.origin}/logout`);
      await other.getByRole('button', { name: 'Sign out' }).click();
      await other.getByRole('heading', { name: 'You are signed out' }).waitFor();
      await page.clock.fastForward(61 * MINUTE);
      await statusOf(page).getByText('You are signed out').waitFor();
      assert.equal(await page.locator('iframe').count(), 0, 'the workbook does not stay behind');
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Who is signing in?' }).waitFor();
    },
    { expected: /401/ },
  ),
);

it('a session that nobody used for an hour is over, and the sign-in page says why [SE-08]', withChromium, () =>
  stage.visit(async ({ page }) => {
    await openDashboard(page, stage.demo.origin, 'ben@example.com');
    stage.demo.sandbox.clock.advance(61 * MINUTE);
    await page.reload();
    await page.getByText('Signed out after inactivity').waitFor();
    await page.getByRole('link', { name: 'Login with Databricks' }).waitFor();
  }),
);

it('when Databricks has ended the grant, the viewer is told so and signs in again [RF-07]', withChromium, () =>
  stage.visit(
    async ({ page }) => {
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      stage.demo.sandbox.databricks.revokeGrants('ana@example.com');
      stage.demo.sandbox.clock.advance(58 * MINUTE + 45_000);
      await page.reload();
      await statusOf(page).getByText('Your access to Databricks has ended').waitFor();
      assert.equal(await page.locator('iframe').count(), 0);
      await page.getByText('Your access to Databricks has ended. Sign in again.').waitFor();
      await page.getByRole('link', { name: 'Sign in' }).click();
      await chooseAndAllow(page, 'ana@example.com');
      await workbookLoaded(page);
    },
    { expected: /401/ },
  ),
);

it(
  'while Databricks is away the viewer is asked to wait, stays signed in and goes on afterwards [SE-14]',
  withChromium,
  () =>
    stage.visit(
      async ({ context, page }) => {
        await openDashboard(page, stage.demo.origin, 'ana@example.com');
        const headers = { 'retry-after': '10' };
        stage.demo.sandbox.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/*', status: 503, headers });
        stage.demo.sandbox.clock.advance(59 * MINUTE + 30_000);
        await page.goto(`${stage.demo.origin}/dashboard`);
        await statusOf(page).getByText('You are still signed in').waitFor();
        assert.equal((await context.cookies(stage.demo.origin)).length, 1);
        stage.demo.sandbox.faults.clear();
        stage.demo.sandbox.clock.advance(20_000);
        await page.getByRole('button', { name: 'Load again' }).click();
        await workbookLoaded(page);
      },
      { expected: /503/ },
    ),
);
