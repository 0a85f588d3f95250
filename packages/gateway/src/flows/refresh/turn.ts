// The nouns of one refresh: a turn to spend a refresh token, and what came of trying.
import { GatewayError } from '../../base/errors.ts';
import type { Secret } from '../../base/secret.ts';
import type { RefreshIntent, SessionRow } from '../../store/store.ts';
import type { FreshAccess } from '../fresh-access.ts';

/** The right to send one refresh token once. */
export interface Turn {
  readonly row: SessionRow;
  readonly attemptId: string;
  readonly spentVersion: number;
  readonly refreshToken: Secret;
  /** An attempt at the same version whose outcome nobody knows. */
  readonly doubt: RefreshIntent | undefined;
  readonly isProbe: boolean;
  /** Whether the lease is young enough for the token to be sent now. */
  readonly maySend: () => boolean;
}

/** What came of one try to get fresh tokens. */
export type Tried =
  | { readonly outcome: 'fresh'; readonly access: FreshAccess }
  /** The store has a newer version. */
  | { readonly outcome: 'moved' }
  | NotNow;

/** No new tokens for now. Whoever cannot go on with the old one may try again after `waitMs`, or is told `error`. */
export interface NotNow {
  readonly outcome: 'not_now';
  readonly waitMs: number;
  readonly error: GatewayError;
  /** The attempt that stands in the way because its outcome is unknown. */
  readonly doubt?: RefreshIntent;
}

/** Databricks refuses this grant, and is not asked for it again so soon. */
export function refusedFor(waitMs: number, detail?: string): NotNow {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  const error = new GatewayError('refresh_refused', { retryAfterSeconds, ...(detail !== undefined && { detail }) });
  return { outcome: 'not_now', waitMs, error };
}
