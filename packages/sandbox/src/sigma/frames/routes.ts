// The routes that a loaded frame's page asks: its times, its data, and what its viewer does. Knows no embed URL.
import { Hono, type Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { z } from 'zod';
import { runElement } from '../queries/run-element.ts';
import { endOf, type SigmaState } from '../state.ts';
import { BOOKMARK, DOCUMENT, EXPLORE, QUERY } from './bodies.ts';
import { changeDocument } from './documents.ts';
import { bookmarksFor, createBookmark, keepExploration, ownsBookmark } from './explorations.ts';
import { findFrame, hasEnded, type LiveFrame } from './live-frame.ts';
import { tokenEnd } from './token-end.ts';

export interface FrameRoutes {
  readonly state: SigmaState;
  /** Where the sandbox's Databricks listens; asked at each query. */
  readonly databricksOrigin: () => string;
}

/** Name of the cookie of a frame that does not keep its session in the page. Each has its own: a page may hold several. */
export function frameCookie(id: string): string {
  return `sandbox_sigma_${id.slice(0, 8)}`;
}

/** Routes below `/<org>/api`. A page elsewhere has no session id, and no business here. */
export function createFrameRoutes({ databricksOrigin, state }: FrameRoutes): Hono {
  const app = new Hono();
  const { world } = state;
  app.use(async (c, next) => {
    c.header('cache-control', 'no-store');
    return await next();
  });

  app.get('/session', (c) => {
    const live = findFrame(state, c.req.query('id') ?? '');
    if (live === undefined || !mayUse(c, live)) return c.json({ message: 'Unknown session.' }, 404);
    const ends = world.sigma.expiryAlert ? tokenEnd(live.frame.tokens) : undefined;
    return c.json({
      now: world.clock.now(),
      exp: endOf(world, live.frame.exp),
      ended: hasEnded(state, live),
      ...(ends !== undefined && { tokenEndsAt: ends }),
    });
  });

  /** A route for the page: its own origin, a body of this shape, and a frame that has not ended. */
  const act = <T extends z.ZodType<{ session: string }>>(
    path: string,
    schema: T,
    then: (live: LiveFrame, body: z.output<T>) => object | Promise<object>,
  ): void => {
    app.post(path, async (c) => {
      if (c.req.header('origin') !== new URL(c.req.url).origin) return c.json({ message: 'Not from this page.' }, 403);
      const body = schema.safeParse(await c.req.json().catch(() => undefined));
      const live = body.success ? findFrame(state, body.data.session) : undefined;
      if (!body.success || live === undefined || !mayUse(c, live)) {
        return c.json({ message: 'Unknown session or element.' }, 400);
      }
      return c.json(hasEnded(state, live) ? { kind: 'ended' } : await then(live, body.data));
    });
  };

  const mayUse = (c: Context, { frame }: LiveFrame): boolean =>
    world.sigma.embedSession === 'page' || getCookie(c, frameCookie(frame.id)) === frame.id;

  act('/query', QUERY, async (live, body) => await runElement(state, databricksOrigin(), { live, ...body }));

  act('/explore', EXPLORE, (live, { view }) => ({ exploreKey: keepExploration(state, live, view) }));

  act('/bookmarks', BOOKMARK, (live, body) => {
    const { workbook, user } = live;
    if (body.action === 'create') {
      return { ok: true, bookmark: createBookmark(state, live, body) };
    }
    const bookmark = bookmarksFor(workbook, user.memberId).find(({ bookmarkId }) => bookmarkId === body.bookmarkId);
    if (bookmark === undefined) return { ok: false, code: 'ENOENT', message: 'Bookmark not found.' };
    if (body.action === 'select') return { ok: true, bookmark, view: state.explorations.get(bookmark.exploreKey) };
    if (!ownsBookmark(state, live, bookmark)) {
      return { ok: false, code: 'EACCES', message: 'You do not have permission to change this bookmark.' };
    }
    if (body.action === 'update') bookmark.exploreKey = keepExploration(state, live, body.view);
    else workbook.bookmarks.delete(bookmark.bookmarkId);
    return { ok: true, bookmark };
  });

  act('/document', DOCUMENT, (live, body) => {
    const outcome = changeDocument(state, live, body);
    const detail = { action: body.action, workbook: live.workbook.name, ok: outcome.ok };
    world.events.add({ vendor: 'sigma', kind: 'workbook.changed', person: live.frame.subject, detail });
    return outcome;
  });
  return app;
}
