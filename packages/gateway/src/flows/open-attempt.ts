// Knows how to read a login attempt out of its cookie.
import { GatewayError } from '../base/errors.ts';
import { decodeAttempt, type LoginAttempt } from '../session/login-attempt.ts';
import type { Vault } from '../vault/vault.ts';

/** The attempt in a cookie; `undefined` when it cannot be opened or belongs to another id. */
export function openAttempt(vault: Vault, id: string, value: string): LoginAttempt | undefined {
  try {
    const attempt = decodeAttempt(vault.open(value, { purpose: 'login_attempt', parts: [id] }).reveal());
    return attempt?.id === id ? attempt : undefined;
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}
