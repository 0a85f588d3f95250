// The tokens Databricks gave for one viewer.
import type { Secret } from '../base/secret.ts';

/** What one token answer gave. Born at the exchange, replaced at each refresh. */
export interface TokenSet {
  readonly accessToken: Secret;
  /** Absent in a refresh answer that keeps the old one. */
  readonly refreshToken: Secret | undefined;
  readonly scopes: readonly string[];
  /** Epoch milliseconds: time of receipt plus `expires_in`. */
  readonly accessExpiresAt: number;
  /** Epoch milliseconds of receipt. */
  readonly receivedAt: number;
  /** The same moment on the monotonic clock: the life of the token runs from here, whatever the wall clock does. */
  readonly receivedAtMonotonic: number;
  /** The subjects that the ID token (checked) and the access token name, as far as each is there and names one. */
  readonly subjects: readonly string[];
}
