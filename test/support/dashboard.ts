// The dashboard as a person sees it: the workbook in its frame, the status line, the panel. Knows Sigma's page of the sandbox.
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { signIn } from './chromium.ts';

/** The workbook in the page. */
export function workbookOf(page: Page): FrameLocator {
  return page.frameLocator('iframe');
}

/** The live region above the workbook. */
export function statusOf(page: Page): Locator {
  return page.locator('#status');
}

/** Resolves when every element of the workbook has its data or its refusal. */
export async function workbookLoaded(page: Page): Promise<FrameLocator> {
  const workbook = workbookOf(page);
  await workbook.locator('body:not(:has([aria-busy="true"])) [data-element="trips"][aria-busy="false"]').waitFor();
  return workbook;
}

/** Signs in and waits for the workbook. */
export async function openDashboard(page: Page, origin: string, email: string): Promise<FrameLocator> {
  await signIn(page, origin, email);
  return await workbookLoaded(page);
}

/** The embed URL in the newest frame, as the browser knows it; the page itself has it nowhere. */
export async function embedUrlOf(page: Page): Promise<string> {
  return page.frames().at(-1)?.url() ?? '';
}

/** The rows of the table of trips: one object per row. */
export async function tripsOf(workbook: FrameLocator): Promise<{ pickup: number; distance: number; fare: string }[]> {
  const rows = await workbook
    .locator('[data-element="trips"] tbody tr')
    .evaluateAll((nodes) =>
      nodes.map((node) => [...node.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
    );
  return rows.map(([, pickup = '', , distance = '', fare = '']) => ({
    pickup: Number(pickup),
    distance: Number.parseFloat(distance),
    fare,
  }));
}

/** A tile of the workbook, such as `Trips`. */
export async function tileOf(workbook: FrameLocator, name: 'trips' | 'distance' | 'fare'): Promise<string> {
  return await workbook.locator(`[data-value="${name}"]`).innerText();
}

/** What a browser says to a page that somebody comes back to; without a screen every tab counts as looked at. */
export async function lookAt(page: Page): Promise<void> {
  await page.bringToFront();
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
}
