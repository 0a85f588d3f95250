// A Chromium whose owner blocks cookies or scripts. The settings live in the profile, so each needs one of its own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../tools/test-needs.ts';
import { CHROMIUM_ARGS } from './chromium.ts';

/** Value of a content setting in Chromium's preferences. */
const BLOCK = 2;

/** One page of a browser that blocks this everywhere, as in its site settings. Playwright's own switch for scripts leaves `<noscript>` out. */
export async function launchWithout(
  what: 'cookies' | 'javascript',
): Promise<AsyncDisposable & { readonly page: Page }> {
  await using open = new AsyncDisposableStack();
  const profile = mkdtempSync(join(tmpdir(), 'sigma-embed-profile-'));
  open.defer(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  mkdirSync(join(profile, 'Default'));
  const preferences = { profile: { default_content_setting_values: { [what]: BLOCK } } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium() ?? '',
    args: CHROMIUM_ARGS,
  });
  open.defer(() => context.close());
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const running = open.move();
  return { page, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
