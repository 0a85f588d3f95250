// What can come between a viewer and an open workbook in somebody else's page, and what the viewer is told.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { chooseAndAllow, withChromium } from '../support/chromium.ts';
import { launchWithout } from '../support/hindered-chromium.ts';
import { embedIs, focusedIn, setHostStage, workbookShown } from '../support/host-page.ts';

const MINUTE = 60_000;
const stage = setHostStage();
const opened = () => stage.demo.sandbox.events.count('embed.opened');

const RECORDER = `<script>window.shown = 0;
document.addEventListener('sigma-shown', () => { window.shown += 1; });
document.addEventListener('sigma-renewal-failed', ({ detail }) => { window.failed = detail.reason; });
</script>`;

/** Somebody is there. */
async function touch(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Portal' }).click();
}

async function reasonIn(page: Page): Promise<string | undefined> {
  return await page.evaluate<string | undefined>(`document.querySelector('sigma-embed').handle.reason?.code`);
}

it('after a sleep beyond the end of its URL the workbook is loaded anew, at the same place', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 20 * 60 });
    stage.serve('/', {});
    await open('/', 'ana@example.com');
    const workbook = await workbookShown(page);
    await workbook.getByLabel('Minimum distance').selectOption({ label: '5 miles or more' });
    await workbookShown(page);
    const before = opened();
    await pass(45 * MINUTE);
    const again = await workbookShown(page);
    await again.locator('[data-value="trips"]:not(:text("18,967"))').waitFor();
    assert.equal(await again.getByLabel('Minimum distance').inputValue(), '5');
    assert.equal(opened(), before + 1);
    stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 60 * 60 });
  }),
);

it('offline over the renewal, the workbook stays; back online it is renewed at once', withChromium, () =>
  stage.visit(async ({ context, open, page, pass }) => {
    stage.serve('/', { head: RECORDER });
    await open('/', 'ana@example.com');
    await workbookShown(page);
    const before = opened();
    await touch(page);
    await context.setOffline(true);
    await pass(56 * MINUTE);
    await page.waitForFunction(`document.querySelector('sigma-embed').handle.reason?.code === 'offline'`);
    await embedIs(page, 'ready');
    assert.equal(await page.locator('iframe').count(), 1);
    await context.setOffline(false);
    await page.waitForFunction('window.shown === 2');
    assert.equal(opened(), before + 1);
    assert.equal(await reasonIn(page), undefined);
  }, /ERR_INTERNET_DISCONNECTED/),
);

it(
  'when the URL ends after a renewal failed, a viewer reads why and can load again, and is not asked to sign in',
  withChromium,
  () =>
    stage.visit(async ({ open, page, pass }) => {
      stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 20 * 60 });
      stage.serve('/', {});
      await open('/', 'ana@example.com');
      await workbookShown(page);
      await touch(page);
      const headers = { 'access-control-allow-origin': stage.origin, 'access-control-allow-credentials': 'true' };
      await page.route('**/api/embed-url', async (route) => {
        const body = '{"code":"databricks_unavailable","title":"Databricks does not answer."}';
        const exposed = { ...headers, 'access-control-expose-headers': 'retry-after', 'retry-after': '600' };
        await route.fulfill({ status: 503, headers: exposed, contentType: 'application/problem+json', body });
      });
      await pass(18 * MINUTE);
      await page.waitForFunction(
        `document.querySelector('sigma-embed').handle.reason?.code === 'databricks_unavailable'`,
      );
      await embedIs(page, 'ready');
      await pass(2 * MINUTE);
      await embedIs(page, 'retrying');
      await page.getByText('Databricks does not answer.').waitFor();
      assert.equal(await page.getByRole('link', { name: 'Sign in' }).count(), 0);
      await page.unroute('**/api/embed-url');
      await page.getByRole('button', { name: 'Load again' }).click();
      await workbookShown(page);
      stage.demo.sandbox.databricks.setApp({ accessTtlSeconds: 60 * 60 });
    }, /503/),
);

const BAD: readonly [what: string, status: number, headers: Record<string, string>, body: string, code: string][] = [
  ['500 of a proxy', 500, {}, '<h1>Oops</h1>', 'answer_unreadable'],
  ['429', 429, { 'retry-after': '3' }, '{"code":"rate_limited","title":"Too many requests."}', 'rate_limited'],
  [
    '503',
    503,
    { 'retry-after': '3' },
    '{"code":"store_unavailable","title":"Try again shortly."}',
    'store_unavailable',
  ],
];
for (const [what, status, headers, body, code] of BAD) {
  it(`a ${what} at a renewal is told, leaves the workbook, and is tried again`, withChromium, () =>
    stage.visit(async ({ open, page, pass }) => {
      stage.serve('/', { head: RECORDER });
      await open('/', 'ana@example.com');
      await workbookShown(page);
      const before = opened();
      await touch(page);
      const cors = {
        'access-control-allow-origin': stage.origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'Retry-After',
      };
      await page.route(
        '**/api/embed-url',
        (route) => route.fulfill({ status, headers: { ...cors, ...headers }, body }),
        { times: 1 },
      );
      await pass(56 * MINUTE);
      await page.waitForFunction('window.failed');
      const reason = await page.evaluate<{ code: string; message: string }>('window.failed');
      assert.equal(reason.code, code);
      assert.ok(reason.message.length > 10);
      await embedIs(page, 'ready');
      assert.equal(opened(), before);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.method()));
      await pass(2000);
      // The answer to a question that is asked now comes after one that was asked by the clock.
      await page.evaluate(
        `fetch('${stage.demo.origin}/api/session', { credentials: 'include' }).then(() => undefined)`,
      );
      assert.equal(asked.includes('POST'), status === 500, 'Retry-After is kept');
      await pass(2000);
      await page.waitForFunction('window.shown === 2');
      assert.equal(opened(), before + 1);
    }, /status of (500|429|503)/),
  );
}

