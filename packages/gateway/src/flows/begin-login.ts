// Begin login: ReturnPath -> LoginAttempt {state, verifier} -> AuthorizationUrl. Writes nothing but a sealed cookie.
import { secret } from '../base/secret.ts';
import { returnPath } from '../base/url.ts';
import { clearCookie, cookiesWithPrefix, setCookie } from '../session/cookie.ts';
import {
  ATTEMPT_COOKIE_MS,
  encodeAttempt,
  isExpired,
  MAX_ATTEMPT_BYTES,
  MAX_ATTEMPTS,
  newLoginAttempt,
  stateOf,
} from '../session/login-attempt.ts';
import { sessionHash } from '../session/session.ts';
import { appFingerprint } from './app-fingerprint.ts';
import { hostMark, mayFitHost } from './host-binding.ts';
import { openAttempt } from './open-attempt.ts';
import type { Rooms, Visit } from './rooms.ts';
import { sessionCookies } from './sessions-of-cookies.ts';
import type { Workspace } from './workspace.ts';

export interface LoginBegun {
  /** The authorization URL at Databricks. */
  readonly location: string;
  readonly setCookies: readonly string[];
}

/**
 * Starts a sign-in.
 * @throws GatewayError `databricks_unavailable` when its endpoints cannot be learned; `host_not_signed_in`, `host_identity_failed`.
 * @see RFC 6749 section 4.1.1, RFC 7636 section 4.3
 */
export async function beginLogin(
  rooms: Rooms,
  visit: Visit,
  wish: { readonly workspace: Workspace; readonly returnTo: string },
): Promise<LoginBegun> {
  const { clock, cookies, random, vault } = rooms;
  const { returnTo, workspace } = wish;
  const { databricks } = workspace;
  const mark = await hostMark(visit);
  const [cookie] = sessionCookies(visit, workspace);
  const attempt = newLoginAttempt(random, {
    verifier: databricks.newVerifier(),
    nonce: databricks.newNonce(),
    returnPath: returnPath(returnTo),
    app: `${appFingerprint(workspace)}${mark}`,
    before: cookie && sessionHash(cookie.id),
    isBeforeOwn: cookie !== undefined && (await mayFitHost(rooms, visit, cookie)),
    startedAt: clock.now(),
  });
  const url = await databricks.begin({ state: stateOf(attempt), nonce: attempt.nonce, verifier: attempt.verifier });
  const name = `${cookies.attemptPrefix}${attempt.id}` as const;
  const value = vault.seal(secret(encodeAttempt(attempt)), { purpose: 'login_attempt', parts: [attempt.id] });
  return {
    location: url.href,
    setCookies: [
      ...dropOldAttempts(rooms, visit, name.length + value.length),
      setCookie({ name, value, sameSite: 'Lax', maxAgeSeconds: ATTEMPT_COOKIE_MS / 1000 }),
    ],
  };
}

/** Makes room for one more attempt of so many bytes: unreadable and expired ones go, then the oldest. */
function dropOldAttempts({ clock, cookies, vault }: Rooms, visit: Visit, newBytes: number): string[] {
  const now = clock.now();
  const found = cookiesWithPrefix(visit.cookies, cookies.attemptPrefix).map(([id, value]) => ({
    id,
    bytes: cookies.attemptPrefix.length + id.length + value.length,
    attempt: openAttempt(vault, id, value),
  }));
  const newestFirst = found
    .filter(({ attempt }) => attempt !== undefined && !isExpired(attempt, now))
    .sort((a, b) => (b.attempt?.startedAt ?? 0) - (a.attempt?.startedAt ?? 0))
    .slice(0, MAX_ATTEMPTS - 1);
  const kept = new Set<(typeof found)[number]>();
  let total = newBytes;
  for (const entry of newestFirst) {
    total += entry.bytes;
    if (total <= MAX_ATTEMPT_BYTES) kept.add(entry);
  }
  return found
    .filter((entry) => !kept.has(entry) && /^[A-Za-z0-9_-]+$/.test(entry.id))
    .map(({ id }) => clearCookie(`${cookies.attemptPrefix}${id}`));
}
