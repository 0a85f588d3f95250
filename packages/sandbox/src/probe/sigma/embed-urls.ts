// Makes embed URLs that are good, or odd in one way: signed JWTs with encrypted tokens. Opens none.
import { SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { createTokenCipher } from '../../sigma/token-cipher.ts';

export interface EmbedOptions {
  /** Address of the workbook, without query. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly secret: string;
  readonly connectionId: string;
  readonly accountType: string | undefined;
  readonly teams: readonly string[];
}

/** Who the URL is for. */
export interface Viewer {
  readonly subject: string;
  /** Access token at Databricks. */
  readonly token: string;
}

/** How a URL differs from a good one. */
export interface Change {
  /** Claims over the usual ones; `undefined` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Values of `connection_oauth_tokens` before encryption, over the viewer's own. */
  readonly tokens?: Readonly<Record<string, string>>;
  /** Rewrites an encrypted token. */
  readonly rewrite?: (encrypted: string) => string;
  /** Parameters in front of the JWT, such as `:theme=Dark&`. */
  readonly query?: string;
  readonly secret?: string;
}

/** Epoch seconds of a usual URL: an hour from now. */
const LIFE_SECONDS = 3600;

export type MakeUrl = (viewer: Viewer, change?: Change) => Promise<string>;

/** The same token is encrypted once: each time costs a key derivation. */
export function createEmbedUrls(options: EmbedOptions, now: () => number): MakeUrl {
  const cipher = createTokenCipher();
  const sealed = new Map<string, Promise<string>>();
  const seal = (token: string): Promise<string> => {
    const known = sealed.get(token) ?? cipher.encrypt(options.secret, token);
    sealed.set(token, known);
    return known;
  };
  return async ({ subject, token }, change = {}) => {
    const { claims = {}, query = '', rewrite = (text: string) => text, secret = options.secret } = change;
    const tokens = Object.entries({ [options.connectionId]: token, ...change.tokens });
    const encrypted = await Promise.all(tokens.map(async ([id, plain]) => [id, rewrite(await seal(plain))] as const));
    const at = Math.floor(now() / 1000);
    const payload = {
      sub: subject,
      jti: randomUUID(),
      iat: at,
      exp: at + LIFE_SECONDS,
      iss: options.clientId,
      ver: '1.1',
      aud: 'sigmacomputing',
      ...(options.accountType !== undefined && { account_type: options.accountType }),
      ...(options.teams.length > 0 && { teams: options.teams }),
      connection_oauth_tokens: Object.fromEntries(encrypted),
      ...claims,
    };
    const jwt = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256', kid: options.clientId, typ: 'JWT' })
      .sign(new TextEncoder().encode(secret));
    return `${options.baseUrl}?${query}:embed=true&:jwt=${jwt}`;
  };
}