it('a gateway that does not answer at the start is asked again, and the viewer can ask at once', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    stage.serve('/', {});
    let isStuck = true;
    await page.route('**/api/embed-url', async (route) => {
      if (isStuck) await new Promise(() => undefined);
      else await route.continue();
    });
    const asked = page.waitForRequest('**/api/embed-url');
    await open('/', 'ana@example.com');
    await asked;
    await pass(21_000);
    await embedIs(page, 'retrying');
    await page.getByText('The gateway took too long to answer.').waitFor();
    isStuck = false;
    await page.getByRole('button', { name: 'Load again' }).click();
    await workbookShown(page);
  }),
);

it('back online, a pause that had grown long ends at once; one that the gateway asked for is kept', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    stage.serve('/', {});
    const online = () => page.evaluate('void dispatchEvent(new Event("online"))');
    const headers = { 'access-control-allow-origin': stage.origin, 'access-control-allow-credentials': 'true' };
    const busy = { ...headers, 'access-control-expose-headers': 'Retry-After', 'retry-after': '60' };
    const body = '{"code":"store_unavailable","title":"Try again shortly."}';
    let asked = 0;
    let isBusy = true;
    await page.route('**/api/embed-url', async (route) => {
      asked += 1;
      if (isBusy) await route.fulfill({ status: 503, headers: busy, body });
      else await route.abort();
    });
    await open('/', 'ana@example.com');
    await page.getByText('Try again shortly.').waitFor();
    await online();
    await embedIs(page, 'retrying');
    await page.getByRole('button', { name: 'Load again' }).waitFor();
    assert.equal(asked, 1, 'Retry-After is kept');

    isBusy = false;
    for (let failures = 1; failures <= 7; failures += 1) {
      const again = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/embed-url'));
      await pass(80_000);
      await again;
      await page.getByText('The gateway cannot be reached.').waitFor();
    }
    await page.unroute('**/api/embed-url');
    await online();
    await workbookShown(page);
  }, /503|ERR_FAILED/),
);

it('the keyboard stays in the embed from "Load again", or a button of the page, to the workbook', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const headers = { 'access-control-allow-origin': stage.origin, 'access-control-allow-credentials': 'true' };
    const unknown = {
      status: 404,
      headers,
      body: '{"code":"embed_unknown","title":"There is no embed of this name."}',
    };
    // What has the keyboard, from the page inwards.
    const focused = () =>
      page.evaluate<string[]>(`(() => {
        const { activeElement } = document;
        const inner = activeElement.shadowRoot?.activeElement;
        return [activeElement.localName, inner?.localName, inner?.part.value].filter(Boolean);
      })()`);
    for (const [path, body, name] of [
      ['/', '<sigma-embed></sigma-embed>', 'Load again'],
      ['/own', '<sigma-embed><p slot="error"><button>Once more</button></p></sigma-embed>', 'Once more'],
    ] as const) {
      stage.serve(path, { body });
      await page.route('**/api/embed-url', (route) => route.fulfill(unknown));
      if (path === '/') await open(path, 'ana@example.com');
      else await page.goto(`${stage.origin}${path}`);
      await page.evaluate(`document.querySelector('button')?.addEventListener('click', () => {
        document.querySelector('sigma-embed').handle.reload();
      })`);
      let answer = (): void => undefined;
      const isTime = new Promise<void>((resolve) => (answer = resolve));
      const button = page.getByRole('button', { name });
      await button.waitFor();
      await button.focus();
      await page.unroute('**/api/embed-url');
      await page.route('**/api/embed-url', async (route) => {
        await isTime;
        await route.continue();
      });
      const asked = page.waitForRequest('**/api/embed-url');
      await page.keyboard.press('Enter');
      await asked;
      assert.deepEqual(await focused(), ['sigma-embed', 'div', 'panel loading'], name);
      answer();
      await workbookShown(page);
      assert.deepEqual(await focused(), ['sigma-embed', 'iframe'], name);
      await page.unroute('**/api/embed-url');
    }
  }, /404/),
);

