// The rest of Sigma's vocabulary of messages: saved views, cells, modes, dialogs, documents, buttons.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Frame } from 'playwright-core';
import { withChromium } from '../../../../test/support/chromium.ts';
import { succeeded } from './fake-databricks.ts';
import { framedWorkbook } from './framed-workbook.ts';
import { WORKBOOK, type Change } from './organization.ts';

const framed = framedWorkbook();
const BUILD: Change = { claims: { account_type: 'Build' } };

/** Opens as somebody who may do everything. */
async function openAsBuilder(): Promise<Frame> {
  for (const grant of framed.place.state.grants.values()) {
    if (grant.inodeType === 'workbook') grant.permission = 'edit';
  }
  return await framed.open(BUILD);
}

describe('saved views', () => {
  it('are created, changed and deleted, and each is told', withChromium, async () => {
    const frame = await framed.open();
    await framed.tell({ type: 'workbook:bookmark:create', name: 'Mine', isDefault: false, isShared: true });
    const { bookmarkId, bookmarkName, versionTagName } = await framed.waitFor('workbook:bookmark:oncreate');
    assert.deepEqual({ bookmarkName, versionTagName }, { bookmarkName: 'Mine', versionTagName: null });
    assert.equal(await frame.getByLabel('Saved view').inputValue(), bookmarkId);
    await frame.getByLabel('Minimum distance').selectOption('5');
    await framed.tell({ type: 'workbook:bookmark:update' });
    assert.equal((await framed.waitFor('workbook:bookmark:onupdate'))['bookmarkId'], bookmarkId);
    await framed.tell({ type: 'workbook:bookmark:select' });
    assert.equal((await framed.waitFor('workbook:bookmark:onchange'))['bookmarkId'], null);
    await framed.tell({ type: 'workbook:bookmark:select', bookmarkId });
    assert.deepEqual((await framed.waitFor('workbook:variables:onchange'))['workbook'], {
      variables: { Distance: '5' },
    });
    await framed.tell({ type: 'workbook:bookmark:delete', bookmarkId });
    await framed.waitFor('workbook:bookmark:ondelete');
    assert.deepEqual(await frame.getByLabel('Saved view').locator('option').allTextContents(), ['None', 'Long trips']);
  });

  it('cannot be updated without one, nor without changes', withChromium, async () => {
    await framed.open();
    await framed.tell({ type: 'workbook:bookmark:update' });
    assert.equal((await framed.waitFor('workbook:error'))['message'], 'Bookmark not selected');
    await framed.tell({ type: 'workbook:bookmark:select', bookmarkId: 'bm-long-trips' });
    await framed.waitFor('workbook:variables:onchange');
    await framed.tell({ type: 'workbook:bookmark:update' });
    const { message } = await framed.waitFor('workbook:error');
    assert.equal(message, 'Cannot update bookmark, no explore changes made');
  });
});

describe('what is selected in an element is told', () => {
  it('for a cell of a table', withChromium, async () => {
    const frame = await framed.open();
    await frame.locator('[data-element="trips"] tbody td').nth(3).click();
    const { cells, nodeId, title } = await framed.waitFor('workbook:table:oncellselect');
    assert.deepEqual({ nodeId, title }, { nodeId: 'trips', title: 'Trips' });
    assert.deepEqual((cells as object[])[0], {
      value: '2.5',
      cellType: 'valueCell',
      columnName: 'Distance',
      underlyingData: {
        rows: [
          {
            'Pickup time': '2016-01-31T08:15:00.000Z',
            'Pickup zip': '10001',
            'Dropoff zip': '10011',
            Distance: '2.5',
            Fare: null,
          },
        ],
        isTruncated: false,
        length: 1,
      },
    });
  });

  it('for a bar of a chart', withChromium, async () => {
    const frame = await framed.open();
    await framed.page.clock.runFor(1000);
    await frame.locator('[data-element="by-zip"] canvas').click();
    const { nodeId, values } = await framed.waitFor('workbook:chart:onvalueselect');
    assert.equal(nodeId, 'by-zip');
    assert.deepEqual(values, [{ 'Pickup zip': '10001', Trips: '3' }]);
  });

  it('for a cell of a pivot table, which asks only once its page is shown', withChromium, async () => {
    const frame = await framed.open();
    const asked = (): boolean => framed.databricks.asked.some(({ body }) => body.statement?.includes('CASE WHEN'));
    assert.equal(asked(), false);
    await framed.forget();
    await frame.getByRole('tab', { name: 'Patterns' }).click();
    await framed.waitFor('workbook:dataloaded');
    assert.equal(asked(), true);
    await frame.locator('[data-element="by-length"] tbody td').first().click();
    const { cells } = await framed.waitFor('workbook:pivottable:oncellselect');
    assert.deepEqual(cells, [
      {
        value: '3',
        cellType: 'valueCell',
        columnName: 'Trips',
        rowPath: [{ name: 'Pickup zip', value: '10001' }],
        columnPath: [{ name: 'Length', value: '0 to 1 mi' }],
      },
    ]);
  });
});

