// A Databricks made of one function, for unit tests: answers what a test tells it to and remembers what it was asked.
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import type { DatabricksApp } from '../../src/databricks/app.ts';
import { createDatabricks } from '../../src/databricks/create-databricks.ts';
import { systemRandom } from '../../src/base/random.ts';
import { secret } from '../../src/base/secret.ts';
import { movableClock, type MovableClock } from '../../src/testing/index.ts';

export const ISSUER = 'https://dbc-test.cloud.databricks.com/oidc';
export const CLIENT = '6f1c1c1e-0000-4000-8000-00000000c11e';
const { privateKey, publicKey } = await generateKeyPair('RS256');
const KID = 'ab'.repeat(32);

export const METADATA: Readonly<Record<string, unknown>> = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/v1/authorize`,
  token_endpoint: `${ISSUER}/v1/token`,
  jwks_uri: 'https://oregon.cloud.databricks.com/oidc/jwks.json',
  response_types_supported: ['code'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
};

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly form: URLSearchParams;
}

export type Answer = (asked: Asked) => Response | Promise<Response>;

export interface Fake {
  readonly app: DatabricksApp;
  readonly clock: MovableClock;
  readonly asked: Asked[];
  /** Over the default answers, by the end of the path. */
  readonly answers: Map<string, Answer>;
  countOf(ending: string): number;
  databricks(patch?: Partial<DatabricksApp>): ReturnType<typeof createDatabricks>;
  /** A good token answer; `claims` and `header` change the ID token, `body` the answer. */
  tokens(changes?: TokenChanges): Promise<Response>;
}

export interface TokenChanges {
  readonly claims?: JWTPayload;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey | Uint8Array;
  readonly nonce?: string;
}

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function createFake(): Fake {
  const clock = movableClock();
  const asked: Asked[] = [];
  const answers = new Map<string, Answer>();
  const defaults: readonly (readonly [string, Answer])[] = [
    ['/.well-known/openid-configuration', () => json(METADATA)],
    [
      '/jwks.json',
      async () => json({ keys: [{ ...(await exportJWK(publicKey)), kid: KID, alg: 'RS256', use: 'sig' }] }),
    ],
    ['/v1/token', () => tokens()],
    [
      '/scim/v2/Me',
      () =>
        json({
          id: '42',
          userName: 'ana@example.com',
          displayName: 'Ana',
          active: true,
          groups: [{ value: '7', display: 'manhattan' }],
        }),
    ],
  ];

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.clone().text();
    const one: Asked = {
      method: request.method,
      url: request.url,
      headers: request.headers,
      form: new URLSearchParams(text),
    };
    asked.push(one);
    for (const [ending, answer] of [...answers, ...defaults]) {
      if (new URL(request.url).pathname.endsWith(ending)) return await answer(one);
    }
    return json({}, 404);
  };

  const tokens = async ({ body, claims, header, key, nonce }: TokenChanges = {}): Promise<Response> => {
    const now = Math.floor(clock.now() / 1000);
    const payload = {
      iss: ISSUER,
      aud: CLIENT,
      sub: 'ana@example.com',
      iat: now,
      exp: now + 3600,
      nonce: nonce ?? 'the-nonce',
      ...claims,
    };
    const kept = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
    const idToken = await new SignJWT(kept)
      .setProtectedHeader({ alg: 'RS256', kid: KID, ...header })
      .sign(key ?? privateKey);
    return json({
      access_token: 'an-access-token',
      refresh_token: 'a-refresh-token',
      id_token: idToken,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'all-apis offline_access openid',
      ...body,
    });
  };

  const app: DatabricksApp = {
    workspaceOrigin: 'https://dbc-test.cloud.databricks.com',
    level: 'workspace',
    accountId: undefined,
    accountOrigin: undefined,
    clientId: CLIENT,
    clientSecret: secret('the client secret: %+&=/é'),
    clientAuthentication: 'basic',
    scopes: ['all-apis', 'offline_access', 'openid'],
    redirectUri: 'https://gateway.example.com/auth/databricks/callback',
    timeoutMs: 5000,
    fetch,
    clock,
    random: systemRandom,
  };
  return {
    app,
    clock,
    asked,
    answers,
    countOf: (ending) => asked.filter(({ url }) => new URL(url).pathname.endsWith(ending)).length,
    databricks: (patch = {}) => createDatabricks({ ...app, ...patch }),
    tokens,
  };
}
