// The room's door: everything the flows ask of Databricks.
import type { Brand } from '../base/brands.ts';
import type { Secret } from '../base/secret.ts';
import type { RefreshResult, RefreshToSend } from './refresh.ts';
import type { TokenSet } from './token-set.ts';
import type { Viewer } from './viewer.ts';

/** A callback whose parameters were checked (state, iss, duplicates, error). Only `readCallback` makes one. */
export type CheckedCallback = Brand<URLSearchParams, 'CheckedCallback'>;

export interface Databricks {
  /** The issuer of the configured app. Metadata that names another one is refused. */
  readonly issuer: string;
  newVerifier(): string;
  newNonce(): string;
  /** The authorization URL (RFC 6749 section 4.1.1, PKCE S256). */
  begin(login: { readonly state: string; readonly nonce: string; readonly verifier: string }): Promise<URL>;
  /** Checks the callback without any call to the token endpoint. */
  readCallback(parameters: URLSearchParams, expectedState: string): Promise<CheckedCallback>;
  exchange(callback: CheckedCallback, login: { readonly verifier: string; readonly nonce: string }): Promise<TokenSet>;
  viewer(tokens: TokenSet): Promise<Viewer>;
  /** Never rejects for anything Databricks answers. */
  refresh(send: RefreshToSend): Promise<RefreshResult>;
  revoke(refreshToken: Secret): Promise<'revoked' | 'unsupported' | 'failed'>;
  /** Resolves when the issuer's metadata can be read. */
  check(): Promise<void>;
}