it('a button sends its event with the values of controls', withChromium, async () => {
  const frame = await framed.open({ query: 'Distance=2&' });
  await frame.getByRole('tab', { name: 'Patterns' }).click();
  await frame.getByRole('button', { name: 'Tell the page around this one' }).click();
  const { name, values } = await framed.waitFor('action:outbound');
  assert.deepEqual({ name, values }, { name: 'distance-shared', values: { distance: '2' } });
});

it('an element without rows is told', withChromium, async () => {
  framed.databricks.answer = ({ body }) => (body.statement?.includes('LIMIT 12') === true ? succeeded([]) : undefined);
  await framed.open();
  assert.equal((await framed.waitFor('document:element:nodata'))['nodeId'], 'by-zip');
});

describe('a mode', () => {
  it('is taken by whoever may take it', withChromium, async () => {
    const frame = await framed.open();
    await framed.tell({ type: 'workbook:mode:update', mode: 'edit' });
    assert.equal(await frame.locator('.chip.mode').isVisible(), false);
    await framed.tell({ type: 'workbook:mode:update', mode: 'explore' });
    await frame.getByText('Exploring').waitFor();
  });

  it('of editing comes with publishing, which is told', withChromium, async () => {
    const frame = await openAsBuilder();
    await framed.tell({ type: 'workbook:mode:update', mode: 'edit' });
    await frame.getByText('Editing').waitFor();
    await frame.getByLabel('Workbook menu').click();
    await frame.getByRole('button', { name: 'Publish' }).click();
    const [workbook] = [...framed.place.state.workbooks.values()];
    assert.equal((await framed.waitFor('workbook:published'))['workbookId'], workbook?.workbookId);
  });
});

