// Runs the matrix: finds the row of a request, lets it through its guards, answers its failures, logs one line.
import { Hono } from 'hono';
import { getPath as pathOf } from 'hono/utils/url';
import { GatewayError, type ErrorCode } from '../base/errors.ts';
import { randomToken } from '../base/random.ts';
import { hostVisit } from '../flows/host-user.ts';
import type { Rooms } from '../flows/rooms.ts';
import type { Log } from '../observe/log.ts';
import type { Call } from './call.ts';
import { backToSignIn } from './handlers/login.ts';
import { asGatewayError, isSessionOver, problemHtml, problemJson } from './problem.ts';
import { createOwns } from './owns.ts';
import { pathBelow } from './path-below.ts';
import { createReply } from './reply.ts';
import { routes, type Route } from './routes.ts';
import { preflight, share } from './share.ts';

export interface AppOptions {
  readonly rooms: Rooms;
  readonly log: Log;
  readonly isStopping: () => boolean;
}

export interface App {
  /** The handler of every request to the gateway. It never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Whether a path, with or without a query, is an address of the gateway. */
  readonly owns: (target: string) => boolean;
}

type Answer = (call: Call) => Promise<Response>;

/** Failures of requests that no viewer waits for. */
const NO_VISIT: ReadonlySet<ErrorCode> = new Set(['method_not_allowed', 'request_prefetch', 'request_forged']);

export function createApp({ isStopping, log, rooms }: AppOptions): App {
  const reply = createReply(rooms.config, rooms.random);
  const table = routes({ reply, callbackPath: rooms.config.callbackPath, isStopping });
  const getPath = (request: Request): string => pathBelow(rooms.config.basePath, pathOf(request));
  const router = new Hono<{ Bindings: { request: Request } }>({ strict: true, getPath });

  const callOf = (request: Request, alias?: string, workspace?: string): Call => {
    const setCookies: string[] = [];
    return {
      request,
      rooms,
      alias,
      workspace,
      visit: {
        cookies: request.headers.get('cookie') ?? undefined,
        requestId: randomToken(rooms.random, 9),
        policy: rooms.policy(),
        ...(rooms.hostIdentity && {
          host: hostVisit(rooms.hostIdentity, request),
          alsoSet: (cookie: string) => void setCookies.push(cookie),
        }),
      },
      setCookies,
    };
  };

  const failed = (call: Call, error: GatewayError, fails: Route['fails']): Response => {
    if (fails === 'json') return problemJson(reply, call, error);
    // A redirect in answer to a prefetch would be kept, and shown for the real request; one for an image would be followed.
    if (fails === 'sign-in' && !NO_VISIT.has(error.code)) return backToSignIn(reply, call, error);
    return problemHtml(reply, call, error);
  };

  /** Runs one row and writes its log line, whatever happens. */
  const serve = async (
    call: Call,
    row: { route: string; fails: Route['fails'] },
    answer: Answer,
  ): Promise<Response> => {
    const startedAt = rooms.clock.monotonic();
    let error: GatewayError | undefined;
    let response: Response;
    try {
      response = await answer(call);
    } catch (thrown) {
      error = asGatewayError(thrown);
      response = failed(call, error, row.fails);
      if (error.status === 405) response.headers.set('allow', allowed(table, row.route));
    }
    // Not beside the Set-Cookie that takes the cookie of an ended session away.
    const isOver = error !== undefined && isSessionOver(error.code);
    if (!isOver) addCookies(response, call.setCookies);
    const line = {
      requestId: call.visit.requestId,
      method: call.request.method,
      route: row.route,
      status: response.status,
      ms: Math.round((rooms.clock.monotonic() - startedAt) * 10) / 10,
    };
    // Nobody being signed in is everyday.
    if (error === undefined || error.status === 401)
      log.info('request', { ...line, ...(error && { code: error.code }) });
    else if (error.status < 500)
      log.warn('request', { ...line, code: error.code, ...(error.detail && { detail: error.detail }) });
    else log.error('request', { ...line, code: error.code, ...(error.detail && { detail: error.detail }), error });
    return response;
  };

  for (const { fails, guards, handler, method, path, plain, shared } of table) {
    const run: Answer = async (call) => {
      // Hono hands HEAD to GET rows; a HEAD must not finish a sign-in or spend a URL (OA-12).
      const isHead = call.request.method === 'HEAD' && plain === true;
      if (call.request.method !== method && !isHead) throw new GatewayError('method_not_allowed');
      for (const guard of guards) guard(call);
      const response = await handler(call);
      return isHead ? new Response(null, response) : response;
    };
    const answerTo = (request: Request, alias?: string, workspace?: string): Promise<Response> =>
      serve(callOf(request, alias, workspace), { route: path, fails }, run);
    router.on(
      method,
      path,
      shared
        ? async (c) => share(rooms.config, c.req.raw, await answerTo(c.req.raw))
        : (c) => answerTo(c.req.raw, c.req.param('embed'), c.req.param('workspace')),
    );
  }
  // Apart from the rows, so that a row is the only match of its request: Hono then calls it without a chain.
  const others = new Hono({ strict: true, getPath });
  const paths = new Set(table.map(({ path }) => path));
  for (const path of paths) {
    const fails = table.find((row) => row.path === path)?.fails ?? 'page';
    const isShared = table.some((row) => row.path === path && row.shared);
    others.all(path, async (c) => {
      return await serve(callOf(c.req.raw), { route: path, fails }, async () => {
        const leave = isShared ? preflight(rooms.config, c.req.raw) : undefined;
        if (leave === undefined) throw new GatewayError('method_not_allowed');
        return leave;
      });
    });
  }
  others.notFound((c) => {
    const fails = c.req.path.startsWith('/api/') ? 'json' : 'page';
    return serve(callOf(c.req.raw), { route: '(none)', fails }, async () => {
      throw new GatewayError('not_found');
    });
  });

  router.notFound(async (c) => await others.fetch(c.req.raw));

  return {
    fetch: async (request) => await router.fetch(request),
    owns: createOwns(rooms.config.basePath, [...paths]),
  };
}

/** Of two cookies of one name a browser keeps the later one, and the answer's own must win: a new session is newer than a new seal. */
function addCookies(response: Response, cookies: readonly string[]): void {
  if (cookies.length === 0) return;
  const taken = new Set(response.headers.getSetCookie().map(nameOf));
  for (const cookie of cookies) if (!taken.has(nameOf(cookie))) response.headers.append('set-cookie', cookie);
}

function nameOf(setCookie: string): string {
  return setCookie.slice(0, setCookie.indexOf('='));
}

/** The methods of an address (RFC 9110 section 10.2.1). */
function allowed(table: readonly Route[], path: string): string {
  const rows = table.filter((row) => row.path === path);
  return rows.flatMap(({ method, plain }) => (plain ? [method, 'HEAD'] : [method])).join(', ');
}
