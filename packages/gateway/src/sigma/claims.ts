// Knows the payload of an embed JWT: names, types and order. Embed users and internal users get different claim sets.
import type { EncryptedToken } from './token-cipher.ts';

/** How Sigma will treat the person. */
export type ClaimUser =
  | {
      /** Sigma creates or updates this user from the claims. */
      readonly kind: 'embed';
      /** Name of an account type. Never leave it to Sigma: without it, Sigma assigns the highest. */
      readonly accountType: string;
      /** Team names; they replace the user's stored teams. */
      readonly teams: readonly string[];
      readonly attributes?: Readonly<Record<string, string>> | undefined;
    }
  | {
      /** Has a Sigma login; Sigma refuses claims about such a user and uses what it has stored. */
      readonly kind: 'internal';
    };

/** The claims that are sent. Times are epoch seconds. */
export interface Claims<Token extends string = EncryptedToken> {
  readonly sub: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly iss: string;
  readonly ver: '1.1';
  readonly aud: 'sigmacomputing';
  readonly account_type?: string;
  readonly teams?: readonly string[];
  readonly user_attributes?: Readonly<Record<string, string>>;
  /** By connection id. */
  readonly connection_oauth_tokens: Readonly<Record<string, Token>>;
}

/** The claims with every encrypted token replaced by a note: fit to be shown. */
export type ShownClaims = Claims<string>;

export interface ClaimFacts<Token extends string> {
  readonly subject: string;
  readonly jti: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly clientId: string;
  readonly user: ClaimUser;
  readonly tokens: Readonly<Record<string, Token>>;
}

/** @see Sigma help: JSON Web Token claims reference. OAuth tokens need `ver` "1.1", and that needs `aud`. */
export function claimsOf<Token extends string>(facts: ClaimFacts<Token>): Claims<Token> {
  const { clientId, expiresAt, issuedAt, jti, subject, tokens, user } = facts;
  return {
    sub: subject,
    jti,
    iat: issuedAt,
    exp: expiresAt,
    iss: clientId,
    ver: '1.1',
    aud: 'sigmacomputing',
    ...(user.kind === 'embed' && {
      account_type: user.accountType,
      teams: user.teams,
      ...(user.attributes && { user_attributes: user.attributes }),
    }),
    connection_oauth_tokens: tokens,
  };
}

/**
 * The payload. Encrypted tokens are most of it and are taken as they are: they hold nothing that JSON escapes, and looking for it takes a
 * third of the time of the encryption.
 */
export function claimsJson(claims: Claims): string {
  const tokens = Object.entries(claims.connection_oauth_tokens).map(
    ([id, value]) => `${JSON.stringify(id)}:"${value}"`,
  );
  const others = JSON.stringify({ ...claims, connection_oauth_tokens: undefined });
  return `${others.slice(0, -1)},"connection_oauth_tokens":{${tokens.join(',')}}}`;
}

/** What may be shown of the claims. */
export function shownClaims(claims: Claims): ShownClaims {
  const notes = Object.entries(claims.connection_oauth_tokens).map(
    ([id, value]) => [id, `(encrypted token, ${value.length} characters, not shown)`] as const,
  );
  return { ...claims, connection_oauth_tokens: Object.fromEntries(notes) };
}
