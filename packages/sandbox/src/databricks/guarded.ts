// Puts the bearer check in front of a REST handler, and the headers of a workspace on its answer.
import type { Context } from 'hono';
import type { Authenticate, Bearer, World } from '../world.ts';

/** The request and the `:id` of its path, empty where there is none. */
export interface Call {
  readonly id: string;
  readonly request: Request;
}

export type Guarded = (
  handler: (bearer: Bearer, call: Call) => Response | Promise<Response>,
) => (context: Context) => Promise<Response>;

/** Refuses as the vendor does; every answer names the workspace in `X-Databricks-Org-Id`. */
export function createGuarded(authenticate: Authenticate, { workspaceId }: Pick<World, 'workspaceId'>): Guarded {
  return (handler) => async (context) => {
    const allowed = await authenticate(context.req.header('authorization'));
    const answer = allowed.ok
      ? await handler(allowed.bearer, { id: context.req.param('id') ?? '', request: context.req.raw })
      : Response.json(allowed.body, { status: allowed.status });
    answer.headers.set('x-databricks-org-id', workspaceId);
    if (answer.status === 401) answer.headers.set('www-authenticate', 'Bearer realm="DatabricksRealm"');
    return answer;
  };
}
