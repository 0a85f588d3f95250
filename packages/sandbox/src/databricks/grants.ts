// What the authorization server remembers: grants, codes, refresh tokens, and which access tokens belong to them. Knows no HTTP.
import { randomBytes } from 'node:crypto';
import type { Memory, OAuthApp, Person, WorldClock } from '../world.ts';
import type { Issuer } from './issuers.ts';

/** One person's consent to one app, from the Allow button on. */
export interface Grant {
  readonly person: Person;
  readonly clientId: string;
  readonly issuer: Issuer;
  readonly scopes: readonly string[];
  /** A dead grant gives no more tokens. */
  dead: boolean;
  /** Whether its live access tokens are refused as well. */
  accessEnded: boolean;
}

/** What an authorization code is bound to. */
export interface Code {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly expiresAt: number;
  spent: boolean;
}

export interface RefreshToken {
  readonly grant: Grant;
  readonly expiresAt: number;
  spent: boolean;
}

export interface Grants {
  issueCode(facts: Omit<Code, 'expiresAt' | 'spent'>): string;
  findCode(code: string): Code | undefined;
  /** An opaque refresh token: `doau` and 32 hexadecimal digits. */
  issueRefreshToken(grant: Grant, app: OAuthApp): string;
  findRefreshToken(token: string): RefreshToken | undefined;
  rememberAccessToken(jti: string, grant: Grant): void;
  /** False for tokens whose grant was ended together with its access tokens. */
  accessTokenStands(jti: string): boolean;
  /** Ends every grant of this person. Returns how many ended. */
  revoke(email: string, options?: { readonly accessTokens?: boolean }): number;
}

/** Milliseconds that an authorization code is good for. The vendor's figure is not published. */
const CODE_LIFE_MS = 60_000;

export function createGrants(clock: WorldClock, memory: Pick<Memory, 'keep'>): Grants {
  const codes = memory.keep('databricks.codes', new Map<string, Code>());
  const refreshTokens = memory.keep('databricks.refreshTokens', new Map<string, RefreshToken>());
  const grantsByJti = memory.keep('databricks.accessTokens', new Map<string, Grant>());
  return {
    issueCode(facts) {
      const code = randomBytes(24).toString('base64url');
      codes.set(code, { ...facts, expiresAt: clock.now() + CODE_LIFE_MS, spent: false });
      return code;
    },
    findCode: (code) => codes.get(code),
    issueRefreshToken(grant, app) {
      const token = `doau${randomBytes(16).toString('hex')}`;
      refreshTokens.set(token, { grant, expiresAt: clock.now() + app.refreshTtlSeconds * 1000, spent: false });
      return token;
    },
    findRefreshToken: (token) => refreshTokens.get(token),
    rememberAccessToken: (jti, grant) => void grantsByJti.set(jti, grant),
    accessTokenStands: (jti) => grantsByJti.get(jti)?.accessEnded === false,
    revoke(email, { accessTokens = false } = {}) {
      const living = new Set([...codes.values()].map(({ grant }) => grant));
      const ended = [...living].filter((grant) => grant.person.email === email && !grant.dead);
      for (const grant of ended) {
        grant.dead = true;
        if (accessTokens) grant.accessEnded = true;
      }
      return ended.length;
    },
  };
}
