// Chromium for journeys: one browser per test file, a context per viewer, screenshots kept as artefacts.
import { mkdirSync } from 'node:fs';
import type { Switchboard } from '@sigma-embed/sandbox';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { findChromium } from '../../tools/test-needs.ts';

/** Put on a test to skip it, with the reason, where there is no Chromium. Under CI a missing one fails before any test runs. */
export const withChromium = { skip: findChromium() === undefined ? 'Chromium is not installed' : false };

/**
 * Chromium hears the last list of this kind only, so what Playwright switches off comes first. The popups of the address bar are pages, and
 * nobody sees them here: without them a new profile costs a quarter.
 */
const OFF = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
];

export const CHROMIUM_ARGS = [
  `--disable-features=${OFF.join(',')}`,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launch(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chromium is not installed');
  return await chromium.launch({ executablePath, args: [...CHROMIUM_ARGS, ...args] });
}

/** Leads a browser to the sandbox under the vendors' own names, and lets it trust the sandbox's one key. */
export function throughSwitchboard({ proxy, spki }: Pick<Switchboard, 'proxy' | 'spki'>): string[] {
  return [
    `--proxy-server=${proxy}`,
    '--proxy-bypass-list=localhost;127.0.0.1',
    `--ignore-certificate-errors-spki-list=${spki}`,
  ];
}

export interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors and uncaught exceptions so far. */
  readonly complaints: string[];
}

/** A fresh browser profile with one page. */
export async function person(browser: Browser, options: Parameters<Browser['newContext']>[0] = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // That nobody is signed in is an answer, and at the press of "Sign out" a page may be asking.
    const isAnswer = /\/api\/session(\?|$)/.test(message.location().url) && message.text().includes('401');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { context, page, complaints };
}

/** Where pictures are kept. */
export const SCREENSHOTS = 'artifacts/screenshots';

/** Keeps a picture of the whole page. */
export async function keep(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
}

/** From the gateway's sign-in page to the end of the consent page. */
export async function signIn(page: Page, origin: string, email: string): Promise<void> {
  await page.goto(`${origin}/login`);
  await page.getByRole('link', { name: /login with databricks/i }).click();
  await chooseAndAllow(page, email);
}

export async function chooseAndAllow(page: Page, email: string): Promise<void> {
  await page.getByRole('radio', { name: new RegExp(email) }).check();
  await page.getByRole('button', { name: /^allow/i }).click();
}
