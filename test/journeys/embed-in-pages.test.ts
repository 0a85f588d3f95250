// Embeds in pages of all kinds: several of them, in several tabs, mounted again and again, under strict policies, among strangers.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { axeFindings } from '../support/axe.ts';
import { keep, withChromium } from '../support/chromium.ts';
import { embedIs, frontOf, setHostStage, workbookShown } from '../support/host-page.ts';
import { bundled } from '../support/react-page.ts';

const MINUTE = 60_000;
const stage = setHostStage();
const opened = () => stage.demo.sandbox.events.count('embed.opened');

it('two embeds in two tabs live side by side and renew each by itself', withChromium, () =>
  stage.visit(async ({ context, open, page, pass }) => {
    stage.serve('/two', {
      body: '<sigma-embed style="height:300px"></sigma-embed><sigma-embed style="height:300px"></sigma-embed>',
    });
    await open('/two', 'ana@example.com');
    const other = await context.newPage();
    await other.clock.install({ time: stage.demo.sandbox.clock.now() });
    await other.goto(`${stage.origin}/two`);
    for (const tab of [page, other]) for (const at of [0, 1]) await embedIs(tab, 'ready', at);
    const before = opened();
    for (const tab of [page, other]) await tab.getByRole('heading', { name: 'Portal' }).click();
    await pass(56 * MINUTE);
    for (let tries = 0; tries < 100 && opened() < before + 4; tries += 1)
      await page.evaluate('new Promise((done) => setTimeout(done, 100))');
    assert.equal(opened(), before + 4);
    for (const tab of [page, other]) for (const at of [0, 1]) await embedIs(tab, 'ready', at);
    for (const tab of [page, other]) {
      // The last renewal may be swapping still.
      await tab.locator('iframe').nth(2).waitFor({ state: 'detached' });
      assert.equal(await tab.locator('iframe').count(), 2);
    }
  }),
);

it('a reload and a duplicated tab take URLs of their own; moving the element does too', withChromium, () =>
  stage.visit(async ({ context, open, page }) => {
    await open('/', 'ana@example.com');
    await workbookShown(page);
    const before = opened();
    await page.reload();
    await workbookShown(page);
    const twin = await context.newPage();
    await twin.goto(page.url());
    await workbookShown(twin);
    assert.equal(opened(), before + 2);
    await page.evaluate(`document.body.append(document.querySelector('sigma-embed'))`);
    await workbookShown(page);
    assert.equal(opened(), before + 3);
    await page.goto('about:blank');
    await page.goBack();
    await workbookShown(page);
  }),
);

it('an attribute that is set to what it was makes no new embed, an empty one is as good as none', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    stage.serve('/set', { body: '<sigma-embed embed="" title="" style="height:300px"></sigma-embed>' });
    await open('/set', 'ana@example.com');
    await workbookShown(page);
    const before = opened();
    const isSame = await page.evaluate<boolean>(`(async () => {
      const element = document.querySelector('sigma-embed');
      const { handle } = element;
      for (const name of ['embed', 'theme']) element.setAttribute(name, element.getAttribute(name) ?? '');
      element.setAttribute('embed', '');
      await new Promise((done) => setTimeout(done, 100));
      return element.handle === handle;
    })()`);
    assert.equal(isSame, false, 'a theme that was not there before is a change');
    await workbookShown(page);
    assert.equal(opened(), before + 1);
    assert.notEqual(await page.locator('iframe').getAttribute('title'), '');
    const isKept = await page.evaluate<boolean>(`(async () => {
      const element = document.querySelector('sigma-embed');
      const { handle } = element;
      for (const name of ['embed', 'theme']) element.setAttribute(name, element.getAttribute(name));
      await new Promise((done) => setTimeout(done, 100));
      return element.handle === handle;
    })()`);
    assert.equal(isKept, true);
    assert.equal(opened(), before + 1);
  }),
);

it(
  'the page hears what the workbook said before it was shown, and of a renewed one no second start',
  withChromium,
  () =>
    stage.visit(async ({ open, page, pass }) => {
      stage.serve('/heard', {
        head: `<script>window.heard = [];
document.addEventListener('sigma-message', ({ detail }) => { window.heard.push(detail.message.type); });
document.addEventListener('sigma-shown', () => { window.heard.push('shown'); });
</script>`,
      });
      await open('/heard', 'ana@example.com');
      await workbookShown(page);
      const started = `window.heard.filter((type) => type === 'workbook:loaded').length`;
      await page.waitForFunction(`${started} === 1`);
      await page.getByRole('heading', { name: 'Portal' }).click();
      await pass(56 * MINUTE);
      await page.waitForFunction(`window.heard.filter((type) => type === 'shown').length === 2`);
      assert.equal(await page.evaluate<number>(started), 1);
    }),
);

