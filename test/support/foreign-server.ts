// An authorization server of other people, `oidc-provider`, with a SCIM `Me` beside it: a strict stranger to the gateway.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

export interface ForeignClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
  readonly authentication?: 'client_secret_basic' | 'client_secret_post';
}

export interface ForeignServer extends AsyncDisposable {
  readonly origin: string;
  readonly issuer: string;
  /** How often each of the provider's own events was seen. */
  count(event: (typeof EVENTS)[number]): number;
  /** Whether this refresh token can still be used. */
  lives(refreshToken: string): Promise<boolean>;
}

const EVENTS = [
  'access_token.issued',
  'grant.revoked',
  'grant.success',
  'grant.error',
  'refresh_token.consumed',
  'authorization.error',
] as const;

const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const jwks = { keys: [{ ...(await exportJWK(privateKey)), kid: 'first', alg: 'RS256', use: 'sig' }] };
const DAY = 86_400;

/** Starts it on a free loopback port, mounted at `/oidc`. Every refresh token works once; a second use ends the grant. */
export async function startForeignServer(client: ForeignClient): Promise<ForeignServer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const origin = `http://127.0.0.1:${port}`;
  const issuer = `${origin}/oidc`;
  const provider = createQuietly(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: client.authentication ?? 'client_secret_basic',
      },
    ],
    jwks,
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email', 'offline_access', 'all-apis'],
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    features: { revocation: { enabled: true } },
    findAccount: (_ctx: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    // The ID token of a refresh carries the machine's time, the gateway's clock is moved by hours.
    ttl: {
      AccessToken: 3600,
      IdToken: 30 * DAY,
      RefreshToken: 30 * DAY,
      Grant: 30 * DAY,
      Session: DAY,
      Interaction: 600,
    },
    cookies: { keys: ['a key for cookies of a test'] },
  });
  const counts = new Map<string, number>();
  for (const event of EVENTS) provider.on(event, () => counts.set(event, (counts.get(event) ?? 0) + 1));
  const answer = provider.callback();

  const me = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const token = await provider.AccessToken.find((incoming.headers.authorization ?? '').replace(/^Bearer /, ''));
    const good = token !== undefined && !token.isExpired;
    const id = token?.accountId ?? '';
    outgoing.writeHead(good ? 200 : 403, { 'content-type': 'application/scim+json' });
    outgoing.end(
      JSON.stringify(
        good
          ? { id: `scim-${id}`, userName: id, displayName: id.split('@')[0], active: true, groups: [] }
          : { error_code: 403, message: 'Invalid access token.' },
      ),
    );
  };

  server.on('request', (incoming, outgoing) => {
    const url = incoming.url ?? '';
    if (url === '/api/2.0/preview/scim/v2/Me') return void me(incoming, outgoing);
    if (!url.startsWith('/oidc/')) return void outgoing.writeHead(404).end();
    Object.assign(incoming, { originalUrl: url, url: url.slice('/oidc'.length) });
    return void answer(incoming, outgoing);
  });

  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return {
    origin,
    issuer,
    count: (event) => counts.get(event) ?? 0,
    lives: async (refreshToken) => (await provider.RefreshToken.find(refreshToken)) !== undefined,
    [Symbol.asyncDispose]: close,
  };
}

/** The provider warns of its development pages and of its memory, which are what a test wants. */
function createQuietly(issuer: string, configuration: Readonly<Record<string, unknown>>): Provider {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return new Provider(issuer, configuration);
  } finally {
    console.warn = warn;
  }
}
