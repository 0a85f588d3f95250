// A customer's embed in CI, in a real browser: Ana signs in, sees her rows, and the warehouse ran everything as Ana.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { chromium } from 'playwright-core';
import { bindServer, createGateway, loadConfig } from '@sigma-embed/gateway';
import { startSandbox } from '@sigma-embed/sandbox';

it('Ana sees the trips of her area, and nobody else ran anything', async () => {
  await using open = new AsyncDisposableStack();
  const server = open.adopt(await bindServer({ host: '127.0.0.1', port: 0 }), (one) => one.close(0));
  const origin = `http://localhost:${server.port}`;
  const sandbox = open.use(await startSandbox({ redirectUrls: [`${origin}/auth/databricks/callback`] }));
  const own = { SIGMA_EMBED_STORE: 'memory:', SIGMA_EMBED_LOG_LEVEL: 'warn' };
  const config = loadConfig({ env: { ...sandbox.env(origin), ...own } });
  const gateway = open.adopt(await createGateway({ config, clock: sandbox.clock }), (one) => one.close());
  server.serve(gateway.fetch);
  const options = { executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] };
  const page = await open.adopt(await chromium.launch(options), (one) => one.close()).newPage();

  await page.goto(`${origin}/dashboard`);
  await page.getByRole('link', { name: 'Login with Databricks' }).click();
  await page.getByRole('radio', { name: /ana@example\.com/ }).check();
  await page.getByRole('button', { name: 'Allow' }).click();
  const rows = page.frameLocator('iframe').locator('[data-element="trips"] tbody tr');
  await rows.nth(99).waitFor();
  for (const zip of await rows.locator('td:nth-child(2)').allInnerTexts()) assert.match(zip, /^10[0-2]\d\d$/);
  const people = new Set(sandbox.databricks.statements().map(({ person }) => person));
  assert.deepEqual([...people], ['ana@example.com']);
});
