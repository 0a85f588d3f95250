// Knows every audit event by name and fields. The reference page is generated from the table.
import type { Viewer } from '../databricks/viewer.ts';
import type { SessionHash } from '../session/session.ts';

/** What each event means, and how it is written: `now` before the caller is answered, `batch` within 50 ms. */
export const AUDIT_EVENTS = {
  login_ok: { write: 'now', about: 'A viewer signed in; a session and a grant exist.' },
  login_failed: {
    write: 'now',
    about:
      'A sign-in with a valid login attempt did not succeed; `code` says why. One that found no place at Databricks may still succeed, and is in the log only.',
  },
  session_replaced: { write: 'now', about: 'A new sign-in in the same browser ended the session before it.' },
  session_ended: {
    write: 'now',
    about:
      'A session ended. `reason`: `signed_out`, `idle_limit`, `absolute_limit`, `grant_ended`, `refresh_lost`, `session_cap`, `ended_by_operator`, `identity_mismatch`, `wrong_account`, `session_unreadable`.',
  },
  refresh_ok: { write: 'batch', about: 'Databricks gave new tokens for a session.' },
  refresh_probed: {
    write: 'now',
    about:
      'The last chance was taken: a refresh token whose last use has an unknown outcome was sent once more, because nothing else was left.',
  },
  refresh_recovered: { write: 'now', about: 'New tokens came although an earlier refresh had an unknown outcome.' },
  refresh_failed: {
    write: 'now',
    about: 'A refresh did not give usable tokens; the session goes on. `code` says why.',
  },
  refresh_discarded: {
    write: 'now',
    about: 'New tokens came for a session that was gone or had moved on; they were dropped.',
  },
  revoke_failed: { write: 'now', about: 'Databricks did not confirm that the refresh token was revoked.' },
  embed_minted: { write: 'batch', about: 'An embed URL was made for a viewer.' },
  mint_denied: {
    write: 'batch',
    about:
      'A signed-in viewer asked for an embed and got none; `code` says why. What is over `SIGMA_EMBED_MAX_MINTS_PER_MINUTE` is in the log only.',
  },
} as const satisfies Record<string, { write: 'now' | 'batch'; about: string }>;

export type AuditEventName = keyof typeof AUDIT_EVENTS;

/** An event as it is written: when, epoch milliseconds, and the session by the first 12 characters of its hash. */
export interface WrittenEvent extends Omit<AuditEvent, 'session'> {
  readonly at: number;
  readonly session?: string;
}

/** One thing that happened. Never holds a token, a URL or a session id. */
export interface AuditEvent {
  readonly event: AuditEventName;
  readonly requestId?: string | undefined;
  readonly viewer?: Pick<Viewer, 'issuer' | 'id' | 'userName'> | undefined;
  /** First 12 characters of the session hash are written. */
  readonly session?: SessionHash | undefined;
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
  readonly embed?: string | undefined;
  /** `jti` of a minted URL. */
  readonly jti?: string | undefined;
  readonly grantVersion?: number | undefined;
  /** What the answers have shown about refresh tokens: `kept` or `rotated`. */
  readonly rotation?: string | undefined;
  /** Epoch milliseconds: when the URL or token ends. */
  readonly expiresAt?: number | undefined;
}
