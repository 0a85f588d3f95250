// Turns a failure into an answer: problem+json for scripts (RFC 9457), a page or a way back to the sign-in page for people.
import { GatewayError, type ErrorCode } from '../base/errors.ts';
import { returnPath, type ReturnPath } from '../base/url.ts';
import type { Call } from './call.ts';
import { interstitialPage } from './pages/interstitial.ts';
import { problemPage } from './pages/problem.ts';
import { pathBelow } from './path-below.ts';
import type { Reply, ReplyExtras } from './reply.ts';
import { arrivedWithoutCookie } from './strict-arrival.ts';
import { signInPath, workspaceOfCall } from './workspace-of.ts';

/**
 * Ways to lose a session. The cookie stays all the same, as with every failure (SE-14): this answer may be late, and the browser
 * signed in again meanwhile. Only a sign-in and a sign-out write it.
 */
const SESSION_OVER: ReadonlySet<ErrorCode> = new Set([
  'not_signed_in',
  'idle_limit',
  'absolute_limit',
  'grant_ended',
  'refresh_lost',
  'session_unreadable',
  'app_unknown',
  'cookie_duplicate',
  'wrong_account',
]);

/** Whether a failure means that this browser has no session any more. */
export function isSessionOver(code: ErrorCode): boolean {
  return SESSION_OVER.has(code);
}

/** Any thrown thing as a `GatewayError`; what nobody foresaw becomes `internal`. */
export function asGatewayError(error: unknown): GatewayError {
  return error instanceof GatewayError ? error : new GatewayError('internal', { cause: error });
}

export function problemJson(reply: Reply, call: Call, error: GatewayError): Response {
  const { code, message, status } = error;
  const { requestId } = call.visit;
  const body = { type: 'about:blank', title: message, status, code, requestId };
  return reply.json(body, extrasFor(error, { 'content-type': 'application/problem+json' }));
}

export function problemHtml(reply: Reply, call: Call, error: GatewayError): Response {
  if (isSessionOver(error.code)) {
    const back = wayBack(call, reply);
    if (error.code === 'not_signed_in' && arrivedWithoutCookie(call)) {
      return reply.page((context) => interstitialPage(context, { href: back, isSignedIn: false }));
    }
    const alias = error.workspace ?? workspaceOfCall(call).config.alias;
    const signIn = signInPath(call, alias, { reason: error.code, return_to: back });
    return reply.redirect(reply.href(signIn), { ...extrasFor(error, {}), status: 303 });
  }
  if (error.code === 'host_not_signed_in' && call.rooms.hostIdentity?.signIn !== undefined) {
    return reply.redirect(hostSignIn(call, reply, call.rooms.hostIdentity.signIn));
  }
  const { code, message, status } = error;
  // The start would lead here again.
  const isStuck = code === 'embed_forbidden' && call.alias === undefined;
  const action = isStuck
    ? { href: reply.href('/logout'), label: 'Sign out' }
    : { href: reply.href('/'), label: 'Back to the start' };
  const { requestId } = call.visit;
  return reply.page(
    (context) => problemPage(context, { status, code, message, requestId, action }),
    extrasFor(error, {}),
  );
}

/** The page that was asked for, as a browser sees its address. */
function wayBack(call: Call, reply: Reply): ReturnPath {
  const { pathname, search } = new URL(call.request.url);
  const path = pathBelow(call.rooms.config.basePath, pathname);
  return returnPath(reply.href(call.request.method === 'GET' ? `${path}${search}` : '/dashboard'));
}

function hostSignIn(call: Call, reply: Reply, address: string): string {
  const query = new URLSearchParams({ return_to: wayBack(call, reply) });
  return `${address}${address.includes('?') ? '&' : '?'}${query.toString()}`;
}

function extrasFor(error: GatewayError, headers: Record<string, string>): ReplyExtras {
  if (error.retryAfterSeconds !== undefined) headers['retry-after'] = String(error.retryAfterSeconds);
  else if (error.status === 503) headers['retry-after'] = '5';
  return { status: error.status, headers };
}
