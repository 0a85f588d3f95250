// What a page can choose: how a workbook outlives its URL, where it starts, its words and parts.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withChromium } from '../support/chromium.ts';
import { embedIs, setHostStage, workbookShown } from '../support/host-page.ts';

const MINUTE = 60_000;
const stage = setHostStage();
const opened = () => stage.demo.sandbox.events.count('embed.opened');
/** In the order in which a frame is asked for them. */
const FEATURES = ['clipboard-read', 'clipboard-write', 'fullscreen', 'camera', 'microphone', 'geolocation', 'usb'];
const tag = (attributes: string, content = ''): string =>
  `<sigma-embed style="height: 500px" ${attributes}>${content}</sigma-embed>`;

it('reload-in-place keeps one frame, replaces it at its end, and keeps the place', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    stage.serve('/in-place', { body: tag('renewal="reload-in-place"') });
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 20 * 60 });
    await open('/in-place', 'ana@example.com');
    const workbook = await workbookShown(page);
    await workbook.getByLabel('Minimum distance').selectOption({ label: '5 miles or more' });
    await workbookShown(page);
    const before = opened();
    await pass(18.5 * MINUTE);
    await page.getByRole('heading', { name: 'Portal' }).click();
    assert.deepEqual([opened(), await page.locator('iframe').count()], [before, 1]);
    const after = stage.demo.sandbox.events.last();
    await pass(MINUTE);
    await stage.demo.sandbox.events.waitFor('embed.opened', { after });
    const again = await workbookShown(page);
    await again.locator('[data-value="trips"]:not(:text("18,967"))').waitFor();
    assert.equal(await again.getByLabel('Minimum distance').inputValue(), '5');
    assert.equal(opened(), before + 1);
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 60 * 60 });
  }),
);

it('manual renews when it is told to, and otherwise ends with its URL and says so', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    stage.serve('/manual', { body: tag('renewal="manual"') });
    await open('/manual', 'ana@example.com');
    await workbookShown(page);
    const before = opened();
    await pass(30 * MINUTE);
    await page.evaluate(`document.querySelector('sigma-embed').handle.renew()`);
    await page.locator('iframe').nth(1).waitFor({ state: 'attached' });
    await page.locator('iframe').nth(1).waitFor({ state: 'detached' });
    assert.equal(opened(), before + 1);
    const left = await page.evaluate<{ embedMs: number }>(`document.querySelector('sigma-embed').handle.timeLeft`);
    assert.ok(left.embedMs > 20 * MINUTE && left.embedMs < 60 * MINUTE);
    await pass(left.embedMs + 1000);
    await embedIs(page, 'failed');
    await page.getByText('The workbook was open for as long as it may be.').waitFor();
    assert.equal(opened(), before + 1);
    await page.getByRole('button', { name: 'Load again' }).click();
    await workbookShown(page);
  }),
);

it('manual: a renewal that was asked for in time comes, even after the end of the URL', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    stage.serve('/manual', { body: tag('renewal="manual"') });
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 20 * 60 });
    await open('/manual', 'ana@example.com');
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 60 * 60 });
    await workbookShown(page);
    const before = opened();
    const left = await page.evaluate<{ embedMs: number }>(`document.querySelector('sigma-embed').handle.timeLeft`);
    await pass(left.embedMs - 10_000);
    let answer = (): void => undefined;
    const isPast = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/embed-url', async (route) => {
      await isPast;
      await route.continue();
    });
    const asked = page.waitForRequest('**/api/embed-url');
    await page.evaluate(`document.querySelector('sigma-embed').handle.renew()`);
    await asked;
    await pass(11_000);
    await embedIs(page, 'loading');
    answer();
    await workbookShown(page);
    assert.equal(opened(), before + 1);
  }),
);