describe('a dialog', () => {
  it('opens and closes by message, and not without permission', withChromium, async () => {
    const frame = await framed.open();
    await framed.tell({ type: 'workbook:modal:toggle', modalType: 'export' });
    await frame.getByRole('heading', { name: 'Export' }).waitFor();
    await framed.tell({ type: 'workbook:modal:toggle' });
    await frame.getByRole('heading', { name: 'Export' }).waitFor({ state: 'hidden' });
    await framed.tell({ type: 'workbook:modal:toggle', modalType: 'save-as' });
    await framed.tell({ type: 'workbook:variables:list' });
    await framed.page.clock.runFor(10);
    await framed.waitFor('workbook:variables:current');
    assert.equal(await frame.locator('dialog').isVisible(), false);
  });

  it('of sharing shows the links that the parent gave, if they are links', withChromium, async () => {
    const frame = await framed.open();
    const sharingLink = 'https://app.example.com/reports/7';
    await framed.tell({
      type: 'workbook:sharinglink:update',
      sharingLink,
      sharingExplorationLink: 'javascript:alert(1)',
    });
    await framed.tell({ type: 'workbook:modal:toggle', modalType: 'share' });
    assert.equal(await frame.getByLabel('Link').inputValue(), sharingLink);
    assert.equal(await frame.getByLabel('Exploration').count(), 0);
  });

  it('of saving a copy moves the frame to it, and each step is told', withChromium, async () => {
    const frame = await openAsBuilder();
    await framed.tell({ type: 'workbook:modal:toggle', modalType: 'save-as' });
    await frame.getByLabel('Name').fill('My trips');
    await frame.getByRole('button', { name: 'Save', exact: true }).click();
    const { saveWorkbookId, workbookId } = await framed.waitFor('workbook:saveas');
    assert.notEqual(saveWorkbookId, workbookId);
    assert.equal((await framed.waitFor('workbook:id:onchange'))['id'], saveWorkbookId);
    assert.match(String((await framed.waitFor('url:onchange'))['url']), /^\/sandbox\/workbook\/My-trips-/);
  });

  it('of deleting asks first, then the end is told', withChromium, async () => {
    const frame = await openAsBuilder();
    await frame.getByLabel('Workbook menu').click();
    await frame.getByRole('button', { name: 'Delete' }).click();
    await frame.locator('dialog').getByRole('button', { name: 'Delete' }).click();
    const [workbook] = [...framed.place.state.workbooks.values()];
    assert.equal((await framed.waitFor('workbook:ondelete'))['id'], workbook?.workbookId);
    assert.equal(workbook?.isArchived, true);
  });
});

it('the parent navigates to a page; a page that is not there is ignored', withChromium, async () => {
  const frame = await framed.open();
  await framed.tell({ type: 'document:navigateto', pageId: 'nothere' });
  await framed.tell({ type: 'document:navigateto', pageId: 'about' });
  await framed.waitFor('workbook:selectednodeid:onchange');
  assert.ok(await frame.getByText('The trips are generated').isVisible());
});

it('pages are chosen with the arrow keys', withChromium, async () => {
  const frame = await framed.open();
  await frame.getByRole('tab', { name: 'Overview' }).focus();
  await framed.page.keyboard.press('ArrowLeft');
  assert.ok(await frame.getByText('The trips are generated').isVisible());
});

it('whoever may not explore sorts nothing', withChromium, async () => {
  for (const grant of framed.place.state.grants.values()) {
    if (grant.inodeType === 'workbook') grant.permission = 'view';
  }
  const frame = await framed.open();
  const before = framed.databricks.asked.length;
  await frame.getByRole('button', { name: 'Distance', exact: true }).click();
  await framed.tell({ type: 'workbook:variables:list' });
  await framed.page.clock.runFor(10);
  await framed.waitFor('workbook:variables:current');
  assert.equal(framed.databricks.asked.length, before);
});

it('numbers and dates are in the language of the URL', withChromium, async () => {
  framed.databricks.answer = ({ body }) =>
    body.statement?.includes('count(*) AS `Trips` FROM (SELECT 1') === true ? succeeded([['21932']]) : undefined;
  const frame = await framed.open({ query: ':lng=de&' });
  assert.equal(await frame.locator('[data-value="trips"]').textContent(), '21.932');
  assert.equal(await frame.locator('html').getAttribute('lang'), 'de');
});

describe('by switch', () => {
  it('the end at exp is shown without a message', withChromium, async () => {
    Object.assign(framed.place.world.sigma, { endError: 'not_sent' });
    const frame = await framed.open();
    framed.place.world.clock.advance(3_600_000);
    await framed.page.clock.runFor(5000);
    await frame.getByText('Session expired. Reload the page.').waitFor();
    assert.equal(
      (await framed.heard()).some(({ type }) => type === 'workbook:error'),
      false,
    );
  });
});

it('an element embed shows one element and still tells', withChromium, async () => {
  const frame = await framed.open({ path: `${WORKBOOK}/element/trips` });
  assert.equal(await frame.locator('[data-element]').count(), 1);
  assert.equal(await frame.locator('tbody tr').count(), 1);
});
