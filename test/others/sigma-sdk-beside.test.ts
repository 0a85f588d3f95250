// Sigma's SDK on one page with our own component, both fed by the gateway for the viewer who is signed in.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withChromium } from '../support/chromium.ts';
import { embedIs, setHostStage } from '../support/host-page.ts';
import { bundled } from '../support/react-page.ts';
import { earOf } from './sdk-ear.ts';

const stage = setHostStage({ sigmaByName: true });

/** What the page does to get a URL for the SDK. */
const MINT = (gateway: string): string => `fetch('${gateway}/api/embed-url', {
  method: 'POST', credentials: 'include', body: '{}',
  headers: { 'content-type': 'application/json', 'x-sigma-embed': '1' },
}).then((answer) => answer.json()).then(({ embedUrl }) => open(embedUrl))`;

it(
  'the component and the SDK share a page: each hears its own frame and tells nothing to the other',
  withChromium,
  () =>
    stage.visit(async ({ open, page }) => {
      stage.serve('/sdk.js', { script: await bundled("import './test/others/programs/sigma-page.ts'") });
      stage.serve('/beside', {
        head: `<script>window.ours = [];
        document.addEventListener('sigma-message', ({ detail }) => window.ours.push(detail.message.type));</script>`,
        body: '<sigma-embed style="height: 500px"></sigma-embed><script src="/sdk.js"></script>',
      });
      await open('/beside', 'ana@example.com');
      await page.evaluate(MINT(stage.demo.origin));
      const { counts, forget, heard, tell } = earOf(page);
      await heard('workbookDataLoadedListener');
      await embedIs(page, 'ready');
      await page.waitForFunction("window.ours.includes('workbook:dataloaded')");
      const theirs = page.frameLocator('iframe[title="Workbook"][width]').getByLabel('Minimum distance');
      const own = page.frameLocator('sigma-embed iframe').getByLabel('Minimum distance');
      assert.deepEqual(
        stage.demo.sandbox.sigma.embeds('ana@example.com').map(({ ended }) => ended),
        [false, false],
      );

      await page.evaluate('window.ours.length = 0');
      await forget();
      await tell('workbookVariablesUpdate', [{ Distance: '5' }], 'workbookDataLoadedListener');
      assert.deepEqual(await page.evaluate('window.ours'), []);
      assert.deepEqual([await theirs.inputValue(), await own.inputValue()], ['5', '0']);

      await forget();
      await page.evaluate(`document.querySelector('sigma-embed').handle.send(
      { type: 'workbook:variables:update', variables: { Distance: '10' } })`);
      await page.waitForFunction("window.ours.includes('workbook:dataloaded')");
      assert.deepEqual(await counts(), {});
      assert.deepEqual([await theirs.inputValue(), await own.inputValue()], ['5', '10']);
    }),
);
