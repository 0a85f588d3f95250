// The control page, as somebody meets it with a mouse, with the keyboard and with a screen reader.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../../../../test/support/axe.ts';
import { keep, launch, person, withChromium } from '../../../../test/support/chromium.ts';
import { startDemo, type Demo } from '../../../../test/support/demo.ts';
import { createVisitor } from '../../../../test/support/visitor.ts';

let browser: Browser;
let demo: Demo;
let page: Page;
let complaints: readonly string[];
before(async () => {
  if (withChromium.skip !== false) return;
  browser = await launch();
  demo = await startDemo();
  demo.sandbox.beginHere();
});
after(async () => {
  if (withChromium.skip !== false) return;
  await browser.close();
  await demo[Symbol.asyncDispose]();
});
beforeEach(async () => {
  if (withChromium.skip !== false) return;
  demo.sandbox.reset();
  const watched = await person(browser);
  ({ page } = watched);
  complaints = watched.complaints;
  await page.goto(`${demo.sandbox.databricks.origin}/__sandbox/`);
  await page.getByRole('list', { name: 'At a glance' }).getByText('people signed in').waitFor();
});
afterEach(async () => {
  if (withChromium.skip !== false) return;
  // Chromium itself tells of every answer that refuses a form.
  assert.deepEqual(
    complaints.filter((text) => !text.includes('status of 400')),
    [],
  );
  await page.context().close();
});

async function signInAndOpen(email: string): Promise<void> {
  const who = createVisitor(demo.origin);
  await who.signIn(email);
  const { embedUrl } = JSON.parse((await who.mint()).text) as { embedUrl: string };
  await fetch(embedUrl);
}

const region = (name: string) => page.getByRole('region', { name, exact: true });
const said = (text: string | RegExp) => page.getByRole('status').getByText(text).waitFor();

it('what happens at the vendors shows by itself: people, embeds, statements, events', withChromium, async () => {
  await signInAndOpen('ana@example.com');
  const ana = region('People').getByRole('listitem').filter({ hasText: 'Ana Lima' });
  await ana.getByText('1 open embed').waitFor();
  assert.match(await ana.innerText(), /Access token (1 h|59 min)/);
  await page.getByRole('cell', { name: 'Taxi by area' }).waitFor();
  await page.getByRole('log').getByText('embed.opened').waitFor();
  assert.equal(await region('People').getByText('Not signed in').count(), 4);
});

it('an ended access token, an ended grant and ended embeds are one press each', withChromium, async () => {
  await signInAndOpen('ana@example.com');
  await page.getByRole('button', { name: 'End access token' }).click();
  await said(/Databricks refuses the access tokens/);
  await region('People').getByText('Access token ended').waitFor();
  await page.getByRole('button', { name: 'End embeds' }).click();
  await region('People').getByText('0 open embeds').waitFor();
  await page.getByRole('button', { name: 'End grant' }).click();
  await said(/Refreshing fails from now on/);
  assert.equal(demo.sandbox.databricks.signedIn('ana@example.com')[0]?.ended, true);
});

it('the clock moves on and back', withChromium, async () => {
  await page.getByRole('button', { name: '+1 hour' }).click();
  await page.getByText('1 h ahead').waitFor();
  assert.ok(demo.sandbox.clock.now() - Date.now() > 3_500_000);
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.getByText('as on this machine').waitFor();
});

describe('faults', () => {
  it('are set ready-made, for whom and how often is chosen, and taken back', withChromium, async () => {
    await page.locator('[data-key="fault-person"]').selectOption('ben@example.com');
    await page.locator('[data-key="fault-times"]').selectOption({ label: 'the next three' });
    await page.getByRole('button', { name: /Token endpoint down/ }).click();
    await page.getByText('503, for ben@example.com').waitFor();
    assert.deepEqual(demo.sandbox.faults.list()[0]?.fault, {
      vendor: 'databricks',
      pattern: 'POST /oidc/*',
      status: 503,
      body: '',
      person: 'ben@example.com',
      times: 3,
    });
    await page.getByRole('button', { name: 'Remove the fault at POST /oidc/*' }).click();
    await page.getByText('No fault is set.').waitFor();
    assert.equal(demo.sandbox.faults.list().length, 0);
  });

  it('of every ready kind can be set', withChromium, async () => {
    const ready = page.getByRole('group', { name: 'Faults' }).getByRole('button');
    const count = await ready.count();
    for (let at = 0; at < count; at += 1) await ready.nth(at).click();
    await page
      .locator('.set li')
      .nth(count - 1)
      .waitFor();
    assert.equal(demo.sandbox.faults.list().length, count);
    await page.getByRole('button', { name: 'Remove all' }).click();
    await page.getByText('No fault is set.').waitFor();
  });

  it('of an own kind come from a form, and what is wrong is told', withChromium, async () => {
    await page.getByText('One of your own').click();
    await page.getByRole('textbox', { name: 'Request' }).fill('token');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await said(/pattern: expected METHOD \/path/);
    await page.getByRole('textbox', { name: 'Request' }).fill('GET /oidc/jwks.json');
    await page.getByRole('spinbutton', { name: 'Status' }).fill('500');
    await page.getByRole('textbox', { name: 'Header' }).fill('retry-after: 7');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByRole('button', { name: 'Remove the fault at GET /oidc/jwks.json' }).waitFor();
    const answer = await fetch(`${demo.sandbox.databricks.keysOrigin}/oidc/jwks.json`);
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [500, '7']);
  });
});

