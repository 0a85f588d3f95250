// The REST API of the sandbox's Sigma: mounts the endpoints, checks who calls and what is sent, words refusals.
import { randomUUID } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { isAdmin } from '../members.ts';
import type { SigmaState } from '../state.ts';
import { BOOKMARKS } from './bookmarks.ts';
import { CONNECTIONS } from './connections.ts';
import { CONTENT_ENDPOINTS } from './contents.ts';
import { CREDENTIALS } from './credentials.ts';
import { ApiRefusal, type Endpoint } from './endpoint.ts';
import { MEMBERS } from './members.ts';
import { TEAMS } from './teams.ts';
import { answerToken, callerOf } from './token.ts';
import { USER_ATTRIBUTES } from './user-attributes.ts';
import { WORKBOOK_PARTS } from './workbook-parts.ts';
import { WORKBOOKS } from './workbooks.ts';

/** Every endpoint but the token's. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...MEMBERS,
  ...TEAMS,
  ...CONNECTIONS,
  ...CONTENT_ENDPOINTS,
  ...WORKBOOKS,
  ...WORKBOOK_PARTS,
  ...BOOKMARKS,
  ...CREDENTIALS,
  ...USER_ATTRIBUTES,
];

/** Answers below `/v2` and `/v2.1`. Every refusal is `{requestId, message, code}`. Event: `api.called`. */
export function createApi(state: SigmaState): Hono {
  const app = new Hono();
  app.post('/v2/auth/token', (c) => guarded(state, c, async () => c.json(await answerToken(state, c.req.raw))));
  for (const row of ENDPOINTS) {
    app.on(row.method, row.path, (c) => guarded(state, c, () => answer(state, c, row)));
  }
  const notPlayed = (c: Context): Promise<Response> =>
    guarded(state, c, async () => {
      callerOf(state, c.req.header('authorization'));
      throw new ApiRefusal(404, 'not_found', `The sandbox does not play ${c.req.method} ${c.req.path}`);
    });
  app.all('/v2/*', notPlayed);
  app.all('/v2.1/*', notPlayed);
  return app;
}

async function answer(state: SigmaState, c: Context, row: Endpoint): Promise<Response> {
  const caller = callerOf(state, c.req.header('authorization'));
  if (row.admin && !isAdmin(caller)) throw new ApiRefusal(403, 'forbidden', 'Only an administrator may do this');
  const sent: unknown = row.method === 'GET' ? undefined : await c.req.json().catch(() => undefined);
  const body = row.body.safeParse(sent);
  if (!body.success) {
    const problems = body.error.issues.map(({ message, path }) => `${path.join('.') || 'body'}: ${message}`);
    throw new ApiRefusal(400, 'invalid_argument', problems.join('; '));
  }
  const result = row.run({
    state,
    caller,
    params: c.req.param() as Readonly<Record<string, string>>,
    query: new URL(c.req.url).searchParams,
    body: body.data,
    appOrigin: appOriginOf(c.req.url),
  });
  return c.json(result, row.status);
}

async function guarded(state: SigmaState, c: Context, run: () => Promise<Response>): Promise<Response> {
  const log = (status: number): void => {
    const detail = { method: c.req.method, path: c.req.path, status };
    state.world.events.add({ vendor: 'sigma', kind: 'api.called', detail });
  };
  c.header('cache-control', 'no-store');
  try {
    const response = await run();
    log(response.status);
    return response;
  } catch (problem) {
    if (!(problem instanceof ApiRefusal)) throw problem;
    const { code, message, status } = problem;
    log(status);
    return c.json({ requestId: randomUUID(), message, code }, status);
  }
}

/** At the vendor the app is at a host of its own; at loopback both are the same. */
function appOriginOf(url: string): string {
  const { hostname, origin } = new URL(url);
  return hostname.endsWith('.sigmacomputing.com') ? 'https://app.sigmacomputing.com' : origin;
}
