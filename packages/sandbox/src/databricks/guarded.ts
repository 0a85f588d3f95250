// Puts the bearer check in front of a REST handler, and the headers of a workspace on its answer.
import type { Context } from 'hono';
import type { Authenticate, Bearer, World } from '../world.ts';
import { apiError } from './answers.ts';
import type { Audit } from './audit.ts';
import { hasScope, missingScope } from './authenticate.ts';

/** The request and the `:id` of its path, empty where there is none. */
export interface Call {
  readonly id: string;
  readonly request: Request;
}

type Handler = (bearer: Bearer, call: Call) => Response | Promise<Response>;
interface Room {
  readonly world: Pick<World, 'accountId' | 'workspaceId'>;
  readonly audit: Audit;
}

export type Guarded = (handler: Handler) => (context: Context) => Promise<Response>;

/** Refuses as the vendor does; every answer names the workspace in `X-Databricks-Org-Id`. */
export function createGuarded(authenticate: Authenticate, room: Room): Guarded {
  const { workspaceId } = room.world;
  return (handler) => async (context) => {
    const answer = await answerOf(context, { authenticate, ...room }, async (bearer) => {
      const wanted = context.req.query('o') ?? context.req.header('x-databricks-org-id') ?? workspaceId;
      if (wanted !== workspaceId) return apiError('PERMISSION_DENIED', `Invalid access to Org: ${wanted}`);
      return await handler(bearer, { id: context.req.param('id') ?? '', request: context.req.raw });
    });
    answer.headers.set('x-databricks-org-id', workspaceId);
    return answer;
  };
}

/** Lets account admins through who signed in at the account: a workspace's token counts for nothing here. */
export function createAdminGuard(authenticate: Authenticate, room: Room): Guarded {
  const { accountId } = room.world;
  return (handler) => (context) =>
    answerOf(context, { authenticate, ...room }, (bearer) => {
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
  room: Room & { readonly authenticate: Authenticate },
  handler: (bearer: Bearer) => Response | Promise<Response>,
): Promise<Response> {
  const allowed = await room.authenticate(context.req.header('authorization'));
  if (!allowed.ok) {
    const headers = { 'www-authenticate': 'Bearer realm="DatabricksRealm"' };
    return Response.json(allowed.body, { status: allowed.status, ...(allowed.status === 401 && { headers }) });
  }
  const answer = await handler(allowed.bearer);
  // As at the vendor, every single call with a token leaves a line.
  room.audit.add({
    service: 'accounts',
    action: 'oidcTokenAuthorization',
    person: allowed.bearer.person.email,
    params: { path: context.req.path, clientId: allowed.bearer.clientId },
    status: answer.status,
  });
  return answer;
}
