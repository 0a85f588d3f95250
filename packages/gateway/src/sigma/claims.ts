// Knows the payload of an embed JWT: names, types and order. Embed users and internal users get different claim sets.

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
export interface Claims {
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
  /** Connection id to encrypted token. */
  readonly connection_oauth_tokens: Readonly<Record<string, string>>;
}

/** The claims with every encrypted token replaced by a note: fit to be shown. */
export type ShownClaims = Claims;

export interface ClaimFacts {
  readonly subject: string;
  readonly jti: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly clientId: string;
  readonly user: ClaimUser;
  readonly tokens: Readonly<Record<string, string>>;
}

/** @see Sigma help: JSON Web Token claims reference. OAuth tokens need `ver` "1.1", and that needs `aud`. */
export function claimsOf({ clientId, expiresAt, issuedAt, jti, subject, tokens, user }: ClaimFacts): Claims {
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
 * The payload. Encrypted tokens are most of it and are taken as they are: base64 and dots hold nothing that JSON escapes, and looking
 * for it takes a third of the time of the encryption.
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
  const notes: Record<string, string> = {};
  for (const [id, value] of Object.entries(claims.connection_oauth_tokens)) {
    notes[id] = `(encrypted token, ${value.length} characters, not shown)`;
  }
  return { ...claims, connection_oauth_tokens: notes };
}