it('an element that the page moves with createSigmaEmbed in it never asks for its old URL again', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const script = `<script>addEventListener('DOMContentLoaded', () => SigmaEmbed.createSigmaEmbed(document.getElementById('box'), { gateway: '${stage.demo.origin}' }))</script>`;
    stage.serve('/box', { head: script, body: '<div id="box" style="height:500px"></div><div id="there"></div>' });
    await open('/box', 'ana@example.com');
    await workbookShown(page);
    const before = opened();
    const after = stage.demo.sandbox.events.last();
    await page.evaluate(`document.getElementById('there').append(document.getElementById('box'))`);
    await stage.demo.sandbox.events.waitFor('embed.opened', { after });
    await workbookShown(page);
    assert.equal(opened(), before + 1);
  }),
);

it('taking an embed down twice leaves the one that came after it in the same box', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const script = `<script>addEventListener('DOMContentLoaded', () => {
      const box = document.getElementById('box');
      const create = () => SigmaEmbed.createSigmaEmbed(box, { gateway: '${stage.demo.origin}' });
      Object.assign(window, { old: create(), young: create() });
    })</script>`;
    stage.serve('/twice', { head: script, body: '<div id="box" style="height:500px"></div>' });
    await open('/twice', 'ana@example.com');
    await workbookShown(page);
    await page.evaluate('window.old.dispose()');
    await workbookShown(page);
    // And the young one is still known as the one that another takes the place of.
    await page.evaluate(
      `SigmaEmbed.createSigmaEmbed(document.getElementById('box'), { gateway: '${stage.demo.origin}' })`,
    );
    assert.equal(await page.evaluate('window.young.state'), 'disposed');
    await workbookShown(page);
  }),
);

it("the tag in a bundle of the page's own asks the page's server, wherever the bundle lies", withChromium, () =>
  stage.visit(async ({ page }) => {
    stage.serve('/static/js/app.js', { script: await bundled("import '@sigma-embed/browser/element';") });
    stage.serve('/own', { head: '<script src="/static/js/app.js"></script>', isBare: true });
    const asked = page.waitForRequest('**/api/embed-url');
    await page.goto(`${stage.origin}/own`);
    assert.equal((await asked).url(), `${stage.origin}/api/embed-url`);
    await embedIs(page, 'retrying');
  }, /404/),
);

it('React in StrictMode and fifty fast remounts load no URL twice and leave one workbook', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    const program = `
      import { StrictMode, useState } from 'react';
      import { createRoot } from 'react-dom/client';
      import { SigmaEmbed } from '@sigma-embed/browser/react';
      function App() {
        const [key, setKey] = useState(0);
        window.remount = () => setKey((old) => old + 1);
        return <SigmaEmbed key={key} gateway="${stage.demo.origin}" title="Trips" style={{ height: 500 }}
          loadingPart={<p>A moment…</p>} errorPart={({ reason }) => <p>Sorry: {reason?.message}</p>} />;
      }
      createRoot(document.getElementById('app')).render(<StrictMode><App /></StrictMode>);`;
    stage.serve('/react.js', { script: await bundled(program) });
    stage.serve('/react', { body: '<div id="app"></div><script src="/react.js"></script>' });
    await open('/react', 'ana@example.com');
    await workbookShown(page);
    assert.equal(await page.locator('iframe').getAttribute('title'), 'Trips');
    const before = opened();
    await page.evaluate(`(async () => {
      for (let at = 0; at < 50; at += 1) {
        window.remount();
        await new Promise((done) => setTimeout(done, (at % 5) * 20));
      }
    })()`);
    await workbookShown(page);
    assert.equal(await page.locator('iframe').count(), 1);
    assert.ok(opened() > before && opened() <= before + 51);
    let looks = 0;
    page.on('request', (request) => (looks += request.url().endsWith('/api/session') ? 1 : 0));
    await pass(11_000);
    const looked = page.waitForResponse('**/api/session');
    await page.evaluate('dispatchEvent(new Event("focus"))');
    await (await looked).finished();
    await page.evaluate(`fetch('${stage.demo.origin}/api/session', { credentials: 'include' }).then(() => undefined)`);
    assert.equal(looks, 2, "those that are gone do nothing any more; one look is the test's");
    await page.route('**/api/embed-url', (route) =>
      route.fulfill({
        status: 404,
        headers: { 'access-control-allow-origin': stage.origin, 'access-control-allow-credentials': 'true' },
        body: '{"code":"embed_unknown","title":"There is no embed of this name."}',
      }),
    );
    await page.evaluate('window.remount()');
    await page.getByText('Sorry: There is no embed of this name.').waitFor();
  }, /404/),
);

