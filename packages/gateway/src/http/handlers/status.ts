// GET /, /api/session, /health and /ready.
import { GatewayError } from '../../base/errors.ts';
import { checkReady } from '../../flows/check-ready.ts';
import { readSession } from '../../flows/read-session.ts';
import type { Workspace } from '../../flows/workspace.ts';
import { wantedWorkspace } from '../../flows/workspaces.ts';
import type { Call } from '../call.ts';
import type { Reply } from '../reply.ts';
import { arrivedWithoutCookie } from '../strict-arrival.ts';
import { dashboardPath, workspaceOfCall } from '../workspace-of.ts';

/** GET /: on to the dashboard, which sends to the sign-in page who is not signed in. */
export function home(reply: Reply) {
  return (call: Call): Response => {
    const { rooms, visit } = call;
    if (arrivedWithoutCookie(call)) return reply.redirect(reply.href('/dashboard'));
    const hasCookie = ({ cookie }: Workspace): boolean => (visit.cookies ?? '').includes(`${cookie}=`);
    const signedIn = [wantedWorkspace(rooms, visit, {}), ...rooms.workspaces].find(hasCookie);
    return reply.redirect(reply.href(signedIn === undefined ? '/login' : dashboardPath(call, signedIn)));
  };
}

export function session(reply: Reply) {
  return async (call: Call): Promise<Response> =>
    reply.json(await readSession(call.rooms, call.visit, workspaceOfCall(call)));
}

export function health(reply: Reply) {
  return (): Response => reply.json({ status: 'ok' });
}

/** 200 while sessions can be opened and written; Databricks being down does not make the gateway unready (AV-03). */
export function ready(reply: Reply, isStopping: () => boolean) {
  return async (call: Call): Promise<Response> => {
    if (isStopping()) return reply.json({ status: 'stopping' }, { status: 503 });
    try {
      await checkReady(call.rooms);
      return reply.json({ status: 'ready' });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return reply.json({ status: 'not_ready', code: error.code }, { status: 503 });
    }
  };
}
