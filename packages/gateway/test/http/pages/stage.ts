// A dashboard page in Chromium with a gateway and a Sigma that answer what the test says. Nothing leaves the browser.
import type { Browser, Page, Route } from 'playwright-core';
import { contentSecurityPolicy } from '../../../src/http/headers.ts';
import { dashboardPage } from '../../../src/http/pages/dashboard.ts';
import { component } from '../../../src/http/pages/component.ts';
import { dashboardScript } from '../../../src/http/pages/dashboard-script.ts';
import { CONTEXT, dashboardData, embedUrl, NONCE, NOW, SIGMA } from './samples.ts';

const GATEWAY = 'https://gateway.test';
const MINUTE = 60_000;

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Stage extends AsyncDisposable {
  readonly page: Page;
  /** Bodies of the requests for a URL. */
  readonly asked: string[];
  /** Ids of the embed URLs that Sigma was asked for, in order. */
  readonly loaded: string[];
  /** Console errors and exceptions, network errors left out. */
  readonly complaints: string[];
  /** What the gateway answers; may be changed while the page is open. */
  embedAnswer: () => Answer;
  sessionAnswer: () => Answer;
  /** Moves the browser's clock and the gateway's. */
  pass(ms: number): Promise<void>;
  status(): Promise<string>;
  /** Lets the workbook in the frame send a message. */
  send(message: unknown): Promise<void>;
}

/** What Sigma's frame does once it is loaded. */
export type Behaviour = 'loads' | 'is silent';

export async function openDashboard(browser: Browser, behaviour: Behaviour = 'loads'): Promise<Stage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  let passed = 0;
  let minted = 0;
  const user = { email: 'ana@example.com', displayName: 'Ana Ortega' };
  const stage: Stage = {
    page,
    asked: [],
    loaded: [],
    complaints: [],
    embedAnswer() {
      minted += 1;
      const serverTime = NOW + passed;
      const times = { expiresAt: serverTime + 50 * MINUTE, renewAt: serverTime + 45 * MINUTE, serverTime };
      const sessionEndsAt = serverTime + 60 * MINUTE;
      return { status: 200, body: { embedUrl: embedUrl(`minted-${minted}`), ...times, sessionEndsAt, user } };
    },
    sessionAnswer: () => ({
      status: 200,
      body: { user, serverTime: NOW + passed, sessionEndsAt: NOW + passed + 60 * MINUTE },
    }),
    async pass(ms) {
      passed += ms;
      await page.clock.fastForward(ms);
    },
    status: async () => await page.locator('#status').innerText(),
    async send(message) {
      const frame = page.frames().find((candidate) => candidate.url().startsWith(SIGMA));
      if (frame === undefined) throw new Error('there is no frame of Sigma');
      await frame.evaluate(`parent.postMessage(${JSON.stringify(message)}, '*')`);
    },
    async [Symbol.asyncDispose]() {
      await context.close();
    },
  };
  watch(page, stage.complaints);
  const policy = contentSecurityPolicy({ frames: [SIGMA], ancestors: [] }, NONCE);
  const html = { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } };
  await page.route(`${GATEWAY}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/assets/sigma-embed.js') {
      await route.fulfill({ status: 200, contentType: 'text/javascript', body: component() });
    } else if (pathname === '/assets/dashboard.js') {
      await route.fulfill({ status: 200, contentType: 'text/javascript', body: dashboardScript() });
    } else if (pathname === '/api/embed-url') {
      stage.asked.push(route.request().postData() ?? '');
      await fulfill(route, stage.embedAnswer());
    } else if (pathname === '/api/session') {
      await fulfill(route, stage.sessionAnswer());
    } else {
      const headers = { ...html.headers, 'content-security-policy': policy };
      await route.fulfill({ ...html, headers, body: dashboardPage(CONTEXT, dashboardData()) });
    }
  });
  await page.route(`${SIGMA}/**`, async (route) => {
    stage.loaded.push(new URL(route.request().url()).searchParams.get('id') ?? '');
    const say = `for (const type of ['workbook:loaded', 'workbook:dataloaded']) parent.postMessage({ type, workbook: { variables: {} } }, '*')`;
    const script = behaviour === 'loads' ? `<script>${say}</script>` : '';
    await route.fulfill({ ...html, body: `<!doctype html><title>Workbook</title><h1>Workbook</h1>${script}` });
  });
  await page.clock.install({ time: NOW });
  await page.goto(`${GATEWAY}/dashboard`);
  return stage;
}

function watch(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const isNetwork = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isNetwork) complaints.push(message.text());
  });
}

async function fulfill(route: Route, { body, headers, status }: Answer): Promise<void> {
  const json = { 'content-type': 'application/json', ...headers };
  await route.fulfill({ status, headers: json, body: JSON.stringify(body) });
}