it('the hook starts when its element comes, and again when that is replaced', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const program = `
      import { StrictMode, useState } from 'react';
      import { createRoot } from 'react-dom/client';
      import { useSigmaEmbed } from '@sigma-embed/browser/react';
      function App() {
        const [key, setKey] = useState(0);
        const { handle, ref, state } = useSigmaEmbed({ gateway: '${stage.demo.origin}' });
        Object.assign(window, { handle, show: setKey });
        return <><p>It is {state}.</p>{key > 0 && <div key={key} ref={ref} style={{ height: 500 }} />}</>;
      }
      createRoot(document.getElementById('app')).render(<StrictMode><App /></StrictMode>);`;
    stage.serve('/hook.js', { script: await bundled(program) });
    stage.serve('/hook', { body: '<div id="app"></div><script src="/hook.js"></script>' });
    await open('/hook', 'ana@example.com');
    await page.getByText('It is loading.').waitFor();
    for (const key of [1, 2]) {
      await page.evaluate(`window.show(${key})`);
      await workbookShown(page);
      await page.getByText('It is ready.').waitFor();
    }
    await page.evaluate('window.show(0)');
    await page.getByText('It is loading.').waitFor();
    assert.equal(await page.evaluate('window.handle.current'), undefined);
  }),
);

it('strict pages are no hindrance: Trusted Types, no inline style, no inline script [WB-05]', withChromium, () =>
  stage.visit(async ({ open, page, pass }) => {
    const policy = [
      "default-src 'none'",
      `script-src ${stage.demo.origin}`,
      `connect-src ${stage.demo.origin}`,
      `frame-src ${stage.demo.sandbox.sigma.origin}`,
      "style-src 'none'",
      'img-src data:',
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; ');
    stage.serve('/strict', { body: '<sigma-embed></sigma-embed>', headers: { 'content-security-policy': policy } });
    await open('/strict', 'ana@example.com');
    await workbookShown(page);
    assert.deepEqual(
      await page
        .locator('sigma-embed')
        .evaluate((node) => [node.getBoundingClientRect().height, node.getBoundingClientRect().width > 900]),
      [600, true],
    );
    await pass(61 * MINUTE);
    await embedIs(page, 'signed-out');
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
  }, /401/),
);

it('strange frames and openers say what they like: nothing happens [WB-13]', withChromium, () =>
  stage.visit(async ({ open, page }) => {
    const sigma = stage.demo.sandbox.sigma.origin;
    const hostile = `<script>
      const types = ['workbook:error', 'workbook:loaded', 'workbook:dataloaded', 'workbook:variables:onchange', 'url:onchange', '__proto__', 'x'];
      const odd = [undefined, null, 1, 'x', [], {}, { variables: { x: 1 } }, { toString: null }, 'EACCES', 'EINVAL'];
      let sent = 0;
      for (const type of types) for (const a of odd) for (const b of odd) {
        const data = { type, code: a, workbook: b, bookmarkId: a, exploreKey: b, fullScreen: a };
        (window.opener ?? window.parent).postMessage(data, '*');
        window.parent.postMessage([data, a], '*');
        sent += 2;
      }
      window.parent.postMessage('sent ' + sent, '*');
    </script>`;
    stage.serve('/hostile', { body: hostile });
    stage.serve('/among', {
      head: `<script>window.events = []; addEventListener('message', ({ data }) => { if (typeof data === 'string') window.sent = data; });
        document.addEventListener('sigma-message', ({ detail }) => window.events.push(detail)); </script>`,
      body: '<sigma-embed style="height:400px"></sigma-embed><iframe title="stranger" id="stranger"></iframe>',
    });
    await open('/among', 'ana@example.com');
    await embedIs(page, 'ready');
    await frontOf(page)
      .locator('[data-element="trips"][aria-busy="false"]')
      .waitFor()
      .catch(() => undefined);
    const before = opened();
    await page.evaluate('window.events.length = 0');
    await page.evaluate(`document.getElementById('stranger').src = '/hostile'`);
    await page.waitForFunction('window.sent');
    assert.ok(Number((await page.evaluate<string>('window.sent')).slice(5)) >= 1000);
    // At the right origin, but from another window: the page can make such an event, a stranger cannot.
    await page.evaluate(`for (const source of [window, null, document.getElementById('stranger').contentWindow])
      dispatchEvent(new MessageEvent('message', { data: { type: 'workbook:error', code: 'EACCES' }, origin: '${sigma}', source }))`);
    await embedIs(page, 'ready');
    assert.deepEqual(await page.evaluate(`window.events.filter(({ message }) => message.code)`), []);
    assert.equal(opened(), before);
  }),
);

it(
  'no URL, token or claim can be read from the page, its events, its handle or its timings [EM-09]',
  withChromium,
  () =>
    stage.visit(async ({ open, page, pass }) => {
      stage.serve('/read', {
        head: `<script>window.seen = []; for (const type of ['state', 'shown', 'message', 'renewal-failed']) document.addEventListener('sigma-' + type, ({ detail }) => window.seen.push(detail));</script>`,
      });
      await open('/read', 'ana@example.com');
      await workbookShown(page);
      await page.getByRole('heading', { name: 'Portal' }).click();
      await pass(56 * MINUTE);
      await page.locator('iframe').nth(1).waitFor({ state: 'attached' });
      await page.locator('iframe').nth(1).waitFor({ state: 'detached' });
      const everything = await page.evaluate<string>(`(() => {
      const element = document.querySelector('sigma-embed');
      const handle = Object.fromEntries(['state', 'reason', 'user', 'timeLeft'].map((name) => [name, element.handle[name]]));
      const html = document.documentElement.outerHTML + element.shadowRoot.innerHTML;
      const timings = performance.getEntries().map(({ name }) => name);
      const storage = [{ ...localStorage }, { ...sessionStorage }];
      return JSON.stringify([window.seen, handle, html, timings, storage, history.state]);
    })()`);
      assert.ok(everything.includes('"state":"ready"'));
      assert.doesNotMatch(everything, /jwt|eyJ/i);
      // The frame's permissions name Sigma's origin; nothing names a place there.
      assert.ok(!everything.includes(`${stage.demo.sandbox.sigma.origin}/`));
    }),
);

const FACES: readonly [name: string, prepare: (page: Page) => Promise<unknown>, email: string | undefined][] = [
  ['workbook', async (page) => await workbookShown(page), 'ana@example.com'],
  ['signed out', async (page) => await page.getByRole('link', { name: 'Sign in' }).waitFor(), undefined],
  ['error', async (page) => await page.getByRole('button', { name: 'Load again' }).waitFor(), 'ana@example.com'],
];
for (const colorScheme of ['light', 'dark'] as const) {
  it(`axe finds nothing in any face of the embed, ${colorScheme}, and each keeps its size`, withChromium, () =>
    stage.visit(async ({ context, open, page }) => {
      // What fades in has too little contrast for as long as it fades.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const head =
        '<meta name="viewport" content="width=device-width"><style>:root { color-scheme: light dark }</style>';
      stage.serve('/face', { head, body: '<sigma-embed title="Trips" style="height:420px"></sigma-embed>' });
      for (const [name, prepare, email] of FACES) {
        await context.clearCookies();
        if (name === 'error') {
          const body = '{"code":"embed_unknown","title":"There is no embed of this name. Check the alias."}';
          const headers = { 'access-control-allow-origin': stage.origin, 'access-control-allow-credentials': 'true' };
          await page.route('**/api/embed-url', (route) => route.fulfill({ status: 404, headers, body }));
        }
        await open('/face', email);
        await prepare(page);
        assert.equal(
          await page.locator('sigma-embed').evaluate((node) => node.getBoundingClientRect().height),
          420,
          name,
        );
        assert.deepEqual(await axeFindings(page), [], name);
        await keep(page, `embed-${name.replaceAll(' ', '-')}-${colorScheme}`);
      }
    }, /401|404/),
  );
}
