// Refresh token -> TokenSet, or one of the ways it did not work.
import * as oauth from 'oauth4webapi';
import { GatewayError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { DatabricksApp } from './app.ts';
import type { OauthClient } from './client.ts';
import { readNoAnswer, readTokenFailure, type Failure } from './failure.ts';
import { NoAnswer } from './guarded-fetch.ts';
import { readTokens, type Moment } from './read-tokens.ts';
import type { TokenSet } from './token-set.ts';

/** What came of a refresh (RF-07). Only `dead_grant` may end a session. */
export type RefreshResult =
  | { readonly outcome: 'refreshed'; readonly tokens: TokenSet }
  /** Databricks says that the refresh token is no good any more. */
  | { readonly outcome: 'dead_grant'; readonly detail: string }
  /** Client, secret or access list: the operator's to mend, and no fault of the session. */
  | { readonly outcome: 'our_fault'; readonly code: 'client_refused' | 'databricks_forbidden'; readonly detail: string }
  /** This one grant is refused, for now at least: its viewer may be deactivated. Others are not touched by it. */
  | { readonly outcome: 'refused'; readonly detail: string }
  /** The refresh token was not spent. */
  | { readonly outcome: 'transient'; readonly retryAfterMs?: number | undefined; readonly detail: string }
  /** It may have been spent. `later`: what came after the deadline, where the connection is still open. */
  | {
      readonly outcome: 'unknown';
      readonly retryAfterMs?: number | undefined;
      readonly detail: string;
      readonly later?: Promise<RefreshResult> | undefined;
    }
  /** `maySend` said no: nothing was sent. */
  | { readonly outcome: 'not_sent' };

export interface RefreshToSend {
  readonly refreshToken: Secret;
  /** Asked once, right before the request leaves. */
  readonly maySend: () => boolean | Promise<boolean>;
}

type Peer = { readonly server: oauth.AuthorizationServer; readonly oauthClient: OauthClient };

/** Sends the refresh token once; never retries. @see RFC 6749 section 6 */
export async function refreshTokens(app: DatabricksApp, peer: Peer, send: RefreshToSend): Promise<RefreshResult> {
  const { authentication, client, options } = peer.oauthClient;
  if (!(await send.maySend())) return { outcome: 'not_sent' };
  const sent = moment(app);
  try {
    const token = send.refreshToken.reveal();
    const response = await oauth.refreshTokenGrantRequest(peer.server, client, authentication, token, options);
    return await readAnswer(app, peer, { response, sent });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const later = error.later?.then(
      async (response) => await readAnswer(app, peer, { response, sent }),
      (late: unknown): RefreshResult => ({ outcome: 'unknown', detail: late instanceof Error ? late.message : '' }),
    );
    const failure = readNoAnswer(error);
    return failure.kind === 'unknown' ? { outcome: 'unknown', detail: failure.detail, later } : resultOf(failure);
  }
}

/** An ID token that came along does not cost the pair because a clock is wrong. */
const ANY_CLOCK_SECONDS = 86_400;

async function readAnswer(
  app: DatabricksApp,
  peer: Peer,
  { response, sent }: { readonly response: Response; readonly sent: Moment },
): Promise<RefreshResult> {
  const received = moment(app);
  if (response.status !== 200) {
    return resultOf(readTokenFailure(response.status, response.headers, await response.text()));
  }
  try {
    const client = { ...peer.oauthClient.client, [oauth.clockTolerance]: ANY_CLOCK_SECONDS };
    const answer = await oauth.processRefreshTokenResponse(peer.server, client, response);
    const idClaims = oauth.getValidatedIdTokenClaims(answer);
    const from = notLaterThan(received, { at: sent.at + app.timeoutMs, monotonic: sent.monotonic + app.timeoutMs });
    return { outcome: 'refreshed', tokens: readTokens({ answer, idClaims, wanted: [], received: from }) };
  } catch (error) {
    // A 200 that cannot be read: the token was spent, and what came for it is lost.
    const detail = error instanceof GatewayError ? (error.detail ?? error.code) : 'a 200 answer that cannot be read';
    return { outcome: 'unknown', detail };
  }
}

function moment({ clock }: DatabricksApp): Moment {
  return { at: clock.now(), monotonic: clock.monotonic() };
}

/** Read late, because it came late or this process was frozen, a token is older than its receipt says. */
function notLaterThan(received: Moment, limit: Moment): Moment {
  return received.monotonic > limit.monotonic ? limit : received;
}

function resultOf(failure: Failure): RefreshResult {
  const { detail, kind } = failure;
  switch (kind) {
    case 'dead_grant':
      return { outcome: 'dead_grant', detail };
    case 'refused':
      if (failure.isOauth === true) return { outcome: 'refused', detail };
      return { outcome: 'our_fault', code: 'client_refused', detail };
    case 'unknown':
    case 'transient':
      return { outcome: kind, detail, retryAfterMs: failure.retryAfterMs };
    case 'forbidden':
      return { outcome: 'our_fault', code: 'databricks_forbidden', detail };
    default:
      return { outcome: 'our_fault', code: 'client_refused', detail };
  }
}
