// The messages between a loaded workbook and the page around it, in a browser.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import type { Browser, Frame, Page } from 'playwright-core';
import { launch, withChromium } from '../../../../test/support/chromium.ts';
import { createSigma } from '../../src/sigma/sigma.ts';
import { startFakeDatabricks, type FakeDatabricks } from './fake-databricks.ts';
import { organization, SIGMA_ORIGIN, type Change, type Organization } from './organization.ts';

type Message = Readonly<Record<string, unknown>> & { readonly type: string };

/** The page around the frame, on another site than Sigma: it keeps what it hears. */
const PARENT = `<!doctype html><title>parent</title><script>
  var heard = [];
  addEventListener('message', (event) => heard.push(event.data));
  var frame = document.createElement('iframe');
  frame.referrerPolicy = 'no-referrer';
  frame.width = 900;
  frame.height = 700;
  var open = (src) => { frame.src = src; document.body.append(frame); };
  var tell = (message) => { heard.length = 0; frame.contentWindow.postMessage(message, '*'); };
</script>`;

let browser: Browser;
let databricks: FakeDatabricks;
let server: Server;
let place: Organization;
let page: Page;
let port = 0;

before(async () => {
  if (withChromium.skip === false) browser = await launch();
});
after(async () => {
  if (withChromium.skip === false) await browser.close();
});

