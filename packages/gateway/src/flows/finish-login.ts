// Finish login: callback + LoginAttempt (taken once) -> TokenSet -> Viewer -> Session -> SealedTokens -> Set-Cookie.
import { GatewayError } from '../base/errors.ts';
import { sha256Base64url } from '../base/bytes.ts';
import type { ReturnPath } from '../base/url.ts';
import type { CheckedCallback } from '../databricks/databricks.ts';
import type { TokenSet } from '../databricks/token-set.ts';
import type { Viewer } from '../databricks/viewer.ts';
import { clearCookie, cookiesWithPrefix, cookieValues } from '../session/cookie.ts';
import { ATTEMPT_MS, attemptIdOf, isExpired, stateFits, type LoginAttempt } from '../session/login-attempt.ts';
import { newSessionId, sessionHash, type SessionHash } from '../session/session.ts';
import type { AttemptHash, EndedSession } from '../store/store.ts';
import { isAnother, leaveNotice } from './account-notice.ts';
import { boundCookie } from './bound-cookie.ts';
import { appFingerprint } from './app-fingerprint.ts';
import { checkUnchanged } from './check-unchanged.ts';
import { checkEmail, hostMark } from './host-binding.ts';
import { openAttempt } from './open-attempt.ts';
import { revokeEnded } from './revoke-ended.ts';
import { revokeUnused } from './revoke-unused.ts';
import type { Rooms, Visit } from './rooms.ts';
import { sealGrant } from './seal-grant.ts';
import { sessionsOfCookies } from './sessions-of-cookies.ts';
import { unlessStoreIsAway } from './unless-store-is-away.ts';
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
 * Finishes a sign-in. Every check that needs no network comes first; then a place at Databricks is waited for, and whoever gets none
 * keeps the attempt; then the attempt is taken; only then is the code sent to Databricks.
 * @throws GatewayError with one of the sign-in codes of the error table.
 * @see RFC 6749 section 4.1.3, RFC 9207
 */
export async function finishLogin(rooms: Rooms, visit: Visit, answer: LoginAnswer): Promise<LoginFinished> {
  const { parameters, workspace } = answer;
  const { databricks } = workspace;
  const mark = await hostMark(visit);
  const attempt = readAttempt(rooms, visit, { ...answer, mark });
  const callback = await databricks
    .readCallback(parameters, `${attempt.id}.${attempt.secret}`)
    .catch(async (error: unknown) => {
      await recordRefusal(rooms, visit, { attempt, error });
      throw error;
    });
  const leave = await workspace.signIns.enter();
  try {
    return await finishInside(rooms, visit, { workspace, attempt, callback, leave });
  } finally {
    leave();
  }
}

interface Login {
  readonly workspace: Workspace;
  readonly attempt: LoginAttempt;
  readonly callback: CheckedCallback;
  /** Gives the place at the gate back. */
  readonly leave: () => void;
}

/** The place is given back as soon as Databricks has answered: what comes then is the store's. */
async function finishInside(
  rooms: Rooms,
  visit: Visit,
  { attempt, callback, leave, workspace }: Login,
): Promise<LoginFinished> {
  const { clock, cookies, detach, store, trail } = rooms;
  const { databricks } = workspace;
  const taken = await store.spendAttempt(sha256Base64url(attempt.id) as AttemptHash, clock.now() + ATTEMPT_MS);
  if (!taken) throw new GatewayError('attempt_spent');
  let tokens: TokenSet | undefined;
  let viewer: Viewer | undefined;
  try {
    tokens = await databricks.exchange(callback, { verifier: attempt.verifier, nonce: attempt.nonce });
    viewer = await databricks.viewer(tokens);
    leave();
    visit.policy.personOf(viewer);
    await checkEmail(visit, viewer);
    if (visit.host !== undefined) await checkUnchanged(rooms, visit, { workspace, attempt, viewer });
    const made = await createSession(rooms, visit, { workspace, attempt, tokens, viewer });
    const setCookies = [...made, clearCookie(`${cookies.attemptPrefix}${attempt.id}`)];
    return { returnPath: attempt.returnPath, viewer, setCookies };
  } catch (error) {
    leave();
    // No session came of them, so nobody will ever use them.
    if (tokens?.refreshToken !== undefined) {
      const { requestId } = visit;
      detach(revokeUnused(rooms, workspace, { refreshToken: tokens.refreshToken, of: { requestId, viewer } }));
    }
    const code = error instanceof GatewayError ? error.code : 'internal';
    await trail.record({ event: 'login_failed', requestId: visit.requestId, code });
    throw error;
  }
}

