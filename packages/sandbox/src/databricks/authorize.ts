// The authorization endpoint: shows who may sign in, takes the decision, sends the browser back to the app.
import { randomBytes } from 'node:crypto';
import { checkAuthorization, type AuthorizationRequest } from './authorization-request.ts';
import { consentPage } from './consent-page.ts';
import type { Issuer } from './issuers.ts';
import type { TokenRoom } from './mint.ts';
import { invalidRequest, readParameters, required } from './parameters.ts';
import { OAuthRefusal, refusalAnswer } from './refusal.ts';

/** Milliseconds that a sign-in page may stay open. */
const PAGE_LIFE_MS = 600_000;

export interface Authorize {
  /** `GET …/v1/authorize`: the page, a redirect with an error, or raw JSON. Waits for a person; never approves by itself. */
  show(issuer: Issuer, query: URLSearchParams): Promise<Response>;
  /** `POST …/v1/authorize`: Allow or Deny. */
  decide(issuer: Issuer, request: Request): Promise<Response>;
}

export function createAuthorize(room: TokenRoom): Authorize {
  const { world, grants } = room;
  const open = world.memory.keep(
    'databricks.signInPages',
    new Map<string, { readonly request: AuthorizationRequest; readonly endsAt: number }>(),
  );

  const backToApp = (
    target: Pick<AuthorizationRequest, 'redirectUri' | 'state'> & { readonly issuer: Issuer },
    answer: Readonly<Record<string, string>>,
  ): Response => {
    const url = new URL(target.redirectUri);
    for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
    if (target.state !== undefined) url.searchParams.set('state', target.state);
    if (world.databricks.callbackIssuer) url.searchParams.set('iss', target.issuer.issuer);
    return new Response(null, {
      status: world.databricks.redirectStatus,
      headers: { location: url.href, 'cache-control': 'no-store' },
    });
  };

  const take = (id: string): AuthorizationRequest => {
    const found = open.get(id);
    open.delete(id);
    if (found === undefined || world.clock.now() >= found.endsAt) {
      throw invalidRequest('This sign-in page is over. Go back to the application and start again.');
    }
    return found.request;
  };

  return {
    show: (issuer, query) =>
      guarded(() => {
        const checked = checkAuthorization(room, issuer, query);
        if (!checked.ok) {
          const { refusal, redirectUri, state } = checked;
          const detail = { error: refusal.error, description: refusal.message };
          world.events.add({ vendor: 'databricks', kind: 'authorize.refused', detail });
          return backToApp(
            { issuer, redirectUri, state },
            { error: refusal.error, error_description: refusal.message },
          );
        }
        const { request } = checked;
        const id = randomBytes(16).toString('base64url');
        open.set(id, { request, endsAt: world.clock.now() + PAGE_LIFE_MS });
        world.events.add({
          vendor: 'databricks',
          kind: 'authorize.shown',
          detail: { clientId: request.app.clientId, scope: request.scopes.join(' ') },
        });
        return consentPage({ id, request, people: world.people, action: `${issuer.path}/v1/authorize` });
      }),

    decide: async (issuer, submitted) => {
      const body = await submitted.text();
      const origin = submitted.headers.get('origin');
      return await guarded(() => {
        if (origin !== null && origin !== new URL(issuer.issuer).origin) throw invalidRequest('Not sent by this page');
        const form = readParameters(new URLSearchParams(body));
        const request = take(required(form, 'request'));
        if (form.get('decision') !== 'allow') {
          world.events.add({ vendor: 'databricks', kind: 'authorize.denied' });
          return backToApp(request, { error: 'access_denied', error_description: 'The user denied the request' });
        }
        const email = required(form, 'person');
        const person = world.people.find((known) => known.email === email);
        if (person === undefined) throw invalidRequest('Nobody with this e-mail address can sign in here');
        const { app, redirectUri, challenge, nonce, scopes } = request;
        const grant = grants.open({ person, clientId: app.clientId, issuer: request.issuer, scopes, viaApp: true });
        world.events.add({ vendor: 'databricks', kind: 'authorize.allowed', person: email });
        room.audit.add({
          service: 'accounts',
          action: 'oidcBrowserLogin',
          person: email,
          params: { clientId: app.clientId },
        });
        return backToApp(request, { code: grants.issueCode({ grant, redirectUri, challenge, nonce }) });
      });
    },
  };
}

/** What may not be redirected stays on the vendor's own page, as raw JSON. */
async function guarded(answer: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (problem) {
    if (problem instanceof OAuthRefusal) return refusalAnswer(problem);
    throw problem;
  }
}