beforeEach(async () => {
  if (withChromium.skip !== false) return;
  databricks = await startFakeDatabricks();
  place = organization({ databricks: databricks.origin });
  const handle = createSigma({
    world: place.again(),
    databricksOrigin: () => databricks.origin,
    origin: () => `http://127.0.0.1:${port}`,
  });
  const listener = getRequestListener(handle, { overrideGlobalObjects: false });
  server = createServer((request, response) => {
    if (request.url === '/parent') response.setHeader('content-type', 'text/html').end(PARENT);
    else void listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  page = await browser.newPage();
  await page.clock.install();
});
afterEach(async () => {
  if (withChromium.skip !== false) return;
  await page.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await databricks[Symbol.asyncDispose]();
});

const heard = async (): Promise<Message[]> => await page.evaluate('heard');

/** Opens the workbook in a frame and waits for a message of this type. */
async function open(change: Change = {}, until = 'workbook:dataloaded'): Promise<Frame> {
  const url = (await place.url(change)).replace(SIGMA_ORIGIN, `http://127.0.0.1:${port}`);
  await page.goto(`http://localhost:${port}/parent`);
  await page.evaluate(`open(${JSON.stringify(url)})`);
  await waitFor(until);
  const frame = page.frames().find((one) => one.url().startsWith('http://127.0.0.1'));
  assert.ok(frame);
  return frame;
}

async function waitFor(type: string): Promise<Message> {
  await page.waitForFunction(`heard.some((message) => message.type === ${JSON.stringify(type)})`);
  return (await heard()).findLast((message) => message.type === type) ?? { type: 'none' };
}

/** Forgets what was heard, and posts into the frame. */
async function tell(message: object): Promise<void> {
  await page.evaluate(`tell(${JSON.stringify(message)})`);
}

it('a load tells its steps in order: loaded, variables, then data', withChromium, async () => {
  await open({ query: 'Distance=2&' });
  const messages = await heard();
  assert.deepEqual(
    messages.map(({ type }) => type),
    ['workbook:loaded', 'workbook:variables:onchange', 'workbook:dataloaded'],
  );
  assert.deepEqual(messages[0], { type: 'workbook:loaded', workbook: { variables: { Distance: '2' } } });
});

it('the height is told only with :responsive_height', withChromium, async () => {
  await open({ query: ':responsive_height=true&' });
  await page.clock.runFor(1000);
  const { pageHeight } = await waitFor('workbook:pageheight:onchange');
  assert.ok(Number(pageHeight) > 500, String(pageHeight));
});

it('a refused load tells the code and the sentence', withChromium, async () => {
  await open({ claims: { ver: '1.0' } }, 'workbook:error');
  assert.deepEqual(await heard(), [
    { type: 'workbook:error', code: 'EINVAL', message: 'connection_oauth_tokens is only supported in ver 1.1' },
  ]);
});

it('the control tells its change, and the queries follow', withChromium, async () => {
  const frame = await open();
  databricks.asked.length = 0;
  await tell({ type: 'unknown:type' });
  await frame.getByLabel('Minimum distance').selectOption('5');
  assert.deepEqual(await waitFor('workbook:variables:onchange'), {
    type: 'workbook:variables:onchange',
    workbook: { variables: { Distance: '5' } },
  });
  await waitFor('workbook:dataloaded');
  const values = databricks.asked.flatMap(({ body }) => (body.parameters ?? []) as { value: string }[]);
  assert.deepEqual(new Set(values.map(({ value }) => value)), new Set(['5']));
});

it('the parent sets and lists variables; what the workbook does not have is ignored', withChromium, async () => {
  const frame = await open();
  await tell({ type: 'workbook:variables:update', variables: { Distance: '10', Other: 'x' } });
  await waitFor('workbook:dataloaded');
  assert.equal(await frame.getByLabel('Minimum distance').inputValue(), '10');
  await tell({ type: 'workbook:variables:update', variables: { Distance: '7' } });
  await tell({ type: 'workbook:variables:list' });
  await page.clock.runFor(10);
  assert.deepEqual(await waitFor('workbook:variables:current'), {
    type: 'workbook:variables:current',
    variables: { Distance: '10' },
  });
});

it('a saved view is told when it is chosen and when it is left', withChromium, async () => {
  await open();
  await tell({ type: 'workbook:bookmark:select', bookmarkId: 'bm-long-trips' });
  const chosen = await waitFor('workbook:bookmark:onchange');
  assert.equal(chosen['bookmarkName'], 'Long trips');
  assert.equal(chosen['workbookId'], '4kqU1wTzB7');
  assert.deepEqual((await waitFor('workbook:variables:onchange'))['workbook'], { variables: { Distance: '5' } });
  await tell({ type: 'workbook:bookmark:select' });
  assert.equal((await waitFor('workbook:bookmark:onchange'))['bookmarkId'], null);
});

it('pages, elements and full screen are told', withChromium, async () => {
  const frame = await open();
  await tell({ type: 'workbook:selectednodeid:update', selectedNodeId: 'about', nodeType: 'page' });
  const selected = await waitFor('workbook:selectednodeid:onchange');
  assert.deepEqual(selected, { type: 'workbook:selectednodeid:onchange', selectedNodeId: 'about', nodeType: 'page' });
  assert.ok(await frame.getByText('demo.taxi.trips').isVisible());
  await tell({ type: 'workbook:fullscreen:update', nodeId: 'trips' });
  assert.equal((await waitFor('workbook:fullscreen:onchange'))['fullScreen'], true);
  await tell({ type: 'workbook:fullscreen:update', nodeId: 'trips' });
  assert.equal((await waitFor('workbook:fullscreen:onchange'))['fullScreen'], false);
});

it('a sorted table is an exploration with a key that brings it back', withChromium, async () => {
  const frame = await open();
  await frame.getByRole('button', { name: 'Distance', exact: true }).click();
  const { exploreKey } = await waitFor('workbook:exploreKey:onchange');
  assert.equal(typeof exploreKey, 'string');
  const again = await open({ query: `:explore=${String(exploreKey)}&` });
  const header = again.getByRole('columnheader', { name: 'Distance' });
  assert.equal(await header.getAttribute('aria-sort'), 'ascending');
});

it('a failed element is told by its id, and the other elements stay', withChromium, async () => {
  databricks.answer = ({ body }) =>
    body.statement?.includes('GROUP BY pickup_zip') === true
      ? { status: 200, body: { status: { state: 'FAILED', error: { message: '[INSUFFICIENT_PERMISSIONS] no' } } } }
      : undefined;
  const frame = await open();
  const message = await waitFor('workbook:chart:error');
  assert.deepEqual(message, {
    type: 'workbook:chart:error',
    nodeId: 'by-zip',
    code: 'EACCES',
    message: '[INSUFFICIENT_PERMISSIONS] no',
  });
  assert.equal(await frame.locator('.problem:visible').count(), 1);
  assert.equal(await frame.locator('tbody tr').count(), 1);
});

it('at exp the frame says so and tells the parent', withChromium, async () => {
  const frame = await open();
  place.world.clock.advance(3_600_000);
  await page.clock.runFor(5000);
  const { code, message } = await waitFor('workbook:error');
  assert.deepEqual({ code, message }, { code: 'EINVAL', message: 'Session expired. Reload the page.' });
  assert.ok(await frame.getByText('Session expired. Reload the page.').isVisible());
});

it('a dead token turns the frame into a sign-in page', withChromium, async () => {
  databricks.answer = () => ({ status: 403, body: { error_code: 403, message: 'Invalid access token.' } });
  const frame = await open({}, 'workbook:error');
  assert.ok(await frame.getByText('Your OAuth session has expired. Sign in to view this connection.').isVisible());
  assert.equal((await heard()).filter(({ type }) => type === 'workbook:error').length, 1);
});
