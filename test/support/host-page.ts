// An application of somebody else on the same site: a page at another port of localhost that embeds by the gateway's script.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before } from 'node:test';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { chooseAndAllow, launch, person, throughSwitchboard, withChromium, type Watched } from './chromium.ts';
import { startDemo, type Demo, type DemoOptions } from './demo.ts';

export interface HostPage {
  /** Body of the page. */
  readonly body?: string;
  /** Before the body, in the head. */
  readonly head?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the gateway's script is left out. */
  readonly isBare?: boolean;
}

export interface HostStage {
  readonly demo: Demo;
  readonly browser: Browser;
  /** Origin of the application. */
  readonly origin: string;
  /** What the application serves at a path. */
  serve(path: string, page: HostPage | { readonly script: string }): void;
  /** Tells a story in a profile of its own. Fails when a used URL was loaded, or the console complained about anything but `expected`. */
  visit(story: (host: Visit) => Promise<void>, expected?: RegExp): Promise<void>;
}

export interface Visit extends Watched {
  /** Signs in at the gateway, and opens a page of the application with moved time. */
  readonly open: (path: string, email?: string) => Promise<void>;
  /** Moves every clock there is. */
  readonly pass: (ms: number) => Promise<void>;
}

/** The tag that most pages have. */
export const TAG = '<sigma-embed style="height: 600px"></sigma-embed>';

export type HostStageOptions = Pick<DemoOptions, 'env' | 'sigmaByName'>;

/** Registers the hooks that start and stop everything; call it once, at the top of a test file. */
export function setHostStage({ env, sigmaByName = false }: HostStageOptions = {}): HostStage {
  const open = new AsyncDisposableStack();
  const pages = new Map<string, HostPage | { readonly script: string }>([['/', {}]]);
  let demo: Demo;
  let browser: Browser;
  let origin = '';
  before(async () => {
    if (withChromium.skip !== false) return;
    const server = open.adopt(await serveHost(pages, () => demo.origin), (one) => {
      one.close();
      one.closeAllConnections();
    });
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    demo = open.use(await startDemo({ env: { SIGMA_EMBED_PAGE_ORIGINS: origin, ...env }, sigmaByName }));
    const { https } = demo.sandbox;
    browser = open.adopt(await launch(https === undefined ? [] : throughSwitchboard(https)), (one) => one.close());
    await demo.sandbox.warm();
  });
  after(() => open.disposeAsync());
  return {
    get demo() {
      return demo;
    },
    get browser() {
      return browser;
    },
    get origin() {
      return origin;
    },
    serve: (path, page) => void pages.set(path, page),
    async visit(story, expected) {
      const watched = await person(browser);
      const from = demo.sandbox.events.last();
      const visit: Visit = {
        ...watched,
        async open(path, email) {
          if (email !== undefined) await signInAt(watched.page, demo.origin, email);
          await watched.page.clock.install({ time: demo.sandbox.clock.now() });
          await watched.page.goto(origin + path);
        },
        async pass(ms) {
          demo.sandbox.clock.advance(ms);
          await watched.context.clock.fastForward(ms);
        },
      };
      try {
        await story(visit);
        const refused = demo.sandbox.events.list({ after: from, kind: 'embed.refused' });
        assert.deepEqual(
          refused.map(({ detail }) => detail?.['check']).filter((check) => check === 'replay'),
          [],
          'no URL is loaded twice',
        );
        const surprises = watched.complaints.filter((text) => expected?.test(text) !== true);
        assert.deepEqual(surprises, [], 'the console stays quiet');
      } finally {
        demo.sandbox.faults.clear();
        await watched.context.close();
      }
    },
  };
}

async function serveHost(
  pages: ReadonlyMap<string, HostPage | { readonly script: string }>,
  gateway: () => string,
): Promise<Server> {
  const server = createServer((request, response) => {
    const found = pages.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (found === undefined) {
      response.writeHead(404).end();
    } else if ('script' in found) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(found.script);
    } else {
      const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...found.headers };
      const script = found.isBare === true ? '' : `<script src="${gateway()}/sigma-embed.js"></script>`;
      response.writeHead(200, headers).end(`<!doctype html><html lang="en"><head><title>Portal</title>
<link rel="icon" href="data:," />${script}${found.head ?? ''}</head>
<body><main><h1>Portal</h1>${found.body ?? TAG}</main></body></html>`);
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

async function signInAt(page: Page, gateway: string, email: string): Promise<void> {
  await page.goto(`${gateway}/auth/databricks/login?return_to=/signed-in`);
  await chooseAndAllow(page, email);
  await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
}

/** Waits until the embed of the page is in this state; `[data-state]` mirrors it. */
export async function embedIs(page: Page, state: string, at = 0): Promise<void> {
  await page
    .locator('[data-state]')
    .nth(at)
    .and(page.locator(`[data-state="${state}"]`))
    .waitFor();
}

/** Tag of what has the keyboard inside the embed. */
export async function focusedIn(page: Page): Promise<string | undefined> {
  return await page.evaluate<string | undefined>(`document.activeElement.shadowRoot?.activeElement?.localName`);
}

/** The workbook in front: the one that can be used. */
export function frontOf(page: Page): FrameLocator {
  return page.locator('iframe:not([inert])').last().contentFrame();
}

/** Resolves when every element of the workbook in front has its data. */
export async function workbookShown(page: Page): Promise<FrameLocator> {
  await embedIs(page, 'ready');
  const workbook = frontOf(page);
  await workbook.locator('body:not(:has([aria-busy="true"])) [data-element="trips"][aria-busy="false"]').waitFor();
  return workbook;
}
