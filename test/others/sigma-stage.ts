// A sandbox under the vendors' names, Chromium led to it by the proxy, and a page that embeds. Registers its own hooks.
import { after, afterEach, before } from 'node:test';
import { mintEmbedUrl } from '@sigma-embed/gateway/sigma';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launch, throughSwitchboard, withChromium } from '../support/chromium.ts';
import { bundled } from '../support/react-page.ts';

export interface Visit {
  /** Default: Ana, who sees some of the rows. */
  readonly person?: string;
  readonly accountType?: string;
  /** Added to the query of the embed URL. */
  readonly query?: string;
}

export interface Stage {
  readonly sandbox: Sandbox;
  /** An embed URL under the vendor's name. It loads once. */
  url(visit?: Visit): Promise<string>;
  /** A fresh page that embeds this URL with the program. */
  open(url: string): Promise<{ readonly page: Page; readonly workbook: FrameLocator }>;
}

/** Call at the top of a test file, with the name of a program for the browser. */
export function sigmaStage(program: string): Stage {
  let browser: Browser;
  let sandbox: Sandbox;
  let host: string;
  const pages: Page[] = [];

  before(async () => {
    if (withChromium.skip !== false) return;
    sandbox = await startSandbox({ https: true });
    await sandbox.warm();
    const script = await bundled(`import './test/others/programs/${program}';`);
    const server = await sandbox.https?.listen((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : '<!doctype html><title>host</title><body><script src="/page.js"></script>');
    }, 0);
    host = `https://localhost:${server?.port}`;
    browser = await launch(sandbox.https && throughSwitchboard(sandbox.https));
  });
  afterEach(async () => void (await Promise.all(pages.splice(0).map((page) => page.close()))));
  after(async () => {
    if (withChromium.skip !== false) return;
    await browser.close();
    await sandbox.close();
  });

  return {
    get sandbox() {
      return sandbox;
    },
    async url({ accountType = 'View', person = 'ana@example.com', query = '' } = {}) {
      const env = sandbox.env(host, { over: 'names' });
      const { url } = await mintEmbedUrl({
        clientId: env['CLIENT_ID'] ?? '',
        secret: env['SECRET'] ?? '',
        url: env['DATABRICKS_OAUTH_BASE_URL'] ?? '',
        subject: person,
        user: { kind: 'embed', accountType, teams: ['Sales_People'] },
        connectionTokens: { [env['DATABRICKS_CONNECTION_ID'] ?? '']: await sandbox.databricks.tokenFor(person) },
        tokenExpiresAt: sandbox.clock.now() + 3_600_000,
      });
      return url.replace('?', `?${query}`);
    },
    async open(url) {
      const page = await browser.newPage({ viewport: { width: 1300, height: 1000 } });
      page.setDefaultTimeout(60_000);
      pages.push(page);
      await page.goto(host);
      await page.evaluate(`open(${JSON.stringify(url)})`);
      return { page, workbook: page.frameLocator('iframe[title="Workbook"]') };
    },
  };
}
