// What the authorization server remembers: grants, codes, refresh tokens, and which access tokens belong to them. Knows no HTTP.
import { randomBytes } from 'node:crypto';
import type { OAuthApp, Person, World } from '../world.ts';
import type { Issuer } from './issuers.ts';

/** What a grant is about. */
export interface GrantFacts {
  readonly person: Person;
  readonly clientId: string;
  readonly issuer: Issuer;
  readonly scopes: readonly string[];
  /** Whether an app connection got it, rather than a service principal or a foreign token. */
  readonly viaApp: boolean;
}

/** One person's consent to one app, from the Allow button on; or a token that a service or a foreign token gave. */
export interface Grant extends GrantFacts {
  readonly openedAt: number;
  /** A dead grant gives no more tokens. */
  dead: boolean;
  /** Whether its live access tokens are refused as well. */
  accessEnded: boolean;
}

/** What an authorization code is bound to. */
export interface Code {
  readonly grant: Grant;
  readonly redirectUri: string;
  /** Absent where the app may do without PKCE. */
  readonly challenge: string | undefined;
  readonly nonce: string | undefined;
  readonly expiresAt: number;
  spent: boolean;
}

export interface RefreshToken {
  readonly grant: Grant;
  expiresAt: number;
  /** When it was used, if it works once only. */
  spentAt: number | undefined;
}

/** An access token that was given out. */
interface AccessToken {
  readonly grant: Grant;
  readonly expiresAt: number;
}

export interface GrantWithTokens {
  readonly grant: Grant;
  /** Ends of the access tokens that Databricks still takes, epoch milliseconds. */
  readonly accessTokens: readonly number[];
  /** Ends of the refresh tokens that were not used up. */
  readonly refreshTokens: readonly number[];
}

export interface Grants {
  open(facts: GrantFacts): Grant;
  issueCode(facts: Omit<Code, 'expiresAt' | 'spent'>): string;
  findCode(code: string): Code | undefined;
  /** An opaque refresh token: `doau` and 32 hexadecimal digits. */
  issueRefreshToken(grant: Grant, app: OAuthApp): string;
  findRefreshToken(token: string): RefreshToken | undefined;
  /** `expiresAt` in epoch milliseconds. */
  rememberAccessToken(jti: string, grant: Grant, expiresAt: number): void;
  /** The grant behind an access token; undefined once the token was ended ahead of its time. */
  standing(jti: string): Grant | undefined;
  /** Ends one access token of this client. */
  endAccessToken(jti: string, clientId: string): void;
  /** Ends every live access token of this person ahead of its time; refreshing goes on. Returns how many ended. */
  expireAccessTokens(email: string): number;
  /** Every grant with its tokens, oldest first. */
  list(): readonly GrantWithTokens[];
  /** Ends every grant of this person. Returns how many ended. */
  revoke(email: string, options?: { readonly accessTokens?: boolean }): number;
}

export function createGrants({ clock, databricks, memory }: Pick<World, 'clock' | 'databricks' | 'memory'>): Grants {
  const grants = memory.keep<Grant[]>('databricks.grants', []);
  const codes = memory.keep('databricks.codes', new Map<string, Code>());
  const refreshTokens = memory.keep('databricks.refreshTokens', new Map<string, RefreshToken>());
  const accessTokens = memory.keep('databricks.accessTokens', new Map<string, AccessToken>());
  return {
    open(facts) {
      const grant = { ...facts, openedAt: clock.now(), dead: false, accessEnded: false };
      grants.push(grant);
      return grant;
    },
    issueCode(facts) {
      const code = randomBytes(24).toString('base64url');
      codes.set(code, { ...facts, expiresAt: clock.now() + databricks.codeLifeSeconds * 1000, spent: false });
      return code;
    },
    findCode: (code) => codes.get(code),
    issueRefreshToken(grant, app) {
      const token = `doau${randomBytes(16).toString('hex')}`;
      refreshTokens.set(token, { grant, expiresAt: refreshEnd(grant, app, clock.now()), spentAt: undefined });
      return token;
    },
    findRefreshToken: (token) => refreshTokens.get(token),
    rememberAccessToken: (jti, grant, expiresAt) => void accessTokens.set(jti, { grant, expiresAt }),
    standing(jti) {
      const grant = accessTokens.get(jti)?.grant;
      return grant?.accessEnded === false ? grant : undefined;
    },
    endAccessToken(jti, clientId) {
      if (accessTokens.get(jti)?.grant.clientId === clientId) accessTokens.delete(jti);
    },
    expireAccessTokens(email) {
      const live = [...accessTokens].filter(
        ([, { expiresAt, grant }]) => grant.person.email === email && expiresAt > clock.now(),
      );
      for (const [jti] of live) accessTokens.delete(jti);
      return live.length;
    },
    list() {
      const now = clock.now();
      return grants.map((grant) => ({
        grant,
        accessTokens: [...accessTokens.values()]
          .filter((token) => token.grant === grant && !grant.accessEnded && token.expiresAt > now)
          .map(({ expiresAt }) => expiresAt),
        refreshTokens: [...refreshTokens.values()]
          .filter(
            (token) => token.grant === grant && !grant.dead && token.spentAt === undefined && token.expiresAt > now,
          )
          .map(({ expiresAt }) => expiresAt),
      }));
    },
    revoke(email, { accessTokens: withAccess = false } = {}) {
      const ended = grants.filter((grant) => grant.person.email === email && !grant.dead);
      for (const grant of ended) {
        grant.dead = true;
        if (withAccess) grant.accessEnded = true;
      }
      return ended.length;
    },
  };
}

/** A refresh token's own end, or that of the whole sign-in where the app has set one; that counts for single-use tokens only. */
export function refreshEnd(grant: Grant, app: OAuthApp, now: number): number {
  const own = now + app.refreshTtlSeconds * 1000;
  const session = app.refreshMode === 'multi_use' ? undefined : app.sessionTtlSeconds;
  return session === undefined ? own : Math.min(own, grant.openedAt + session * 1000);
}