/**
 * A denial, a foreign issuer, an answer without sense: the attempt may still be used, so its browser can come here again and again.
 * The trail hears of it once.
 */
async function recordRefusal(
  { clock, store, trail }: Rooms,
  { requestId }: Visit,
  { attempt, error }: { readonly attempt: LoginAttempt; readonly error: unknown },
): Promise<void> {
  const once = sha256Base64url(`refused ${attempt.id}`) as AttemptHash;
  if (!(await store.spendAttempt(once, clock.now() + ATTEMPT_MS))) return;
  const code = error instanceof GatewayError ? error.code : 'internal';
  await trail.record({ event: 'login_failed', requestId, code });
}

function readAttempt(
  rooms: Rooms,
  visit: Visit,
  { mark, parameters, workspace }: LoginAnswer & { readonly mark: string },
): LoginAttempt {
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
  const app = appFingerprint(workspace);
  if (attempt.app !== `${app}${mark}`) {
    // Somebody else has signed in to the host since the attempt began.
    if (mark !== '' && attempt.app.startsWith(`${app}.`)) throw new GatewayError('wrong_account');
    throw new GatewayError('state_unknown', { detail: 'this attempt began at another workspace or configuration' });
  }
  return attempt;
}

/** A new id at every sign-in; what this browser had before at this workspace ends, as a rule with the same write (SE-03). */
async function createSession(
  rooms: Rooms,
  visit: Visit,
  login: {
    readonly workspace: Workspace;
    readonly attempt: LoginAttempt;
    readonly tokens: TokenSet;
    readonly viewer: Viewer;
  },
): Promise<readonly string[]> {
  const { clock, config, detach, random, store, trail } = rooms;
  const { attempt, tokens, viewer, workspace } = login;
  const { clientId } = workspace.config;
  const id = newSessionId(random);
  const hash = sessionHash(id);
  const cookie = await boundCookie(rooms, visit, { workspace, id });
  const [replaces, ...others] = sessionsBefore(visit, workspace, attempt);
  const createdAt = clock.now();
  const session = { hash, viewer, createdAt };
  const grant = sealGrant(rooms, { session, clientId, tokens, spent: undefined, version: 1 });
  const { requestId } = visit;
  const tell = async (ended: EndedSession, isReplaced: boolean): Promise<void> => {
    const about = { requestId, viewer: ended.viewer, session: ended.hash };
    if (isReplaced) await trail.record({ event: 'session_replaced', ...about });
    else await trail.record({ event: 'session_ended', ...about, reason: 'session_cap' });
    detach(revokeEnded(rooms, visit, ended));
  };
  const replaced: EndedSession[] = [];
  // First what this browser does not use any more: where the store fails at it, the session that it has is still there.
  for (const other of others) {
    const ended = await store.removeSession(other);
    if (ended === undefined) continue;
    replaced.push(ended);
    await tell(ended, true);
  }
  const gone = await store
    .insertSession({ ...session, grant, replaces, cap: config.session.cap })
    .catch((error: unknown) => {
      // It may be there all the same, and no browser will ever have its cookie.
      detach(store.removeSession(hash).catch(unlessStoreIsAway));
      throw error;
    });
  for (const ended of gone) {
    if (ended.hash === replaces) replaced.push(ended);
    await tell(ended, ended.hash === replaces);
  }
  await trail.record({ event: 'login_ok', requestId, viewer, session: hash });
  return replaced.some((ended) => isAnother(viewer, ended.viewer)) ? [cookie, leaveNotice(rooms, hash)] : [cookie];
}

/** The attempt names the session of its start, and a Lax cookie one that another tab may have begun since. */
function sessionsBefore(visit: Visit, workspace: Workspace, { before }: LoginAttempt): readonly SessionHash[] {
  return [...new Set([...sessionsOfCookies(visit, workspace), ...(before === undefined ? [] : [before])])];
}
