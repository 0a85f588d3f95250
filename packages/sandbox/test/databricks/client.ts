// An independent OAuth client for the tests: oauth4webapi against a sandbox, with a person who presses the button.
import * as oauth from 'oauth4webapi';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/index.ts';

export const REDIRECT = 'http://localhost:3000/auth/databricks/callback';
export const INSECURE = { [oauth.allowInsecureRequests]: true } as const;

export type Authentication = 'basic' | 'post' | 'none';

/** A sandbox whose app knows the tests' redirect URI. */
export function sandboxForTests(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({ redirectUrls: [REDIRECT], ...options });
}

export interface Client {
  readonly as: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly auth: oauth.ClientAuth;
}

/** Discovers the issuer as RFC 8414 and OpenID clients do. */
export async function discover(
  sandbox: Sandbox,
  options: { level?: 'workspace' | 'account'; authentication?: Authentication } = {},
): Promise<Client> {
  const [app] = sandbox.databricks.apps;
  if (app === undefined) throw new Error('no app');
  const path = options.level === 'account' ? `/oidc/accounts/${sandbox.world.accountId}` : '/oidc';
  const issuer = new URL(`${sandbox.databricks.origin}${path}`);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, INSECURE));
  const secret = app.clientSecret ?? '';
  const ways = {
    basic: () => oauth.ClientSecretBasic(secret),
    post: () => oauth.ClientSecretPost(secret),
    none: () => oauth.None(),
  };
  return { as, client: { client_id: app.clientId }, auth: ways[options.authentication ?? 'basic']() };
}

/** Everything that belongs to one authorization request. */
export interface Attempt {
  readonly url: URL;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

export async function attempt({ as, client }: Client, scope = 'all-apis offline_access openid'): Promise<Attempt> {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const url = new URL(as.authorization_endpoint ?? '');
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();
  return { url, verifier, state, nonce };
}

/** Opens the page and presses a button. Returns where the browser is sent. */
export async function decide(url: URL, email: string, decision = 'allow'): Promise<URL> {
  const page = await (await fetch(url)).text();
  const request = /name="request" value="([^"]+)"/.exec(page)?.[1];
  const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
  if (request === undefined || action === undefined) throw new Error(`no sign-in page: ${page}`);
  const answer = await fetch(new URL(action, url), {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url.origin },
    body: new URLSearchParams({ request, person: email, decision }),
  });
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`no redirect: ${answer.status} ${await answer.text()}`);
  return new URL(location);
}

/** Exchanges the code of a callback. */
export async function exchange(client: Client, from: Attempt, callback: URL): Promise<Response> {
  const parameters = oauth.validateAuthResponse(client.as, client.client, callback, from.state);
  const { as, auth } = client;
  return await oauth.authorizationCodeGrantRequest(
    as,
    client.client,
    auth,
    parameters,
    REDIRECT,
    from.verifier,
    INSECURE,
  );
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

/** A whole sign-in. */
export async function signIn(client: Client, email: string, scope?: string): Promise<Tokens> {
  const begun = await attempt(client, scope);
  const answer = await exchange(client, begun, await decide(begun.url, email));
  const { access_token: access, refresh_token: refresh = '' } = (await answer.json()) as Record<string, string>;
  if (access === undefined) throw new Error(`no token: ${answer.status}`);
  return { access, refresh };
}

/** A raw call of the token endpoint, for what a well-behaved client would not send. */
export async function tokenCall(
  client: Client,
  form: Readonly<Record<string, string>> | URLSearchParams,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const answer = await fetch(client.as.token_endpoint ?? '', {
    method: 'POST',
    headers,
    body: form instanceof URLSearchParams ? form : new URLSearchParams(form),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as Record<string, unknown>,
    headers: answer.headers,
  };
}

/** A token of the sandbox's service principal, which is an account admin. */
export async function adminToken(sandbox: Sandbox, level: 'workspace' | 'account' = 'account'): Promise<string> {
  const client = await discover(sandbox, { level });
  const [principal] = sandbox.world.servicePrincipals;
  const answer = await tokenCall(client, {
    grant_type: 'client_credentials',
    client_id: principal?.person.email ?? '',
    client_secret: principal?.secret ?? '',
    scope: 'all-apis',
  });
  return String(answer.body['access_token']);
}

/** A call of a REST API with JSON both ways. */
export async function api(
  sandbox: Sandbox,
  route: string,
  options: { readonly token: string; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
): Promise<{ status: number; body: Record<string, unknown> }> {
  const [method = 'GET', path = '/'] = route.split(' ');
  const answer = await fetch(`${sandbox.databricks.origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${options.token}`, ...options.headers },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}
