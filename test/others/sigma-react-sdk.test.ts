// `@sigmacomputing/react-embed-sdk`, unchanged, in Chromium under the vendor's name and in StrictMode: its hooks hear, its functions are heard.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { keep, withChromium } from '../support/chromium.ts';
import { earOf, type Ear } from './sdk-ear.ts';
import { sigmaStage, type Visit } from './sigma-stage.ts';

const stage = sigmaStage('sigma-react-page.tsx');

/** Embedded, with all its data. */
async function loaded(visit?: Visit): Promise<Ear & { readonly page: Page; readonly workbook: FrameLocator }> {
  const { page, workbook } = await stage.open(await stage.url(visit));
  const ear = earOf(page);
  await ear.heard('useWorkbookDataLoaded');
  return { ...ear, page, workbook };
}

/** The height of the frame, as soon as it is the newest that was told, and below a limit. Charts that are drawn change it. */
async function heightBelow(page: Page, limit: number): Promise<number> {
  const told = `heard.useWorkbookPageHeight?.at(-1)?.pageHeight`;
  await page.waitForFunction(`${told} < ${limit} && document.querySelector('iframe').style.height === ${told} + 'px'`);
  return await page.evaluate<number>(told);
}

const shows = async (page: Page, id: string, text: string): Promise<void> =>
  await page.locator(`#${id}`).getByText(text, { exact: true }).waitFor();

it(
  'the hook of the frame ends loading with the variables of the workbook, which loads once',
  withChromium,
  async () => {
    const before = stage.sandbox.events.count('embed.opened');
    const { counts, page, workbook } = await loaded({ query: 'Distance=2&' });
    await shows(page, 'variables', '{"Distance":"2"}');
    await page.getByText('Loading...').waitFor({ state: 'detached' });
    await workbook.getByText('ana@example.com').first().waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    assert.deepEqual(
      [stage.sandbox.events.count('embed.opened') - before, (await counts())['useWorkbookLoaded']],
      [1, 1],
    );
    await keep(page, 'sigma-react-sdk');
  },
);

it('the hook of the frame ends loading with the error of a used URL', withChromium, async () => {
  const url = await stage.url();
  await stage.sandbox.sigma.open(url);
  const { page } = await stage.open(url);
  await page
    .getByRole('alert')
    .getByText(/^EINVAL: .*jti/)
    .waitFor();
  await page.getByText('Loading...').waitFor({ state: 'detached' });
});

it('the hook of the variables sets and gets them, and what the viewer changes is told', withChromium, async () => {
  const { forget, heard, page, workbook } = await loaded();
  await forget();
  await page.getByRole('button', { name: 'Five miles' }).click();
  assert.deepEqual((await heard('useVariableChange'))['workbook'], { variables: { Distance: '5' } });
  assert.equal(await workbook.getByLabel('Minimum distance').inputValue(), '5');
  await page.getByRole('button', { name: 'Get variables' }).click();
  await shows(page, 'got', '{"Distance":"5"}');
  await forget();
  await workbook.getByLabel('Minimum distance').selectOption('10');
  assert.deepEqual((await heard('useVariableChange'))['workbook'], { variables: { Distance: '10' } });
  await page.getByRole('button', { name: 'Get variables' }).click();
  await shows(page, 'got', '{"Distance":"10"}');
});

it(
  'the hook of the height makes the frame as high as its page, and lower with a shorter page',
  withChromium,
  async () => {
    const { page, tell } = await loaded({ query: ':responsive_height=true&' });
    const high = await heightBelow(page, Number.MAX_SAFE_INTEGER);
    await tell('updateWorkbookSelectedNodeId', ['about', 'page'], 'useWorkbookPageHeight');
    assert.ok((await heightBelow(page, high)) > 0);
  },
);

it('each function is heard, and the hook for its effect hears', withChromium, async () => {
  const { tell } = await loaded();
  const made = { name: 'By React', isDefault: false, isShared: false };
  const { bookmarkId } = await tell('createWorkbookBookmark', [made], 'useWorkbookBookmarkOnCreate');
  await tell('updateWorkbookVariables', [{ Distance: '2' }], 'useVariableChange');
  const updated = await tell('updateWorkbookBookmark', [], 'useWorkbookBookmarkOnUpdate');
  assert.equal(updated['bookmarkId'], bookmarkId);
  assert.equal((await tell('selectWorkbookBookmark', [], 'useWorkbookBookmarkOnChange'))['bookmarkId'], null);
  const chosen = await tell('selectWorkbookBookmark', [bookmarkId], 'useWorkbookBookmarkOnChange');
  assert.equal(chosen['bookmarkId'], bookmarkId);
  const deleted = await tell('deleteWorkbookBookmark', [bookmarkId], 'useWorkbookBookmarkOnDelete');
  assert.equal(deleted['bookmarkId'], bookmarkId);
  const { variables } = await tell('getWorkbookVariables', [], 'useWorkbookCurrentVariables');
  assert.deepEqual(variables, { Distance: '2' });
  assert.equal((await tell('updateWorkbookFullscreen', ['by-day'], 'useWorkbookFullScreen'))['fullScreen'], true);
  const selected = await tell('updateWorkbookSelectedNodeId', ['trips', 'element'], 'useWorkbookSelectedNode');
  assert.equal(selected['selectedNodeId'], 'trips');
  const { message } = await tell('updateWorkbookBookmark', [], 'useWorkbookError');
  assert.equal(message, 'Bookmark not selected');
});

it('hooks that are unmounted hear nothing more, and leave nobody who listens', withChromium, async () => {
  const { counts, forget, page, workbook } = await loaded();
  const listening = async (): Promise<number> => await page.evaluate('listening.size');
  const before = await listening();
  await page.getByRole('button', { name: 'Stop listening' }).click();
  await page.waitForFunction(`listening.size === ${before - 21}`);
  await forget();
  await page.getByRole('button', { name: 'Five miles' }).click();
  await workbook.locator('select:has(option:checked[value="5"])').first().waitFor();
  // The answer that another hook still hears comes after the messages that nobody may hear.
  await page.getByRole('button', { name: 'Get variables' }).click();
  await shows(page, 'got', '{"Distance":"5"}');
  assert.deepEqual(await counts(), {});
  await page.evaluate('close()');
  await page.locator('iframe').waitFor({ state: 'detached' });
  assert.equal(await listening(), 0);
});

it('another URL is another load, and the hooks hear the new frame only', withChromium, async () => {
  const { forget, heard, page } = await loaded();
  const url = await stage.url({ query: 'Distance=10&' });
  await forget();
  await page.evaluate(`open(${JSON.stringify(url)})`);
  await heard('useWorkbookDataLoaded');
  await shows(page, 'variables', '{"Distance":"10"}');
  assert.equal(await page.locator('iframe').count(), 1);
});
