// The catalogue at work: a page sets what it may, viewers see what is open to them, and the rest says so.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { keep, signIn, withChromium } from '../support/chromium.ts';
import { tripsOf, workbookLoaded } from '../support/dashboard.ts';
import { embedIs, setHostStage, workbookShown, type HostStage } from '../support/host-page.ts';

const MINUTE = 60_000;
const stage = setHostStage();

let prepared: Promise<void> | undefined;

/** Gives the gateway its catalogue, once: it needs to know where Sigma is. */
async function prepare(): Promise<void> {
  const { demo } = stage;
  const { url } = demo.config.policy.embeds[0];
  const path = join(demo.folder, 'sigma-embed.json');
  const embeds = [
    {
      alias: 'trips',
      title: 'Trips of Manhattan',
      url,
      open: { groups: ['manhattan'] },
      parameters: { Distance: ['0', '5'] },
      themes: ['Dark'],
    },
    { alias: 'patterns', title: 'Patterns', url: `${url}/page/overview`, open: { groups: ['manhattan', 'finance'] } },
  ];
  const groups = [{ group: 'manhattan', teams: ['Sales_People'] }];
  writeFileSync(path, JSON.stringify({ embeds, groups }));
  await demo.restart({ SIGMA_EMBED_CONFIG_FILE: path });
}

async function visit(...[story, expected]: Parameters<HostStage['visit']>): Promise<void> {
  prepared ??= prepare();
  await prepared;
  await stage.visit(story, expected);
}

const pageWith = (options: string): string =>
  `<script>addEventListener('DOMContentLoaded', () => { const tag = document.createElement('sigma-embed');
    tag.style.height = '600px'; tag.options = ${options}; document.querySelector('main').append(tag); })</script>`;

it(
  'a page sets a control and the theme in the URL, and a renewal keeps both and what the viewer changed',
  withChromium,
  () =>
    visit(async ({ open, page, pass }) => {
      stage.serve('/set', {
        head: pageWith(`{ embed: 'trips', parameters: { Distance: '5' }, theme: 'Dark' }`),
        body: '',
      });
      await open('/set', 'ana@example.com');
      const workbook = await workbookShown(page);
      const long = (await tripsOf(workbook)).map(({ distance }) => distance);
      assert.ok(long.length > 0 && long.every((miles) => miles >= 5), long.join());
      assert.equal(await page.locator('iframe').getAttribute('title'), 'Trips of Manhattan');
      const queryOf = (): URLSearchParams => new URL(page.frames().at(-1)?.url() ?? '').searchParams;
      assert.deepEqual([queryOf().get('Distance'), queryOf().get(':theme')], ['5', 'Dark']);
      const before = stage.demo.sandbox.events.count('embed.opened');
      await page.getByRole('heading', { name: 'Portal' }).click();
      await pass(56 * MINUTE);
      for (let tries = 0; tries < 400 && stage.demo.sandbox.events.count('embed.opened') === before; tries += 1)
        await page.waitForTimeout(50);
      assert.equal(stage.demo.sandbox.events.count('embed.opened'), before + 1);
      const renewed = await workbookShown(page);
      assert.deepEqual([queryOf().get('Distance'), queryOf().get(':theme')], ['5', 'Dark']);
      assert.ok((await tripsOf(renewed)).every(({ distance }) => distance >= 5));
    }),
);

it(
  'a control value that the catalogue does not allow is a reason of its own, and nothing is loaded',
  withChromium,
  () =>
    visit(async ({ open, page }) => {
      stage.serve('/too-much', { head: pageWith(`{ embed: 'trips', parameters: { Distance: '10' } }`), body: '' });
      await open('/too-much', 'ana@example.com');
      await embedIs(page, 'failed');
      const code = await page.evaluate(`document.querySelector('sigma-embed').handle.reason.code`);
      assert.equal(code, 'parameter_not_allowed');
      await page.getByText('not allowed for this embed').waitFor();
      assert.equal(await page.locator('iframe').count(), 0);
    }, /403/),
);

it(
  'the dashboard lists what is open to the viewer by title; the rest is a page that says what to do',
  withChromium,
  () =>
    visit(async ({ page }) => {
      const { origin } = stage.demo;
      await signIn(page, origin, 'mia@example.com');
      await workbookLoaded(page).catch(() => undefined);
      assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Patterns');
      assert.equal(await page.getByRole('navigation', { name: 'Workbooks' }).count(), 0);
      assert.equal((await page.goto(`${origin}/dashboard/trips`))?.status(), 403);
      await page.getByText('You may not open this workbook').waitFor();
      await keep(page, 'embed-forbidden');
    }, /403/),
);

it('whoever may open nothing can still sign out and be somebody else', withChromium, () =>
  visit(async ({ page }) => {
    await signIn(page, stage.demo.origin, 'ben@example.com');
    await page.getByText('You may not open this workbook').waitFor();
    await keep(page, 'nothing-open');
    await page.getByRole('link', { name: /sign out/i }).click();
    await page.getByRole('button', { name: /sign out/i }).click();
    await page
      .getByText(/signed out/i)
      .first()
      .waitFor();
  }, /403/),
);
