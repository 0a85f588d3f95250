// The sign-in page, the way to Databricks and the way back.
import { GatewayError } from '../../base/errors.ts';
import { returnPath } from '../../base/url.ts';
import { beginLogin } from '../../flows/begin-login.ts';
import { finishLogin } from '../../flows/finish-login.ts';
import { readSession } from '../../flows/read-session.ts';
import { returnPathOfAttempt } from '../../flows/return-path-of-attempt.ts';
import type { Workspace } from '../../flows/workspace.ts';
import { inWorkspace } from '../../flows/workspaces.ts';
import type { Call } from '../call.ts';
import { queryOf } from '../call.ts';
import { interstitialPage } from '../pages/interstitial.ts';
import { signedInPage } from '../pages/signed-in.ts';
import { signInPage, type SignIn } from '../pages/sign-in.ts';
import { signInReason } from '../pages/sign-in-reasons.ts';
import type { Reply } from '../reply.ts';
import { arrivedWithoutCookie } from '../strict-arrival.ts';
import { dashboardPath, signInPath, workspaceOfCall, workspaceQuery } from '../workspace-of.ts';

/** GET /login. `reason` is ours, `error` the QuickStart's. */
export function signIn(reply: Reply) {
  return (call: Call): Response => {
    const query = queryOf(call);
    const reason = signInReason(query.get('reason') ?? query.get('error') ?? undefined);
    const workspace = workspaceOfCall(call);
    const returnTo = returnPath(query.get('return_to') ?? reply.href(dashboardPath(call, workspace)));
    const next = new URLSearchParams({ ...workspaceQuery(call, workspace.config.alias), return_to: returnTo });
    const loginHref = reply.href(`/auth/databricks/login?${next.toString()}`);
    const isPlainHttp = call.rooms.config.publicOrigin.startsWith('http:');
    const choice = choiceOf(reply, call, workspace);
    const shown = { loginHref, isPlainHttp, ...(reason && { reason }), ...choice };
    return reply.page((context) => signInPage(context, shown), { opener: 'popup' });
  };
}

/** Where there are several workspaces: the name of this one, and the way to the others. */
function choiceOf(reply: Reply, call: Call, { config }: Workspace): Pick<SignIn, 'workspace' | 'others'> {
  const { workspaces } = call.rooms;
  if (workspaces.length === 1) return {};
  const others = workspaces
    .filter((other) => other.config !== config && call.visit.policy.workspaces.has(other.config.alias))
    .map((other) => ({ label: other.config.label, href: reply.href(signInPath(call, other.config.alias, {})) }));
  return { workspace: config.label, others };
}

/** GET /signed-in: the end of a sign-in in a window of its own. */
export function signedIn(reply: Reply) {
  return (): Response => reply.page(signedInPage, { opener: 'popup' });
}

/** GET /auth/databricks/login. */
export function startLogin(reply: Reply) {
  return async (call: Call): Promise<Response> => {
    // A sign-in must see the session that it takes the place of, and the cookie of that one stayed at home.
    if (arrivedWithoutCookie(call)) {
      const href = reply.href(`/auth/databricks/login${new URL(call.request.url).search}`);
      return reply.page((context) => interstitialPage(context, { href, isSignedIn: false }), { opener: 'popup' });
    }
    const workspace = workspaceOfCall(call);
    const returnTo = queryOf(call).get('return_to') ?? reply.href(dashboardPath(call, workspace));
    const { location, setCookies } = await beginLogin(call.rooms, call.visit, { workspace, returnTo });
    return reply.redirect(location, { setCookies });
  };
}

/**
 * The callback. Every outcome leaves for a clean address, so that no code stays in the address bar (OA-18).
 * A browser that is signed in already and comes back here (Back, a second tab) goes on to its dashboard.
 */
export function finish(reply: Reply) {
  return async (call: Call): Promise<Response> => {
    const workspace = answeringWorkspace(call);
    try {
      const answer = { workspace, parameters: queryOf(call) };
      const finished = await inWorkspace(workspace, () => finishLogin(call.rooms, call.visit, answer));
      const { returnPath: href, setCookies } = finished;
      if (call.rooms.config.session.cookieMode === 'lax') return reply.redirect(href, { setCookies });
      return reply.page((context) => interstitialPage(context, { href, isSignedIn: true }), {
        setCookies,
        opener: 'popup',
      });
    } catch (error) {
      if (!(error instanceof GatewayError) || error.status === 500) throw error;
      if (!isRepeat(error) || !(await isSignedIn(call, workspace))) throw error;
      return reply.redirect(reply.href(dashboardPath(call, workspace)));
    }
  };
}

/** Each workspace has a redirect URI of its own, which says whose answer this is (RFC 9700 section 4.4.2.2). */
function answeringWorkspace({ rooms, workspace }: Call): Workspace {
  const [first, ...others] = rooms.workspaces;
  if (workspace === undefined) return first;
  const found = others.find(({ config }) => config.alias === workspace);
  if (found === undefined) throw new GatewayError('not_found');
  return found;
}

function isRepeat(error: GatewayError): boolean {
  return error.code === 'attempt_spent' || error.code === 'state_unknown' || error.code === 'cookie_missing';
}

async function isSignedIn(call: Call, workspace: Workspace): Promise<boolean> {
  try {
    await readSession(call.rooms, call.visit, workspace);
    return true;
  } catch (error) {
    if (error instanceof GatewayError) return false;
    throw error;
  }
}

/** A failed callback on its way to the sign-in page, which says what happened. */
export function backToSignIn(reply: Reply, call: Call, error: GatewayError): Response {
  const { code: reason, workspace } = error;
  const back = returnPathOfAttempt(call.rooms, call.visit, queryOf(call).get('state'));
  // The dashboard goes without saying.
  const query = { reason, ...(back !== undefined && back !== reply.href('/dashboard') && { return_to: back }) };
  const alias = workspace ?? call.rooms.workspaces[0].config.alias;
  return reply.redirect(reply.href(signInPath(call, alias, query)));
}
