// Four people open the same dashboard and each sees what Databricks lets them see.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { chooseAndAllow, keep, launch, person, signIn, withChromium } from '../support/chromium.ts';
import { startDemo, type Demo } from '../support/demo.ts';

let demo: Demo;
let browser: Browser;
before(async () => {
  if (withChromium.skip !== false) return;
  demo = await startDemo({ workbook: 'area' });
  browser = await launch();
});
after(async () => {
  if (withChromium.skip !== false) return;
  await browser.close();
  await demo[Symbol.asyncDispose]();
});

const workbook = (page: Page): FrameLocator => page.frameLocator('iframe').first();

/** Waits until the workbook has its data and reads the zips and fares of its table. */
async function rowsOf(page: Page): Promise<{ zips: number[]; fares: string[]; user: string }> {
  const frame = workbook(page);
  await frame.locator('table tbody tr').first().waitFor();
  const header = await frame.locator('table thead th').allInnerTexts();
  const column = (name: RegExp): number => header.findIndex((title) => name.test(title)) + 1;
  const cells = (at: number) => frame.locator(`table tbody tr td:nth-child(${at}), table tbody tr th:nth-child(${at})`).allInnerTexts();
  return {
    zips: (await cells(column(/pickup.*zip/i))).map(Number),
    fares: await cells(column(/fare/i)),
    user: await frame.getByText(/@example\.com/).first().innerText(),
  };
}