it('starts with the values of the page, and a change of an attribute makes a new embed', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const script = `addEventListener('DOMContentLoaded', () => {
      const embed = document.createElement('sigma-embed');
      embed.options = { variables: { Distance: '5' } };
      document.querySelector('main').append(embed);
    });`;
    stage.serve('/start.js', { script });
    stage.serve('/start', { head: '<script src="/start.js"></script>', body: '' });
    await open('/start', 'ana@example.com');
    const workbook = await workbookShown(page);
    await workbook.locator('[data-value="trips"]:not(:text("18,967"))').waitFor();
    assert.equal(await workbook.getByLabel('Minimum distance').inputValue(), '5');
    await page.evaluate(`document.querySelector('sigma-embed').setAttribute('embed', 'nothing')`);
    await embedIs(page, 'failed');
    await page.getByText('There is no embed of this name.').waitFor();
    await page.evaluate(`document.querySelector('sigma-embed').removeAttribute('embed')`);
    await workbookShown(page);
  }, /404/),
);

it('options that the page sets before it knows the tag are kept', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const head = `<script>addEventListener('DOMContentLoaded', () => {
      const embed = document.createElement('sigma-embed');
      embed.options = { texts: { not_signed_in: 'Bitte anmelden.' } };
      const src = '${stage.demo.origin}/sigma-embed.js';
      document.querySelector('main').append(embed, Object.assign(document.createElement('script'), { src }));
    })</script>`;
    stage.serve('/late', { head, body: '', isBare: true });
    await open('/late');
    await page.getByText('Bitte anmelden.').waitFor();
  }, /401/),
);

it('a tag in the shadow root of a component of the page is heard from outside', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const body = `<div id="card"></div><script>
      window.heard = [];
      for (const type of ['state', 'shown', 'message'])
        document.addEventListener('sigma-' + type, ({ target, type }) => window.heard.push(target.id + ' ' + type));
      document.getElementById('card').attachShadow({ mode: 'open' }).innerHTML = '<sigma-embed></sigma-embed>';
    </script>`;
    stage.serve('/card', { body });
    await open('/card', 'ana@example.com');
    await workbookShown(page);
    const heard = new Set(await page.evaluate<string[]>('window.heard'));
    assert.deepEqual([...heard].toSorted(), ['card sigma-message', 'card sigma-shown', 'card sigma-state']);
  }),
);

it("the frame's permissions reach Sigma, the usual ones and the page's own", withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const allowed = async (): Promise<string[]> => {
      await workbookShown(page);
      const frame = page.frames().find((one) => one.url().startsWith(stage.demo.sandbox.sigma.origin));
      return (await frame?.evaluate<string[]>(`${JSON.stringify(FEATURES)}
        .filter((name) => document.featurePolicy.allowsFeature(name))`)) as string[];
    };
    stage.serve('/usual', {});
    await open('/usual', 'ana@example.com');
    assert.deepEqual(await allowed(), ['clipboard-read', 'clipboard-write', 'fullscreen']);
    const allow = `fullscreen ; camera 'src';microphone *; geolocation https://app.example.com; usb 'none';`;
    stage.serve('/own', {
      head: `<script>addEventListener('DOMContentLoaded', () => SigmaEmbed.createSigmaEmbed(document.getElementById('box'), {
        gateway: '${stage.demo.origin}', allow: ${JSON.stringify(allow)} }))</script>`,
      body: '<div id="box" style="height: 500px"></div>',
    });
    await page.goto(`${stage.origin}/own`);
    assert.deepEqual(await allowed(), ['fullscreen', 'camera', 'microphone']);
  }),
);

it("words, parts and the button are the page's own where it wants them", withChromium, () =>
  stage.visit(async ({ open, page }) => {
    stage.serve('/words', {
      head: `<script>addEventListener('DOMContentLoaded', () => SigmaEmbed.createSigmaEmbed(document.getElementById('box'), {
        gateway: '${stage.demo.origin}', texts: { not_signed_in: 'Bitte anmelden.', signIn: 'Anmelden' } }))</script>`,
      body: `<div id="box" style="height: 200px"></div>${tag('sign-in="none"', '<p slot="sign-in">Ask <b>Mia</b> for access.</p>')}`,
    });
    await open('/words');
    await page.getByText('Bitte anmelden.').waitFor();
    await page.getByRole('link', { name: 'Anmelden' }).waitFor();
    await page.getByText('Ask Mia for access.').waitFor();
    assert.equal(await page.getByRole('link').count(), 1);
    assert.equal(await page.getByText('You are not signed in.').isVisible(), false);
  }, /401/),
);
