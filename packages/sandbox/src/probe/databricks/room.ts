// A Databricks host as the probes see it: its metadata, its endpoints, and one viewer who signs in. Judges nothing.
import { createHash, randomBytes } from 'node:crypto';
import { Unsettled } from '../unsettled.ts';
import { send, type Answer } from './send.ts';

export interface DatabricksOptions {
  /** Origin of the workspace. */
  readonly host: string;
  /** Path of the issuer: `/oidc`, or `/oidc/accounts/<id>` at the account host. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly redirectUri: string | undefined;
  readonly warehouseId: string | undefined;
  readonly admin:
    | { readonly accountOrigin: string; readonly accountId: string; readonly id: string; readonly secret: string }
    | undefined;
  readonly fetch: typeof globalThis.fetch;
  /** Has somebody open this address and come back to the redirect URI. Rejects with `Unsettled` when nobody does. */
  readonly authorize: (url: URL) => Promise<URL>;
}

/** Who asks for tokens. */
export interface App {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
}

/** One trip to the sign-in page and back. */
export interface Attempt {
  readonly callback: URLSearchParams;
  readonly nonce: string;
  /** Exchanges the code. */
  exchange(): Promise<Answer>;
}

export interface DatabricksRoom {
  readonly options: DatabricksOptions;
  /** At the workspace's own host. */
  get(path: string, token?: string): Promise<Answer>;
  post(path: string, token: string, body: object): Promise<Answer>;
  metadata(): Promise<Readonly<Record<string, unknown>>>;
  /** A call of the token endpoint, authenticated as the app. */
  token(form: Readonly<Record<string, string>>, app?: App): Promise<Answer>;
  authorizationUrl(change?: Readonly<Record<string, string | undefined>>): Promise<URL>;
  attempt(options?: { readonly scope?: string; readonly pkce?: boolean; readonly app?: App }): Promise<Attempt>;
}

const SCOPE = 'openid profile email offline_access all-apis sql';

export function createDatabricksRoom(options: DatabricksOptions): DatabricksRoom {
  const { clientId, clientSecret, fetch, host, issuer, redirectUri } = options;
  let known: Promise<Readonly<Record<string, unknown>>> | undefined;
  const call = (url: string, init?: RequestInit): Promise<Answer> => send(fetch, url, init);

  const room: DatabricksRoom = {
    options,
    get: (path, token) =>
      call(`${host}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    post: (path, token, body) =>
      call(`${host}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    metadata: () =>
      (known ??= call(`${issuer}/.well-known/oauth-authorization-server`).then((answer) => {
        if (typeof answer.json['token_endpoint'] === 'string') return answer.json;
        throw new Unsettled(`${issuer} has no metadata: it answers ${answer.status}`);
      })),
    async token(form, app = { clientId, clientSecret }) {
      const { token_endpoint: endpoint } = await room.metadata();
      return await call(String(endpoint), { method: 'POST', ...authenticated(app, form) });
    },
    async authorizationUrl(change = {}) {
      const { authorization_endpoint: endpoint } = await room.metadata();
      const url = new URL(String(endpoint));
      const usual = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: SCOPE,
        state: randomBytes(16).toString('base64url'),
        nonce: randomBytes(16).toString('base64url'),
        code_challenge: challengeOf(verifier()),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries({ ...usual, ...change })) {
        if (value !== undefined) url.searchParams.set(name, value);
      }
      return url;
    },
    async attempt({ app = { clientId, clientSecret }, pkce = true, scope = SCOPE } = {}) {
      const codeVerifier = verifier();
      const challenge = pkce ? challengeOf(codeVerifier) : undefined;
      const change = { client_id: app.clientId, scope, code_challenge: challenge };
      const url = await room.authorizationUrl({ ...change, ...(!pkce && { code_challenge_method: undefined }) });
      const { searchParams: callback } = await options.authorize(url);
      return {
        callback,
        nonce: url.searchParams.get('nonce') ?? '',
        exchange: async () => {
          const code = callback.get('code');
          if (code === null) throw new Unsettled(`the sign-in came back with ${shown(callback)}`);
          return await room.token(
            {
              grant_type: 'authorization_code',
              code,
              redirect_uri: redirectUri ?? '',
              ...(pkce && { code_verifier: codeVerifier }),
            },
            app,
          );
        },
      };
    },
  };
  return room;
}

/** The error of a callback, in words. */
export function shown(callback: URLSearchParams): string {
  const [error, description] = [callback.get('error'), callback.get('error_description')];
  return [error ?? 'neither code nor error', description]
    .filter((part) => part !== null)
    .join(': ')
    .slice(0, 200);
}

function authenticated({ clientId, clientSecret }: App, form: Readonly<Record<string, string>>): RequestInit {
  if (clientSecret === undefined) return { body: new URLSearchParams({ ...form, client_id: clientId }) };
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
  return {
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    body: new URLSearchParams(form),
  };
}

function verifier(): string {
  return randomBytes(32).toString('base64url');
}

function challengeOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
