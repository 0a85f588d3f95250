// Who sees what: the same workbook, opened by different people.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withChromium } from '../support/chromium.ts';
import { openDashboard, statusOf, tileOf, tripsOf, workbookLoaded } from '../support/dashboard.ts';
import { setStage } from '../support/journey.ts';

const stage = setStage();
const between = (low: number, high: number) => (row: { pickup: number }) => row.pickup >= low && row.pickup <= high;

it('Ana of group manhattan sees the trips of her zips only, with the fares masked [EM-01]', withChromium, () =>
  stage.visit(async ({ page }) => {
    const workbook = await openDashboard(page, stage.demo.origin, 'ana@example.com');
    const trips = await tripsOf(workbook);
    assert.equal(trips.length, 100);
    assert.ok(trips.every(between(10_001, 10_282)), JSON.stringify(trips.slice(0, 3)));
    assert.ok(trips.every(({ fare }) => fare === '—'));
    assert.equal(await tileOf(workbook, 'fare'), 'masked');
    assert.equal(await tileOf(workbook, 'trips'), '18,967');
    await workbook.getByText('Queries run as ana@example.com').waitFor();
    await workbook.getByRole('img', { name: '12 values of Pickup zip, most at 10001' }).waitFor();
    await statusOf(page).getByText('Workbook loaded').waitFor();
  }),
);

it('a control of the workbook narrows what Ana sees and never widens it', withChromium, () =>
  stage.visit(async ({ page }) => {
    const workbook = await openDashboard(page, stage.demo.origin, 'ana@example.com');
    await workbook.getByLabel('Minimum distance').selectOption({ label: '5 miles or more' });
    await workbook.locator('[data-value="trips"]:not(:text("18,967"))').waitFor();
    await workbookLoaded(page);
    const trips = await tripsOf(workbook);
    assert.ok(trips.every(({ distance }) => distance >= 5));
    assert.ok(trips.every(between(10_001, 10_282)));
  }),
);

it('Ben of group queens sees the trips of his zips only, with the fares masked [EM-01]', withChromium, () =>
  stage.visit(async ({ page }) => {
    const workbook = await openDashboard(page, stage.demo.origin, 'ben@example.com');
    const trips = await tripsOf(workbook);
    assert.equal(trips.length, 100);
    assert.ok(trips.every(between(11_004, 11_697)), JSON.stringify(trips.slice(0, 3)));
    assert.ok(trips.every(({ fare }) => fare === '—'));
    assert.equal(await tileOf(workbook, 'fare'), 'masked');
    await workbook.getByText('Queries run as ben@example.com').waitFor();
  }),
);

it('Mia the administrator sees every trip and every fare [EM-01]', withChromium, () =>
  stage.visit(async ({ page }) => {
    const workbook = await openDashboard(page, stage.demo.origin, 'mia@example.com');
    const trips = await tripsOf(workbook);
    assert.equal(await tileOf(workbook, 'trips'), '21,932');
    assert.match(await tileOf(workbook, 'fare'), /^\$\d+\.\d\d$/);
    assert.ok(trips.every(({ fare }) => /^\$\d+\.\d\d$/.test(fare)));
    assert.ok(trips.some(between(10_001, 10_282)) && trips.some(between(11_004, 11_697)));
    await workbook.getByText('Queries run as mia@example.com').waitFor();
  }),
);

it('Eve, who has no SELECT, is told so in the workbook and above it, and whom to ask', withChromium, () =>
  stage.visit(async ({ page }) => {
    const workbook = await openDashboard(page, stage.demo.origin, 'eve@example.com');
    assert.deepEqual(await tripsOf(workbook), []);
    const refusals = workbook.getByText('Ask the owner of the table for SELECT.');
    assert.equal(await refusals.count(), 6, 'three tiles, two charts and the table');
    await workbook
      .getByText(/User does not have SELECT on Table 'demo\.taxi\.trips'/)
      .first()
      .waitFor();
    await workbook.getByText('Queries run as eve@example.com').waitFor();
    await statusOf(page)
      .getByText(/no data/)
      .waitFor();
  }),
);

it(
  'the panel says who the viewer is to Databricks and to Sigma, and the claims without the token [SE-15]',
  withChromium,
  () =>
    stage.visit(async ({ page }) => {
      await openDashboard(page, stage.demo.origin, 'ana@example.com');
      const panel = page.getByRole('complementary', { name: 'Embedding information' });
      const text = await panel.innerText();
      for (const fact of ['Ana Lima', 'ana@example.com', 'manhattan', 'View', 'Sales_People'])
        assert.ok(text.includes(fact));
      assert.ok(text.includes(stage.demo.sandbox.world.connectionId));
      await panel.getByText('Claims as sent').click();
      const claims = JSON.parse(await panel.locator('pre').innerText()) as Record<string, unknown>;
      assert.equal(claims['sub'], 'ana@example.com');
      assert.match(JSON.stringify(claims['connection_oauth_tokens']), /encrypted token, \d+ characters, not shown/);
    }),
);

it('Sam, who has a Sigma login of their own, opens the same workbook as that Sigma user [EM-01]', withChromium, () =>
  stage.visit(async ({ page }) => {
    await openDashboard(page, stage.demo.origin, 'sam@example.com');
    assert.deepEqual(stage.demo.sandbox.events.list('embed.opened').at(-1)?.detail?.['user'], 'internal');
    await page.getByRole('complementary').getByText('Internal user').waitFor();
  }),
);
