// A workbook that is open for days: a hundred renewals leave nothing behind in the page.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { withChromium } from '../support/chromium.ts';
import { embedIs, setHostStage } from '../support/host-page.ts';

const stage = setHostStage();

/** A workbook that is there at once: what is measured is the embed, not the sandbox. */
const WORKBOOK = `<!doctype html><script>
for (const type of ['workbook:loaded', 'workbook:dataloaded']) parent.postMessage({ type, workbook: { variables: { a: 'x' } } }, '*');
</script>`;

interface Counts {
  readonly Documents: number;
  readonly Frames: number;
  readonly JSEventListeners: number;
  readonly Nodes: number;
  readonly JSHeapUsedSize: number;
}

async function counts(session: CDPSession): Promise<Counts> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value])) as unknown as Counts;
}

async function renew(page: Page, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const shown = await page.evaluate<number>('window.shown');
    await page.evaluate(`document.querySelector('sigma-embed').handle.renew()`);
    await page.locator('iframe').nth(1).waitFor({ state: 'attached' });
    while ((await page.evaluate<number>('window.shown')) === shown) await page.clock.fastForward(1000);
    await page.locator('iframe').nth(1).waitFor({ state: 'detached' });
  }
}

it('after a hundred renewals the page holds what it held after ten', withChromium, () =>
  stage.visit(async ({ context, open, page }) => {
    await page.route('**/sandbox/workbook/**', (route) => route.fulfill({ contentType: 'text/html', body: WORKBOOK }));
    const head = `<script>window.shown = 0; document.addEventListener('sigma-shown', () => { window.shown += 1; });</script>`;
    stage.serve('/', { head });
    await open('/', 'ana@example.com');
    await embedIs(page, 'ready');
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    await renew(page, 10);
    const before = await counts(session);
    await renew(page, 100);
    const after = await counts(session);
    for (const name of ['Documents', 'Frames', 'JSEventListeners', 'Nodes'] as const) {
      assert.ok(after[name] <= before[name] * 1.1 + 2, `${name}: ${before[name]}, then ${after[name]}`);
    }
    const growth = (after.JSHeapUsedSize - before.JSHeapUsedSize) / 100;
    assert.ok(growth < 4096, `${Math.round(growth)} bytes for each renewal`);
  }),
);
