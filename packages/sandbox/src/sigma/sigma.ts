// The sandbox's Sigma: routes of the embed page, its data, and its files. The checks are in admit.ts, the queries in queries/.
import { randomBytes } from 'node:crypto';
import { Hono, type Context } from 'hono';
import type { World } from '../world.ts';
import { admit, type Admitted } from './admit.ts';
import { createAssets } from './assets.ts';
import { homePage } from './pages/home-page.ts';
import { PAGE_HEADERS } from './pages/layout.ts';
import { refusalPage } from './pages/refusal-page.ts';
import { readTheme, readViewOptions } from './pages/view-options.ts';
import { workbookPage } from './pages/workbook-page.ts';
import { readElementRequest } from './queries/element-request.ts';
import { runElement } from './queries/run-element.ts';
import { createState, forgetEnded, type FrameSession, type Sharing, type SigmaState } from './state.ts';
import { createTokenCipher } from './token-cipher.ts';

export interface SigmaOptions {
  readonly world: World;
  /** Where the sandbox's Databricks listens; asked at each query. */
  readonly databricksOrigin: () => string;
  /** Where this server listens. */
  readonly origin: () => string;
  /** Other origins under which its pages are shown. Default: none. */
  readonly otherOrigins?: readonly string[];
  /** Teams that workbooks and connection are shared with. Default: all. */
  readonly sharing?: Partial<Sharing>;
}

/**
 * One Sigma organization as a request handler.
 *
 * A refused load answers 200 with a page that says why and tells the parent: the vendor's embed is an application that loads
 * first and shows the refusal then. Events: `embed.opened`, `embed.refused`, `query.failed`.
 */
export function createSigma(options: SigmaOptions): (request: Request) => Promise<Response> {
  const { databricksOrigin, origin, otherOrigins = [], world } = options;
  const state = createState(world, options.sharing);
  const cipher = createTokenCipher();
  const asset = createAssets();
  const app = new Hono();

  app.get('/', (c) => c.html(homePage(world), 200, PAGE_HEADERS));
  app.get('/assets/:name', (c) => {
    const found = asset(c.req.param('name'));
    if (found === undefined) return c.text('Not found', 404);
    return c.body(found.body, 200, { 'content-type': found.type, 'cache-control': 'no-cache' });
  });

  app.get(`/${world.organization}/api/session`, (c) => {
    const frame = state.frames.get(c.req.query('id') ?? '');
    c.header('cache-control', 'no-store');
    if (frame === undefined) return c.json({ message: 'Unknown session.' }, 404);
    return c.json({ now: world.clock.now(), exp: frame.exp * 1000 });
  });

  app.post(`/${world.organization}/api/query`, async (c) => {
    c.header('cache-control', 'no-store');
    // Only the frame's own script may ask: a page elsewhere has no session id, and no business here.
    if (![origin(), ...otherOrigins].includes(c.req.header('origin') ?? ''))
      return c.json({ message: 'Not from this page.' }, 403);
    const request = readElementRequest(state, await c.req.json().catch(() => undefined));
    if (request === undefined) return c.json({ message: 'Unknown session or element.' }, 400);
    return c.json(await runElement(state, databricksOrigin(), request));
  });

  app.get('*', async (c) => {
    // A look at the headers is not a load; it must not spend the `jti`.
    if (c.req.method === 'HEAD') return c.body(null, 200, PAGE_HEADERS);
    return await answerLoad(c, { state, admitted: await admit(state, cipher, new URL(c.req.url)) });
  });

  return async (request) => await app.fetch(request);
}

async function answerLoad(
  c: Context,
  { admitted: outcome, state }: { state: SigmaState; admitted: Awaited<ReturnType<typeof admit>> },
): Promise<Response> {
  const query = new URL(c.req.url).searchParams;
  if (!outcome.ok) {
    const { refusal, subject } = outcome;
    state.world.events.add({
      vendor: 'sigma',
      kind: 'embed.refused',
      person: subject,
      detail: { code: refusal.code, text: refusal.text, check: refusal.event },
    });
    return await c.html(refusalPage(refusal, readTheme(query)), 200, PAGE_HEADERS);
  }
  const frame = openFrame(state, outcome.admitted);
  const view = { address: outcome.admitted.address, session: frame.id, options: readViewOptions(query) };
  return await c.html(workbookPage(view), 200, PAGE_HEADERS);
}

function openFrame(state: SigmaState, { address, claims, token, user }: Admitted): FrameSession {
  forgetEnded(state);
  const { workbook } = address;
  const frame = {
    id: randomBytes(24).toString('base64url'),
    subject: claims.sub,
    workbook,
    token,
    exp: claims.exp,
  };
  state.frames.set(frame.id, frame);
  state.world.events.add({
    vendor: 'sigma',
    kind: 'embed.opened',
    person: claims.sub,
    detail: {
      workbook: workbook.name,
      user: user.kind,
      accountType: user.accountType,
      teams: user.teams.join(','),
      exp: claims.exp,
    },
  });
  return frame;
}
