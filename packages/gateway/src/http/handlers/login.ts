// The sign-in page, the way to Databricks and the way back.
import { GatewayError } from '../../base/errors.ts';
import { returnPath } from '../../base/url.ts';
import { beginLogin } from '../../flows/begin-login.ts';
import { finishLogin } from '../../flows/finish-login.ts';
import { readSession } from '../../flows/read-session.ts';
import type { Workspace } from '../../flows/workspace.ts';
import { workspaceOfEmbed } from '../../flows/workspaces.ts';
import type { Call } from '../call.ts';
import { queryOf } from '../call.ts';
import { interstitialPage } from '../pages/interstitial.ts';
import { signedInPage } from '../pages/signed-in.ts';
import { signInPage } from '../pages/sign-in.ts';
import { signInReason } from '../pages/sign-in-reasons.ts';
import type { Reply } from '../reply.ts';

/** GET /login. `reason` is ours, `error` the QuickStart's. */
export function signIn(reply: Reply) {
  return (call: Call): Response => {
    const query = queryOf(call);
    const reason = signInReason(query.get('reason') ?? query.get('error') ?? undefined);
    const next = new URLSearchParams({ return_to: returnPath(query.get('return_to') ?? reply.href('/dashboard')) });
    const loginHref = reply.href(`/auth/databricks/login?${next.toString()}`);
    const isPlainHttp = call.rooms.config.publicOrigin.startsWith('http:');
    const shown = { loginHref, isPlainHttp, ...(reason && { reason }) };
    return reply.page((context) => signInPage(context, shown), { opener: 'popup' });
  };
}

/** GET /signed-in: the end of a sign-in in a window of its own. */
export function signedIn(reply: Reply) {
  return (): Response => reply.page(signedInPage, { opener: 'popup' });
}

/** GET /auth/databricks/login. */
export function startLogin(reply: Reply) {
  return async (call: Call): Promise<Response> => {
    const returnTo = queryOf(call).get('return_to') ?? undefined;
    const workspace = workspaceOfEmbed(call.rooms, call.visit, undefined);
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
    const [workspace] = call.rooms.workspaces;
    try {
      const answer = { workspace, parameters: queryOf(call) };
      const { returnPath: href, setCookies } = await finishLogin(call.rooms, call.visit, answer);
      if (call.rooms.config.session.cookieMode === 'lax') return reply.redirect(href, { setCookies });
      return reply.page((context) => interstitialPage(context, { href }), { setCookies, opener: 'popup' });
    } catch (error) {
      if (!(error instanceof GatewayError) || error.status === 500) throw error;
      if (isRepeat(error) && (await isSignedIn(call, workspace))) return reply.redirect(reply.href('/dashboard'));
      throw error;
    }
  };
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
export function backToSignIn(reply: Reply, error: GatewayError): Response {
  return reply.redirect(reply.href(`/login?${new URLSearchParams({ reason: error.code }).toString()}`));
}
