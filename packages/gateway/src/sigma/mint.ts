// Ties the room together: facts about a person and an embed in, one signed URL out.
import type { Clock } from '../base/clock.ts';
import { GatewayError } from '../base/errors.ts';
import { randomToken, type Random } from '../base/random.ts';
import type { Secret } from '../base/secret.ts';
import { claimsJson, claimsOf, shownClaims, type ClaimUser, type ShownClaims } from './claims.ts';
import { createDerivedKeys } from './derived-keys.ts';
import { embedAddress, embedUrl, type EmbedParameters } from './embed-address.ts';
import { createSigner } from './sign.ts';
import { encryptToken, type EncryptedToken } from './token-cipher.ts';

export interface MinterOptions {
  /** Client id and secret of the embed credential. */
  readonly clientId: string;
  readonly secret: Secret;
  readonly clock: Clock;
  readonly random: Random;
  /** Derive a key for every token of every URL. Default `false`; see docs/decisions/0005-derived-key-cache.md. */
  readonly freshSaltPerToken?: boolean | undefined;
}

export interface MintRequest {
  /** Address of a workbook, page or element, without query. */
  readonly url: string;
  /** E-mail address of the person. */
  readonly subject: string;
  readonly user: ClaimUser;
  /** Sigma connection id to the person's OAuth access token. Without `freshSaltPerToken` one `Secret` is encrypted once. */
  readonly connectionTokens: Readonly<Record<string, Secret>>;
  /** The URL ends here at the latest, epoch milliseconds: a little before the token, and not after the session. */
  readonly endsAt: number;
  /** Wanted length of the embed session in seconds; Sigma allows 30 days. */
  readonly sessionLengthSeconds: number;
  readonly parameters?: EmbedParameters | undefined;
  /** Whose URL this is, where every token has a derivation of its own and they go in turns. Default: the subject. */
  readonly whose?: string | undefined;
}

/** A URL for one load of one frame. Times are epoch milliseconds. */
export interface EmbedUrl {
  /** Secret until it is used, and good for one load. */
  readonly url: string;
  /** What was sent, with the encrypted tokens left out. */
  readonly claims: ShownClaims;
  readonly jti: string;
  readonly issuedAt: number;
  /** Sigma ends the embed here. */
  readonly expiresAt: number;
  /** When to fetch the next URL: five minutes or a tenth of the life before the end, with a jitter. */
  readonly renewAt: number;
}

export interface Minter {
  /**
   * Makes one URL.
   * @throws GatewayError `embed_address_invalid`, `token_life_too_short` when the end is not in the future,
   *   `too_many_requests` where each token has a derivation of its own and too many wait.
   */
  mint(request: MintRequest): Promise<EmbedUrl>;
  /** Resolves when the first key is derived; mints before that wait for it. */
  ready(): Promise<void>;
  close(): void;
}

export const MAX_SESSION_SECONDS = 2_592_000;
const MAX_RENEW_AHEAD_MS = 5 * 60_000;

export function createMinter({ clientId, clock, freshSaltPerToken, random, secret }: MinterOptions): Minter {
  const keys = createDerivedKeys({ secret, clock, random, freshSaltPerToken });
  /** Nothing binds a value to one URL. Sigma's own code makes one for each, and so does the switch for those who want it that way. */
  const encrypted = freshSaltPerToken ? undefined : new WeakMap<Secret, EncryptedToken>();
  const sign = createSigner({ clientId, secret });
  const addresses = new Map<string, string>();

  const addressOf = (url: string): string => {
    const known = addresses.get(url);
    if (known !== undefined) return known;
    const address = embedAddress(url);
    if (addresses.size < 1000) addresses.set(url, address);
    return address;
  };

  const encrypt = async (token: Secret, whose: string): Promise<EncryptedToken> => {
    const value = encryptToken(await keys.take(whose), token, random);
    encrypted?.set(token, value);
    return value;
  };

  const finish = (request: MintRequest, tokens: Readonly<Record<string, EncryptedToken>>): EmbedUrl => {
    const address = addressOf(request.url);
    const issuedAt = Math.floor(clock.now() / 1000);
    const length = Math.min(request.sessionLengthSeconds, MAX_SESSION_SECONDS);
    const expiresAt = Math.min(issuedAt + length, Math.floor(request.endsAt / 1000));
    if (!(expiresAt > issuedAt)) throw new GatewayError('token_life_too_short');
    const jti = randomToken(random, 16);
    const { subject, user } = request;
    const claims = claimsOf({ subject, jti, issuedAt, expiresAt, clientId, user, tokens });
    const url = embedUrl(address, sign(claimsJson(claims)), request.parameters);
    const renewAt = expiresAt * 1000 - renewAhead((expiresAt - issuedAt) * 1000, random);
    return { url, claims: shownClaims(claims), jti, issuedAt: issuedAt * 1000, expiresAt: expiresAt * 1000, renewAt };
  };

  return {
    async mint(request) {
      const tokens: [connection: string, token: EncryptedToken][] = [];
      for (const [connection, token] of Object.entries(request.connectionTokens)) {
        const value = encrypted?.get(token) ?? (await encrypt(token, request.whose ?? request.subject));
        tokens.push([connection, value]);
      }
      return finish(request, Object.fromEntries(tokens));
    },
    ready: () => keys.ready(),
    close: () => keys.close(),
  };
}

/** The jitter keeps a hundred pages that were opened together from renewing together. */
function renewAhead(lifeMs: number, random: Random): number {
  const ahead = Math.min(MAX_RENEW_AHEAD_MS, lifeMs / 10);
  return Math.round(ahead * (1 + (random(1)[0] ?? 0) / 1024));
}
