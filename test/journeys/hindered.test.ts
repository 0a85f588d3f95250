// Browsers that lack something: cookies, scripts.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { chooseAndAllow, keep, withChromium } from '../support/chromium.ts';
import { launchWithout } from '../support/hindered-chromium.ts';
import { setStage } from '../support/journey.ts';

const stage = setStage();

it('a browser that blocks cookies comes back to a page that says so and how to go on', withChromium, async () => {
  await using hindered = await launchWithout('cookies');
  const { page } = hindered;
  const before = stage.demo.sandbox.events.count('token.issued');
  await page.goto(`${stage.demo.origin}/login`);
  await page.getByRole('link', { name: 'Login with Databricks' }).click();
  await chooseAndAllow(page, 'ana@example.com');
  await page.getByText('Your browser sent no cookie back').waitFor();
  await page.getByText('Allow cookies for this site').waitFor();
  await page.getByText(/Safari keeps none/).waitFor();
  await page.getByRole('link', { name: 'Login with Databricks' }).waitFor();
  assert.equal(stage.demo.sandbox.events.count('token.issued'), before, 'the code was not spent');
  await keep(page, 'callback-without-cookies');
});

it('without JavaScript one signs in, reads what the workbook needs, and signs out', withChromium, async () => {
  await using hindered = await launchWithout('javascript');
  const { page } = hindered;
  await page.goto(stage.demo.origin);
  await page.getByRole('link', { name: 'Login with Databricks' }).click();
  await chooseAndAllow(page, 'ana@example.com');
  await page.locator('noscript p', { hasText: 'This page needs JavaScript' }).waitFor();
  assert.equal(await page.getByText('Loading the workbook').isVisible(), false, 'nothing pretends to load');
  await page.getByRole('complementary', { name: 'Embedding information' }).getByText('manhattan').waitFor();
  await keep(page, 'dashboard-without-script');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  assert.deepEqual(await page.context().cookies(stage.demo.origin), []);
});
