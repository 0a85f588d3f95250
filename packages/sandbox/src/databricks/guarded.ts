// Puts the bearer check in front of a REST handler, and the headers of a workspace on its answer.
import type { Context } from 'hono';
import type { Authenticate, Bearer, World } from '../world.ts';
import { apiError } from './answers.ts';
import { hasScope, missingScope } from './authenticate.ts';

/** The request and the `:id` of its path, empty where there is none. */
export interface Call {
  readonly id: string;
  readonly request: Request;
}

type Handler = (bearer: Bearer, call: Call) => Response | Promise<Response>;
export type Guarded = (handler: Handler) => (context: Context) => Promise<Response>;

/** Refuses as the vendor does; every answer names the workspace in `X-Databricks-Org-Id`. */
export function createGuarded(authenticate: Authenticate, { workspaceId }: Pick<World, 'workspaceId'>): Guarded {
  return (handler) => async (context) => {
    const answer = await answerOf(context, authenticate, async (bearer) => {
      const wanted = context.req.query('o') ?? context.req.header('x-databricks-org-id') ?? workspaceId;
      if (wanted !== workspaceId) return apiError('PERMISSION_DENIED', `Invalid access to Org: ${wanted}`);
      return await handler(bearer, { id: context.req.param('id') ?? '', request: context.req.raw });
    });
    answer.headers.set('x-databricks-org-id', workspaceId);
    return answer;
  };
}

/** Lets account admins through who signed in at the account: a workspace's token counts for nothing here. */
export function createAdminGuard(authenticate: Authenticate, { accountId }: Pick<World, 'accountId'>): Guarded {
  return (handler) => (context) =>
    answerOf(context, authenticate, (bearer) => {
      if (bearer.level !== 'account' || context.req.param('account') !== accountId) {
        return apiError('PERMISSION_DENIED', `This API requires a token of the account`);
      }
      if (!hasScope(bearer, 'all-apis')) return missingScope('all-apis');
      if (!bearer.person.groups.some(({ name }) => name === 'admins')) {
        return apiError('PERMISSION_DENIED', 'Only account admins can perform this action');
      }
      return handler(bearer, { id: context.req.param('id') ?? '', request: context.req.raw });
    });
}

async function answerOf(
  context: Context,
  authenticate: Authenticate,
  handler: (bearer: Bearer) => Response | Promise<Response>,
): Promise<Response> {
  const allowed = await authenticate(context.req.header('authorization'));
  const answer = allowed.ok ? await handler(allowed.bearer) : Response.json(allowed.body, { status: allowed.status });
  if (answer.status === 401) answer.headers.set('www-authenticate', 'Bearer realm="DatabricksRealm"');
  return answer;
}
