// The sandbox's Sigma: routes of the embed page, its data, its files and the REST API. The checks are in admit.ts.
import { randomUUID } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { setCookie } from 'hono/cookie';
import type { World } from '../world.ts';
import { admit } from './admit.ts';
import { createApi } from './api/api.ts';
import { createAssets } from './assets.ts';
import { foundOrganization } from './found.ts';
import { openFrame } from './frames/open-frame.ts';
import { createFrameRoutes, frameCookie } from './frames/routes.ts';
import { homePage } from './pages/home-page.ts';
import { pageHeaders } from './pages/layout.ts';
import { refusalPage } from './pages/refusal-page.ts';
import { readTheme, readViewOptions } from './pages/view-options.ts';
import { workbookPage } from './pages/workbook-page.ts';
import { personOfRequest } from './person-of-request.ts';
import { createState, type SigmaState } from './state.ts';
import { createTokenCipher } from './token-cipher.ts';

export interface Sigma {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Whose request this is, as far as it tells. */
  readonly personOf: (request: Request) => Promise<string | undefined>;
  readonly state: SigmaState;
}

/**
 * One Sigma organization as a request handler.
 *
 * A refused load answers 200 with a page that says why and tells the parent: the vendor's embed is an application that loads
 * first and shows the refusal then. Events: `embed.opened`, `embed.refused`, `query.failed`, `workbook.changed`.
 */
export function createSigma(options: {
  readonly world: World;
  /** Where the sandbox's Databricks listens; asked at each query. */
  readonly databricksOrigin: () => string;
}): Sigma {
  const { databricksOrigin, world } = options;
  const state = createState(world, randomUUID());
  foundOrganization(state, new URL(databricksOrigin()).host);
  const cipher = createTokenCipher();
  const asset = createAssets();
  const app = new Hono();

  app.get('/', (c) => c.html(homePage(world), 200, pageHeaders(world)));
  app.get('/assets/:name', (c) => {
    const found = asset(c.req.param('name'));
    if (found === undefined) return c.text('Not found', 404);
    return c.body(found.body, 200, { 'content-type': found.type, 'cache-control': 'no-cache' });
  });
  app.route('/', createApi(state));
  app.route(`/${world.organization}/api`, createFrameRoutes({ state, databricksOrigin }));
  app.get('*', async (c) => {
    // A look at the headers is not a load; it must not spend the `jti`.
    if (c.req.method === 'HEAD') return c.body(null, 200, pageHeaders(world));
    return await answerLoad(c, state, await admit(state, cipher, new URL(c.req.url)));
  });

  return {
    fetch: async (request) => await app.fetch(request),
    personOf: (request) => personOfRequest(state, request),
    state,
  };
}

async function answerLoad(
  c: Context,
  state: SigmaState,
  outcome: Awaited<ReturnType<typeof admit>>,
): Promise<Response> {
  const { world } = state;
  const query = new URL(c.req.url).searchParams;
  if (!outcome.ok) {
    const { refusal, subject } = outcome;
    const detail = { code: refusal.code, text: refusal.text, check: refusal.event };
    world.events.add({ vendor: 'sigma', kind: 'embed.refused', person: subject, detail });
    const { loadError, targetOrigin } = world.sigma;
    const look = { theme: readTheme(query), tells: loadError === 'sent', targetOrigin };
    return await c.html(refusalPage(refusal, look), 200, pageHeaders(world));
  }
  const { admitted } = outcome;
  const frame = openFrame(state, admitted);
  if (world.sigma.embedSession === 'cookie') {
    setCookie(c, frameCookie(frame.id), frame.id, { httpOnly: true, secure: true, sameSite: 'None', path: '/' });
  }
  const options = readViewOptions(state, admitted.address, { query, user: admitted.user });
  return await c.html(workbookPage(state, admitted, { session: frame.id, options }), 200, pageHeaders(world));
}
