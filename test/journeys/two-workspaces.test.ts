// One page with workbooks of two Databricks workspaces: each asks for a sign-in of its own, and knows only its own session.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { chooseAndAllow, keep, launch, person, withChromium } from '../support/chromium.ts';
import { startTwoWorkspaces, type Name, type TwoWorkspaces } from '../support/two-workspaces.ts';

let two: TwoWorkspaces;
let browser: Browser;
let portal = '';
const open = new AsyncDisposableStack();

before(async () => {
  if (withChromium.skip !== false) return;
  const server = createServer((_request, response) => {
    const embed = (name: Name): string =>
      `<sigma-embed id="${name}" embed="${name}" style="display: block; height: 420px"></sigma-embed>`;
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html lang="en"><head><title>Portal</title><link rel="icon" href="data:," />
      <script src="${two.demo.origin}/sigma-embed.js"></script></head>
      <body><main><h1>Portal</h1>${embed('home')}${embed('eu')}</main></body></html>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  portal = `http://localhost:${(server.address() as AddressInfo).port}`;
  two = open.use(await startTwoWorkspaces({ env: { SIGMA_EMBED_PAGE_ORIGINS: portal } }));
  browser = open.adopt(await launch(), (one) => one.close());
  await Promise.all([two.at.home.warm(), two.at.eu.warm()]);
});
after(() => open.disposeAsync());

const embedOf = (page: Page, name: Name) => page.locator(`#${name}`);

async function isIn(page: Page, name: Name, state: string): Promise<void> {
  await page.locator(`#${name}[data-state="${state}"]`).waitFor();
}

async function shown(page: Page, name: Name): Promise<FrameLocator> {
  await isIn(page, name, 'ready');
  const workbook = embedOf(page, name).locator('iframe:not([inert])').last().contentFrame();
  await workbook.locator('[data-element="trips"][aria-busy="false"]').waitFor();
  return workbook;
}

async function signInAt(page: Page, name: Name, email: string): Promise<void> {
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    embedOf(page, name).getByRole('link', { name: 'Sign in' }).click(),
  ]);
  await popup.waitForURL(`${two.at[name].databricks.origin}/**`);
  const closed = popup.waitForEvent('close');
  await chooseAndAllow(popup, email);
  await closed;
}

it('each embed signs in at its own workspace, as its own person, and signing out ends both', withChromium, async () => {
  const { context, page } = await person(browser);
  try {
    await page.goto(portal);
    await isIn(page, 'home', 'signed-out');
    await isIn(page, 'eu', 'signed-out');
    await signInAt(page, 'eu', 'ben@example.com');
    await (await shown(page, 'eu')).getByText('Queries run as ben@example.com').waitFor();
    assert.equal(await embedOf(page, 'home').getAttribute('data-state'), 'signed-out', 'the other one still asks');
    await signInAt(page, 'home', 'ana@example.com');
    await (await shown(page, 'home')).getByText('Queries run as ana@example.com').waitFor();
    await (await shown(page, 'eu')).getByText('Queries run as ben@example.com').waitFor();
    await keep(page, 'two-workspaces');

    const dashboard = await context.newPage();
    await dashboard.goto(`${two.demo.origin}/dashboard`);
    await dashboard.getByRole('link', { name: 'Workspace Europe' }).click();
    await dashboard.getByText('Workbook loaded').waitFor();
    assert.equal(new URL(dashboard.url()).search, '?workspace=eu');
    await dashboard.getByRole('button', { name: 'Sign out' }).click();
    await dashboard.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await page.reload();
    await isIn(page, 'home', 'signed-out');
    await isIn(page, 'eu', 'signed-out');
  } finally {
    await context.close();
  }
});

it('the sign-in page says which workspace it is for and leads to the other', withChromium, async () => {
  const { complaints, context, page } = await person(browser);
  try {
    await page.goto(`${two.demo.origin}/dashboard/eu`);
    await page.getByText('You sign in at Databricks, in the workspace Europe.').waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByText('You sign in at Databricks, in the workspace Home.').waitFor();
    await page.getByRole('link', { name: 'Europe' }).click();
    await page.getByRole('link', { name: 'Login with Databricks' }).click();
    await page.waitForURL(`${two.at.eu.databricks.origin}/**`);
    await chooseAndAllow(page, 'mia@example.com');
    await page.waitForURL('**/dashboard?workspace=eu');
    await page.getByText('Workbook loaded').waitFor();
    await page.goto(two.demo.origin);
    await page.waitForURL('**/dashboard?workspace=eu');
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
});
