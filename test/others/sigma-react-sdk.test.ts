// `@sigmacomputing/react-embed-sdk`, unchanged, in Chromium under the vendor's name: its hooks hear, its functions are heard.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { withChromium } from '../support/chromium.ts';
import { sigmaStage } from './sigma-stage.ts';

const stage = sigmaStage('sigma-react-page.tsx');

const shows = async (page: Page, id: string, text: string): Promise<void> =>
  await page.locator(`#${id}`).getByText(text, { exact: true }).waitFor();

it('the hook of the frame ends loading with the variables of the workbook', withChromium, async () => {
  const { page, workbook } = await stage.open(await stage.url({ query: 'Distance=2&' }));
  await shows(page, 'loading', 'false');
  await shows(page, 'variables', '{"Distance":"2"}');
  await shows(page, 'data', 'true');
  await workbook.getByText('ana@example.com').first().waitFor();
  assert.equal(await page.locator('#error').textContent(), '');
});

it('the hook of the frame ends loading with the error of a used URL', withChromium, async () => {
  const url = await stage.url();
  await stage.sandbox.sigma.open(url);
  const { page } = await stage.open(url);
  await shows(page, 'loading', 'false');
  await page
    .locator('#error')
    .getByText(/^EINVAL: .*jti/)
    .waitFor();
});

it('variables are set, asked for, and told', withChromium, async () => {
  const { page, workbook } = await stage.open(await stage.url());
  await shows(page, 'data', 'true');
  await page.getByRole('button', { name: 'Set' }).click();
  await shows(page, 'changed', '{"Distance":"5"}');
  assert.equal(await workbook.getByLabel('Minimum distance').inputValue(), '5');
  await page.getByRole('button', { name: 'Get' }).click();
  await shows(page, 'current', '{"Distance":"5"}');
});

it('a bookmark is made and an element fills the frame', withChromium, async () => {
  const { page } = await stage.open(await stage.url());
  await shows(page, 'data', 'true');
  await page.getByRole('button', { name: 'Save' }).click();
  await shows(page, 'bookmark', '"By React"');
  await page.getByRole('button', { name: 'Fill' }).click();
  await shows(page, 'full', 'true');
});

it('the hook of the height gives the height of the page', withChromium, async () => {
  const { page } = await stage.open(await stage.url({ query: ':responsive_height=true&' }));
  await shows(page, 'data', 'true');
  await page
    .locator('#height')
    .getByText(/^\d{3,5}$/)
    .waitFor();
});
