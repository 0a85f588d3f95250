// One call for people who have a token and want a URL. Everything else of the gateway is left out.
import { systemClock } from '../base/clock.ts';
import { sha256Base64url } from '../base/bytes.ts';
import { systemRandom } from '../base/random.ts';
import { secret } from '../base/secret.ts';
import type { ClaimUser } from './claims.ts';
import type { EmbedParameters } from './embed-address.ts';
import { createMinter, type EmbedUrl, type Minter } from './mint.ts';

export interface MintEmbedUrlOptions {
  /** Embed credential of Sigma. */
  readonly clientId: string;
  readonly secret: string;
  /** Address of a published workbook, page or element, without query. */
  readonly url: string;
  /** E-mail address of the viewer: who signed in, never what a request says. */
  readonly subject: string;
  /** Default: an embed user of account type `View` in no team. */
  readonly user?: ClaimUser;
  /** Sigma connection id to the viewer's Databricks access token, in clear; it is encrypted here. */
  readonly connectionTokens: Readonly<Record<string, string>>;
  /** When the access token ends, epoch milliseconds. The URL ends one minute earlier. */
  readonly tokenExpiresAt: number;
  /** Default one hour. */
  readonly sessionLengthSeconds?: number;
  readonly parameters?: EmbedParameters;
}

const MARGIN_MS = 60_000;
/** Deriving a key takes a tenth of a second: it is kept for the credentials used last. */
const minters = new Map<string, Minter>();
const MAX_MINTERS = 8;

/**
 * Makes one signed embed URL. The first call for a credential derives a key (0.1 s, off the event loop); later ones take microseconds.
 * @throws GatewayError `embed_address_invalid`, `token_life_too_short`.
 */
export async function mintEmbedUrl(options: MintEmbedUrlOptions): Promise<EmbedUrl> {
  const tokens = Object.entries(options.connectionTokens).map(([id, token]) => [id, secret(token)] as const);
  return await minterFor(options).mint({
    url: options.url,
    subject: options.subject,
    user: options.user ?? { kind: 'embed', accountType: 'View', teams: [] },
    connectionTokens: Object.fromEntries(tokens),
    endsAt: options.tokenExpiresAt - MARGIN_MS,
    sessionLengthSeconds: options.sessionLengthSeconds ?? 3600,
    parameters: options.parameters,
  });
}

function minterFor({ clientId, secret: text }: MintEmbedUrlOptions): Minter {
  const name = sha256Base64url(`${clientId}\n${text}`);
  const known = minters.get(name);
  if (known !== undefined) return known;
  const [oldest] = minters.keys();
  if (minters.size >= MAX_MINTERS && oldest !== undefined) {
    minters.get(oldest)?.close();
    minters.delete(oldest);
  }
  const minter = createMinter({ clientId, secret: secret(text), clock: systemClock, random: systemRandom });
  minters.set(name, minter);
  return minter;
}