it(
  'the keyboard goes from the sign-in link to the workbook, and back to the link when its window is closed',
  withChromium,
  () =>
    stage.visit(async ({ open, page, pass }) => {
      stage.serve('/', {});
      await open('/');
      const link = page.getByRole('link', { name: 'Sign in' });
      await link.focus();
      const [popup] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
      await embedIs(page, 'signing-in');
      await popup.close();
      await pass(2000);
      await embedIs(page, 'signed-out');
      await page.getByText('The sign-in window is closed').waitFor();
      assert.equal(await page.evaluate(`document.activeElement.shadowRoot?.activeElement?.textContent`), 'Sign in');
      const [again] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
      await chooseAndAllow(again, 'ana@example.com');
      await workbookShown(page);
      assert.equal(await focusedIn(page), 'iframe');
    }, /401/),
);

it(
  'when the grant ends in mid-view, the next renewal says so, with one button, and nothing stays on the screen',
  withChromium,
  () =>
    stage.visit(async ({ open, page, pass }) => {
      await open('/', 'ana@example.com');
      await workbookShown(page);
      stage.demo.sandbox.databricks.revokeGrants('ana@example.com', { accessTokens: true });
      await touch(page);
      await pass(56 * MINUTE);
      // Databricks' answer is believed when the last token that worked is used up.
      await page.waitForFunction(`document.querySelector('sigma-embed').handle.reason`);
      await pass(3 * MINUTE);
      await embedIs(page, 'signed-out');
      assert.equal(await reasonIn(page), 'grant_ended');
      await page.getByText('Your access to Databricks has ended. Sign in again.').waitFor();
      assert.equal(await page.getByRole('link', { name: 'Sign in' }).count(), 1);
      assert.equal(await page.locator('iframe').count(), 0);
    }, /401/),
);

it(
  'Sigma that is silent, or refuses, is told apart; what may pass is tried again, what does not is not',
  withChromium,
  () =>
    stage.visit(async ({ open, page, pass }) => {
      stage.demo.sandbox.faults.add({
        vendor: 'sigma',
        pattern: 'GET /sandbox/workbook/*',
        status: 200,
        body: '<button>Hm</button>',
        headers: { 'content-type': 'text/html' },
      });
      await open('/', 'ana@example.com');
      await page.locator('iframe').contentFrame().getByText('Hm').waitFor();
      await page.keyboard.press('Tab');
      assert.notEqual(await focusedIn(page), 'iframe', 'what is covered is out of the keyboard’s reach');
      await pass(31_000);
      await embedIs(page, 'retrying');
      assert.equal(await reasonIn(page), 'load_timeout');
      stage.demo.sandbox.faults.clear();
      await pass(7000);
      await workbookShown(page);

      const refusal = `<script>parent.postMessage({ type: 'workbook:error', code: 'EACCES', message: '<b>x</b>' }, '*')</script>`;
      stage.demo.sandbox.faults.add({
        vendor: 'sigma',
        pattern: 'GET /sandbox/workbook/*',
        status: 200,
        body: refusal,
        headers: { 'content-type': 'text/html' },
      });
      await page.evaluate(`document.querySelector('sigma-embed').handle.reload()`);
      await embedIs(page, 'failed');
      assert.equal(await reasonIn(page), 'sigma_refused');
      await page.getByText('Sigma does not let you open this workbook.').waitFor();
      const asked = opened();
      await pass(5 * MINUTE);
      assert.equal(opened(), asked);
    }),
);

it('a page whose own policy keeps Sigma out is told which rule it is', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const policy = `script-src 'self' ${stage.demo.origin}; frame-src 'none'; connect-src ${stage.demo.origin}`;
    stage.serve('/policy', { headers: { 'content-security-policy': policy } });
    await open('/policy', 'ana@example.com');
    await embedIs(page, 'failed');
    assert.equal(await reasonIn(page), 'frame_blocked');
    await page.getByText('The security policy of this page does not allow Sigma in a frame.').waitFor();
  }, /Content Security Policy|frame-src/),
);

it('a policy that only reports takes nothing down', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const head = `<script>window.reports = 0;
      addEventListener('securitypolicyviolation', () => { window.reports += 1; });</script>`;
    stage.serve('/reports', { head, headers: { 'content-security-policy-report-only': "frame-src 'none'" } });
    await open('/reports', 'ana@example.com');
    await page.waitForFunction('window.reports > 0');
    await workbookShown(page);
    await embedIs(page, 'ready');
  }, /Content Security Policy|frame-src/),
);

it('a browser that keeps no cookies is told so instead of being asked to sign in for ever', withChromium, async () => {
  await using hindered = await launchWithout('cookies');
  const { page } = hindered;
  stage.serve('/', {});
  await page.goto(`${stage.origin}/`);
  await embedIs(page, 'signed-out');
  await page.getByText('Your browser blocks cookies').waitFor();
  assert.equal(await reasonIn(page), 'cookies_blocked');
  await page.getByRole('button', { name: 'Load again' }).waitFor();
});