it('a moved switch is first in its list, and the first position is the default', withChromium, async () => {
  await page.getByText('37 switches, all at their default').click();
  await page.getByLabel('token death').selectOption({ label: 'chart errors' });
  await page.getByText('1 of 37 moved').waitFor();
  assert.equal(demo.sandbox.sigma.switches.tokenDeath, 'chart_errors');
  assert.equal(await region('Switches of Sigma').getByRole('combobox').first().getAttribute('id'), 'sigma-tokenDeath');
});

it('everything is put back at one press', withChromium, async () => {
  await signInAndOpen('ana@example.com');
  await page.getByRole('button', { name: '+1 day' }).click();
  await page.getByRole('button', { name: 'Put everything back' }).click();
  await said(/Everything is as it was at the start/);
  await page.getByText('as on this machine').waitFor();
  assert.equal(await region('People').getByText('Not signed in').count(), 5);
});

it(
  'the keyboard reaches and does everything, and stays where it was when a part is drawn again',
  withChromium,
  async () => {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the content');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('5 min ahead').waitFor();
    await page.getByRole('button', { name: /Slow warehouse/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('5000 ms late').waitFor();
    assert.match(String(await page.evaluate('document.activeElement.textContent')), /Slow warehouse/);
    // A control that goes away by being pressed hands the focus to its neighbour.
    await page.getByRole('button', { name: 'Back to now' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('as on this machine').waitFor();
    assert.equal(await page.evaluate('document.activeElement.textContent'), '+5 min');
  },
);

it(
  'every switch of both vendors has a control, by the name that a test or a seed would use',
  withChromium,
  async () => {
    for (const [vendor, switches] of Object.entries({
      databricks: demo.sandbox.databricks.switches,
      sigma: demo.sandbox.sigma.switches,
    })) {
      for (const name of Object.keys(switches)) {
        const control = page.locator(`#${vendor}-${name}`);
        assert.equal(await control.count(), 1, name);
        assert.match((await page.locator(`#${vendor}-${name}-about`).textContent()) ?? '', new RegExp(`^${name}: `));
      }
    }
  },
);

it('events are shown on one line each, or in full', withChromium, async () => {
  await signInAndOpen('ana@example.com');
  const detail = page.getByRole('log').locator('.detail').filter({ hasText: 'accountType View' });
  await detail.waitFor();
  const height = async (): Promise<number> => (await detail.boundingBox())?.height ?? 0;
  const line = await height();
  await page.getByRole('checkbox', { name: 'in full' }).check();
  assert.ok((await height()) > line);
});

it('a narrow window shows everything without scrolling sideways', withChromium, async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signInAndOpen('ana@example.com');
  await page.getByRole('cell', { name: 'Taxi by area' }).waitFor();
  await page.getByText('One of your own').click();
  for (const summary of await page.locator('#switches summary').all()) await summary.click();
  const wide = `[document.documentElement, ...document.querySelectorAll('.scroll, .switches, .own')]
    .filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.className)`;
  assert.deepEqual(await page.evaluate(wide), []);
});

for (const colorScheme of ['light', 'dark'] as const) {
  it(`axe finds nothing to mend, ${colorScheme}`, withChromium, async () => {
    await signInAndOpen('ana@example.com');
    await signInAndOpen('eve@example.com');
    await page.emulateMedia({ colorScheme });
    await page.getByRole('button', { name: /Slow warehouse/ }).click();
    await page.getByText('37 switches, all at their default').click();
    await region('People').getByText('1 open embed').first().waitFor();
    await keep(page, `control-${colorScheme}`);
    assert.deepEqual(await axeFindings(page), []);
  });
}
