// The token endpoint: reads the form, hands on to the grant, words the answer.
import { authenticateClient } from './client-authentication.ts';
import { clientCredentials } from './client-credentials.ts';
import { exchangeCode } from './exchange-code.ts';
import { exchangeToken } from './federation/exchange-token.ts';
import type { Issuer } from './issuers.ts';
import type { TokenRoom } from './mint.ts';
import { required } from './parameters.ts';
import { refresh } from './refresh.ts';
import { OAuthRefusal } from './refusal.ts';
import { answering, outage, readForm } from './token-form.ts';
import type { AppCall, TokenCall } from './token-call.ts';

type Grant = (room: TokenRoom, call: TokenCall) => Promise<object>;

const forApp =
  (grant: (room: TokenRoom, call: AppCall) => Promise<object>): Grant =>
  (room, call) =>
    grant(room, { ...call, app: authenticateClient(room, call.authorization, call.form) });

const GRANTS: ReadonlyMap<string, Grant> = new Map([
  ['authorization_code', forApp(exchangeCode)],
  ['refresh_token', forApp(refresh)],
  ['client_credentials', clientCredentials],
  ['urn:ietf:params:oauth:grant-type:token-exchange', exchangeToken],
]);

/** Answers `POST …/v1/token`. `scope` is accepted with every grant. Failures follow the vendor's dialect. */
export async function answerToken(room: TokenRoom, issuer: Issuer, request: Request): Promise<Response> {
  return (
    outage(room.world) ??
    (await answering(room, 'token.refused', async () => {
      const form = await readForm(request);
      const call = { issuer, form, authorization: request.headers.get('authorization') ?? undefined };
      const grant = GRANTS.get(required(form, 'grant_type'));
      if (grant === undefined) {
        // Who calls comes first: a stranger learns nothing about what is offered.
        authenticateClient(room, call.authorization, form);
        throw new OAuthRefusal(
          { error: 'unsupported_grant_type' },
          `Unsupported grant_type: ${form.get('grant_type')}`,
        );
      }
      const answer = await grant(room, call);
      return Response.json(answer, { headers: { 'cache-control': 'no-store', pragma: 'no-cache' } });
    }))
  );
}
