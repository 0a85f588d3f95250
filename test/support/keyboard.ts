// A person without a mouse. Fails when something takes the focus and does not show it.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

const MOST_STEPS = 40;

/** What has the focus: its name, and whether one sees that it has. Looks into the frame that has it. */
async function focused(page: Page): Promise<{ name: string; isShown: boolean }> {
  for (const frame of page.frames().toReversed()) {
    const found = await frame.evaluate(() => {
      let node = document.activeElement;
      while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
      if (node === null || node === document.body || node.tagName === 'IFRAME') return undefined;
      const shown = node.matches('input') ? (node.closest('label') ?? node) : node;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      const label = node.matches('input, select') ? node.closest('label')?.textContent : node.textContent;
      const name = node.getAttribute('aria-label') ?? label ?? '';
      return { name: name.replaceAll(/\s+/g, ' ').trim(), isShown: outlineStyle !== 'none' && outlineWidth !== '0px' };
    });
    if (found !== undefined && (frame === page.mainFrame() || (await hasFocus(page)))) return found;
  }
  return { name: '', isShown: true };
}

async function hasFocus(page: Page): Promise<boolean> {
  return await page.evaluate(() => {
    const node = document.activeElement;
    return (node?.shadowRoot?.activeElement ?? node)?.tagName === 'IFRAME';
  });
}

/** Presses Tab until what is called `name` has the focus. Returns what was passed on the way. */
export async function tabTo(page: Page, name: RegExp): Promise<string[]> {
  const passed: string[] = [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await page.keyboard.press('Tab');
    const here = await focused(page);
    assert.ok(here.isShown, `one sees that "${here.name}" has the focus`);
    if (name.test(here.name)) return passed;
    passed.push(here.name);
  }
  throw new Error(`Tab does not reach ${String(name)}; it reaches ${passed.join(', ')}`);
}
