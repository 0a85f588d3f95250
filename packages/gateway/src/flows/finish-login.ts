// Finish login: callback + LoginAttempt (taken once) -> TokenSet -> Viewer -> Session -> SealedTokens -> Set-Cookie.
import { GatewayError } from '../base/errors.ts';
import { sha256Base64url } from '../base/bytes.ts';
import type { ReturnPath } from '../base/url.ts';
import type { TokenSet } from '../databricks/token-set.ts';
import type { Viewer } from '../databricks/viewer.ts';
import { clearCookie, cookiesWithPrefix, cookieValues, setCookie } from '../session/cookie.ts';
import { ATTEMPT_MS, attemptIdOf, isExpired, stateFits, type LoginAttempt } from '../session/login-attempt.ts';
import { newSessionId, sessionHash, sessionId, type SessionHash } from '../session/session.ts';
import type { AttemptHash, EndedSession } from '../store/store.ts';
import { isAnother, leaveNotice } from './account-notice.ts';
import { appFingerprint } from './app-fingerprint.ts';
import { openAttempt } from './open-attempt.ts';
import type { Rooms, Visit } from './rooms.ts';
import { sealGrant } from './seal-grant.ts';
import type { Workspace } from './workspace.ts';

/** What came to the redirect URI of a workspace. */
export interface LoginAnswer {
  readonly workspace: Workspace;
  readonly parameters: URLSearchParams;
}

export interface LoginFinished {
  readonly returnPath: ReturnPath;
  readonly viewer: Viewer;
  readonly setCookies: readonly string[];
}

/**
 * Finishes a sign-in. Every check that needs no network comes first; then the attempt is taken; only then is the
 * code sent to Databricks.
 * @throws GatewayError with one of the sign-in codes of the error table.
 * @see RFC 6749 section 4.1.3, RFC 9207
 */
export async function finishLogin(rooms: Rooms, visit: Visit, answer: LoginAnswer): Promise<LoginFinished> {
  const { clock, store } = rooms;
  const { parameters, workspace } = answer;
  const { databricks } = workspace;
  const attempt = readAttempt(rooms, visit, answer);
  const callback = await databricks.readCallback(parameters, `${attempt.id}.${attempt.secret}`);
  const taken = await store.spendAttempt(sha256Base64url(attempt.id) as AttemptHash, clock.now() + ATTEMPT_MS);
  if (!taken) throw new GatewayError('attempt_spent');
  try {
    const tokens = await databricks.exchange(callback, { verifier: attempt.verifier, nonce: attempt.nonce });
    const viewer = await databricks.viewer(tokens);
    visit.policy.personOf(viewer);
    const cookies = await createSession(rooms, visit, { workspace, tokens, viewer });
    return {
      returnPath: attempt.returnPath,
      viewer,
      setCookies: [...cookies, clearCookie(`${rooms.cookies.attemptPrefix}${attempt.id}`)],
    };
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : 'internal';
    await rooms.trail.record({ event: 'login_failed', requestId: visit.requestId, code });
    throw error;
  }
}

function readAttempt(rooms: Rooms, visit: Visit, { parameters, workspace }: LoginAnswer): LoginAttempt {
  const { clock, cookies, vault } = rooms;
  const [state, ...others] = parameters.getAll('state');
  if (others.length > 0) throw new GatewayError('callback_malformed');
  const id = state === undefined ? undefined : attemptIdOf(state);
  if (state === undefined || id === undefined) throw new GatewayError('state_missing');
  const [value, ...twins] = cookieValues(visit.cookies, `${cookies.attemptPrefix}${id}`);
  if (value === undefined && cookiesWithPrefix(visit.cookies, cookies.attemptPrefix).length === 0) {
    throw new GatewayError('cookie_missing');
  }
  if (value === undefined || twins.length > 0) throw new GatewayError('state_unknown');
  const attempt = openAttempt(vault, id, value);
  if (attempt === undefined || !stateFits(attempt, state)) throw new GatewayError('state_unknown');
  if (isExpired(attempt, clock.now())) throw new GatewayError('state_expired');
  if (attempt.app !== appFingerprint(workspace)) {
    throw new GatewayError('state_unknown', { detail: 'this attempt began at another workspace or configuration' });
  }
  return attempt;
}

/** A new id at every sign-in; the session that this browser had before at this workspace ends with the same write (SE-03). */
async function createSession(
  rooms: Rooms,
  visit: Visit,
  login: { readonly workspace: Workspace; readonly tokens: TokenSet; readonly viewer: Viewer },
): Promise<readonly string[]> {
  const { clock, config, random, store, trail } = rooms;
  const { tokens, viewer, workspace } = login;
  const { clientId } = workspace.config;
  const id = newSessionId(random);
  const hash = sessionHash(id);
  const replaces = await previousSession(rooms, visit, workspace);
  const grant = sealGrant(rooms, { session: { hash, viewer }, clientId, tokens, spent: undefined, version: 1 });
  const ended = await store.insertSession({
    hash,
    viewer,
    createdAt: clock.now(),
    grant,
    replaces,
    cap: config.session.cap,
  });
  for (const gone of ended) await recordEnd(rooms, visit, { gone, replaces });
  await trail.record({ event: 'login_ok', requestId: visit.requestId, viewer, session: hash });
  const sameSite = config.session.cookieMode === 'strict' ? 'Strict' : 'Lax';
  const cookie = setCookie({ name: workspace.cookie, value: id, sameSite });
  const before = ended.find((gone) => gone.hash === replaces)?.viewer;
  return before !== undefined && isAnother(viewer, before) ? [cookie, leaveNotice(rooms, hash)] : [cookie];
}

/** What a new session took the place of: the one before it in this browser, or the viewer's longest inactive ones. */
async function recordEnd(
  { trail }: Rooms,
  { requestId }: Visit,
  { gone, replaces }: { readonly gone: EndedSession; readonly replaces: SessionHash | undefined },
): Promise<void> {
  const { hash: session, viewer } = gone;
  const wasReplaced = session === replaces;
  await trail.record({
    event: wasReplaced ? 'session_replaced' : 'session_ended',
    requestId,
    viewer,
    session,
    ...(!wasReplaced && { reason: 'session_cap' }),
  });
}

async function previousSession(
  { store }: Rooms,
  visit: Visit,
  { cookie }: Workspace,
): Promise<SessionHash | undefined> {
  const ids = cookieValues(visit.cookies, cookie).map(sessionId);
  const hashes = ids.filter((id) => id !== undefined).map(sessionHash);
  const [first, ...others] = hashes;
  for (const other of others) await store.removeSession(other);
  return first;
}
