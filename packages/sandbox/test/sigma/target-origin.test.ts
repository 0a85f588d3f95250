// To whom a frame addresses its messages. Seen from inside the frame: the page around cannot tell.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withChromium } from '../../../../test/support/chromium.ts';
import { framedWorkbook } from './framed-workbook.ts';

const framed = framedWorkbook();

/** In every frame, before its scripts: notes the target origin of what it posts to the page around. */
const NOTE = `if (window.parent !== window) {
  const around = window.parent;
  window.targets = [];
  window.parent = { postMessage(message, target) { window.targets.push(target); around.postMessage(message, target); } };
}`;

async function targets(): Promise<readonly string[]> {
  await framed.page.addInitScript(NOTE);
  const frame = await framed.open();
  return [...new Set(await frame.evaluate<string[]>('targets'))];
}

describe('the target of a message', () => {
  it('is any origin, as the vendor documents none', withChromium, async () => {
    assert.deepEqual(await targets(), ['*']);
  });

  it('is the origin of the parent by switch', withChromium, async () => {
    Object.assign(framed.place.world.sigma, { targetOrigin: 'parent' });
    const found = await targets();
    assert.deepEqual(found, [new URL(framed.page.url()).origin]);
  });
});
