// A workbook in a frame in Chromium, with a page around it that keeps what it hears. Registers its own hooks.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import type { Browser, Frame, Page } from 'playwright-core';
import { launch, withChromium } from '../../../../test/support/chromium.ts';
import { startFakeDatabricks, type FakeDatabricks } from './fake-databricks.ts';
import { organization, SIGMA_ORIGIN, type Change, type Organization, type Setting } from './organization.ts';

export type Message = Readonly<Record<string, unknown>> & { readonly type: string };

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

export interface Framed {
  readonly page: Page;
  readonly place: Organization;
  readonly databricks: FakeDatabricks;
  heard(): Promise<readonly Message[]>;
  /** Opens the workbook in a frame and waits for a message of this type. */
  open(change?: Change, until?: string): Promise<Frame>;
  /** The newest message of this type, as soon as there is one. */
  waitFor(type: string): Promise<Message>;
  /** Forgets what was heard, and posts into the frame. */
  tell(message: object): Promise<void>;
  /** Forgets what was heard. */
  forget(): Promise<void>;
}

/** Call at the top of a test file. What it returns is fresh for each test. */
export function framedWorkbook(setting: Setting = {}): Framed {
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
    place = organization({ databricks: databricks.origin, ...setting });
    const listener = getRequestListener(place.fetch, { overrideGlobalObjects: false });
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
  const waitFor = async (type: string): Promise<Message> => {
    await page.waitForFunction(`heard.some((message) => message.type === ${JSON.stringify(type)})`);
    return (await heard()).findLast((message) => message.type === type) ?? { type: 'none' };
  };
  return {
    get page() {
      return page;
    },
    get place() {
      return place;
    },
    get databricks() {
      return databricks;
    },
    heard,
    waitFor,
    async open(change = {}, until = 'workbook:dataloaded') {
      const url = (await place.url(change)).replace(SIGMA_ORIGIN, `http://127.0.0.1:${port}`);
      await page.goto(`http://localhost:${port}/parent`);
      await page.evaluate(`open(${JSON.stringify(url)})`);
      await waitFor(until);
      const frame = page.frames().find((one) => one.url().startsWith('http://127.0.0.1'));
      assert.ok(frame);
      return frame;
    },
    async tell(message) {
      await page.evaluate(`tell(${JSON.stringify(message)})`);
    },
    async forget() {
      await page.evaluate('void (heard.length = 0)');
    },
  };
}
