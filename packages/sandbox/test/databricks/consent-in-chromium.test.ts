// The sign-in page in a real browser: keyboard, form and the redirect to another site.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, person, withChromium } from '../../../../test/support/chromium.ts';
import { startSandbox, type Sandbox } from '../../src/index.ts';

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

let sandbox: Sandbox;
let browser: Browser;
let app: Server;
let start: URL;
before(async () => {
  if (withChromium.skip !== false) return;
  app = createServer((_request, answer) => answer.setHeader('content-type', 'text/plain').end('back at the app'));
  await new Promise<void>((listening) => app.listen(0, 'localhost', listening));
  const redirect = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
  sandbox = await startSandbox({ redirectUrls: [redirect] });
  browser = await launch();
  start = new URL('/oidc/v1/authorize', sandbox.databricks.origin);
  start.search = new URLSearchParams({
    client_id: sandbox.databricks.apps[0]?.clientId ?? '',
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'all-apis offline_access',
    state: 'the-state',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  }).toString();
});
after(async () => {
  if (withChromium.skip !== false) return;
  await browser.close();
  await sandbox.close();
  app.close();
});

it('a person chooses Mia, allows, and is back at the app with a code', withChromium, async () => {
  const { complaints, context, page } = await person(browser);
  await page.goto(start.href);
  await page.getByRole('radio', { name: /Mia Novak.*mia@example\.com.*All trips/ }).check();
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByText('back at the app').waitFor();
  const callback = new URL(page.url());
  assert.equal(callback.searchParams.get('state'), 'the-state');
  assert.ok((callback.searchParams.get('code') ?? '').length > 20);
  assert.deepEqual(sandbox.events.list('authorize.allowed').at(-1)?.person, 'mia@example.com');
  assert.deepEqual(
    complaints.filter((text) => !text.includes('404')),
    [],
  );
  await context.close();
});

it('the keyboard alone reaches everything, and Deny comes back too', withChromium, async () => {
  const { context, page } = await person(browser);
  await page.goto(start.href);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.getByRole('radio', { name: /ben@example\.com/ }).isChecked(), true);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('back at the app').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('error'), 'access_denied');
  await context.close();
});
