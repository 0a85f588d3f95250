// The exports of a Next.js route handler. Knows nothing of Next: its requests and answers are those of the platform.
import type { Gateway } from '../gateway.ts';

type RouteHandler = (request: Request) => Promise<Response>;

/** What a route file exports. */
export interface RouteHandlers {
  readonly GET: RouteHandler;
  readonly HEAD: RouteHandler;
  readonly OPTIONS: RouteHandler;
  readonly POST: RouteHandler;
}

/**
 * For `app/analytics/[[...path]]/route.ts`: `export const { GET, HEAD, OPTIONS, POST } = toRouteHandlers(open)`. `open` makes the gateway
 * and is called at the first request, as `next build` loads the file too; after a failure the next request calls it again.
 */
export function toRouteHandlers(open: () => Promise<Pick<Gateway, 'fetch'>>): RouteHandlers {
  let opened: Promise<Pick<Gateway, 'fetch'>> | undefined;
  const answer: RouteHandler = async (request) => {
    opened ??= open();
    try {
      return await (await opened).fetch(request);
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  return { GET: answer, HEAD: answer, OPTIONS: answer, POST: answer };
}
