// GET /logout asks, POST /logout does.
import { GatewayError } from '../../base/errors.ts';
import { signOut } from '../../flows/end-session.ts';
import { formTokenFits, formTokenOf } from '../../flows/form-token.ts';
import type { Call } from '../call.ts';
import { logoutPage } from '../pages/logout.ts';
import { signedOutPage } from '../pages/signed-out.ts';
import { readBody } from '../read-body.ts';
import type { Reply } from '../reply.ts';

/** GET /logout changes nothing. */
export function askLogout(reply: Reply) {
  return (call: Call): Response => {
    const token = formTokenOf(call.rooms, call.visit);
    if (token === undefined)
      return reply.page((context) => signedOutPage(context, { loginHref: reply.href('/login') }));
    const isEverywhere = call.rooms.workspaces.length > 1;
    return reply.page((context) => logoutPage(context, { formToken: token, isEverywhere }), { hasForm: true });
  };
}

/** POST /logout. Repeatable; answers with the page that says so. */
export function doLogout(reply: Reply) {
  return async (call: Call): Promise<Response> => {
    const form = new URLSearchParams(await readBody(call.request));
    if (!formTokenFits(call.rooms, call.visit, form.get('form_token') ?? '')) throw new GatewayError('request_forged');
    return reply.redirect(reply.href('/logout'), { setCookies: await signOut(call.rooms, call.visit) });
  };
}
