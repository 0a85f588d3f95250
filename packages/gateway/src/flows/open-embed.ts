// Open embed: cookie -> Session -> fresh TokenSet -> Claims (by policy) -> EncryptedToken -> signed JWT -> EmbedUrl.
import { GatewayError } from '../base/errors.ts';
import type { Embed } from '../config/policy-config.ts';
import type { EmbedUrl } from '../sigma/mint.ts';
import type { EmbedParameters } from '../sigma/embed-address.ts';
import type { PageWish } from '../sigma/policy/parameters.ts';
import { claimUserOf } from '../sigma/policy/person.ts';
import type { SessionRow } from '../store/store.ts';
import { freshAccess } from './fresh-tokens.ts';
import { isUsable, TOKEN_MARGIN_MS } from './fresh-access.ts';
import { liveSession, touch } from './live-session.ts';
import { personAtSigma } from './person-at-sigma.ts';
import { renewalTimes, type RenewalTimes } from './renewal-times.ts';
import type { Rooms, Visit } from './rooms.ts';
import type { Workspace } from './workspace.ts';
import { inWorkspace, workspaceOfEmbed } from './workspaces.ts';

export interface OpenedEmbed {
  readonly embed: Embed;
  readonly minted: EmbedUrl;
  readonly session: SessionRow;
  readonly times: RenewalTimes;
}

/** What a browser wishes. */
export interface EmbedWish {
  /** The first that the viewer may open when none is named. */
  readonly alias?: string | undefined;
  /** Whether the viewer did something since the last URL; `false` does not count as activity. Default: `true`. */
  readonly isActive?: boolean | undefined;
  /** Controls and theme, as far as the catalogue allows. */
  readonly page?: PageWish | undefined;
}

/**
 * Makes an embed URL for the signed-in viewer. The order is the guarantee (EM-08): session live and within its limit, embed allowed,
 * token fresh, encrypted, signed, and the session still there.
 * @throws GatewayError with the codes of `liveSession` and `freshAccess`, `embed_unknown`, `embed_forbidden`, `parameter_not_allowed`,
 *   `sigma_unavailable`, `token_life_too_short`, `too_many_requests`.
 */
export async function openEmbed(rooms: Rooms, visit: Visit, wish: EmbedWish = {}): Promise<OpenedEmbed> {
  const workspace = workspaceOfEmbed(rooms, visit, wish.alias);
  return await inWorkspace(workspace, () => openIn(rooms, visit, { ...wish, workspace }));
}

async function openIn(
  rooms: Rooms,
  visit: Visit,
  wish: EmbedWish & { readonly workspace: Workspace },
): Promise<OpenedEmbed> {
  const readAt = rooms.clock.monotonic();
  const session = await liveSession(rooms, visit, wish.workspace);
  checkLimit(rooms, session);
  const about = { requestId: visit.requestId, viewer: session.viewer, session: session.hash };
  try {
    const embed = visit.policy.embedFor(session.viewer, wish.workspace.config.alias, wish.alias);
    const parameters = visit.policy.parametersFor(embed, wish.page);
    const isActive = wish.isActive !== false;
    const { lastActiveAt, minted } = await mintFor(rooms, visit, { session, readAt, embed, parameters, isActive });
    const serverTime = rooms.wallClock.now();
    const aheadMs = serverTime - rooms.clock.now();
    const { jti, expiresAt } = minted;
    rooms.desk.embeds.opened(session.hash, expiresAt - aheadMs);
    await rooms.trail.record({ event: 'embed_minted', ...about, embed: embed.alias, jti, expiresAt });
    const facts = { createdAt: session.createdAt, lastActiveAt, serverTime, aheadMs };
    return { embed, minted, session, times: renewalTimes(rooms.config.session, facts, minted) };
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : 'internal';
    const embed = visit.policy.named(wish.alias)?.alias;
    await rooms.trail.record({ event: 'mint_denied', ...about, ...(embed && { embed }), code });
    throw error;
  }
}

/**
 * Keeps one session from asking without end (RL-04). Nothing is written: a row for each refusal would be as costly as the URL.
 * @throws GatewayError `too_many_requests`.
 */
function checkLimit({ mints }: Rooms, { hash }: SessionRow): void {
  const waitMs = mints?.take(hash) ?? 0;
  if (waitMs === 0) return;
  const detail = `session ${hash.slice(0, 12)} asks for too many URLs`;
  throw new GatewayError('too_many_requests', { detail, retryAfterSeconds: Math.ceil(waitMs / 1000) });
}

/** A session that was read so short a time ago counts as it is; another replica's sign-out has to hold within a second (SE-10). */
const STILL_TRUE_MS = 50;

interface MintWish {
  readonly session: SessionRow;
  /** When it was asked for, monotonic milliseconds. */
  readonly readAt: number;
  readonly embed: Embed;
  readonly parameters: EmbedParameters | undefined;
  readonly isActive: boolean;
}

async function mintFor(
  rooms: Rooms,
  visit: Visit,
  { embed, isActive, parameters, readAt, session }: MintWish,
): Promise<{ readonly minted: EmbedUrl; readonly lastActiveAt: number }> {
  const { clock, config, minter, store, wallClock } = rooms;
  const asked = personAtSigma(rooms, visit, session.viewer);
  const person = asked instanceof Promise ? await asked : asked;
  const access = await freshAccess(rooms, visit, session);
  const now = clock.now();
  if (!isUsable(access.expiresAt, now)) throw new GatewayError('token_life_too_short');
  const absoluteEnd = session.createdAt + config.session.absoluteMs;
  const minted = await minter.mint({
    url: embed.url,
    subject: person.subject.value,
    user: claimUserOf(person),
    connectionTokens: Object.fromEntries(embed.connectionIds.map((id) => [id, access.accessToken])),
    endsAt: wallClock.now() - now + Math.min(access.expiresAt - TOKEN_MARGIN_MS, absoluteEnd),
    sessionLengthSeconds: config.sigma.sessionLengthSeconds,
    parameters,
    whose: session.viewer.id,
  });
  const lastActiveAt = isActive ? await touch(rooms, session) : session.lastActiveAt;
  // Where nothing was waited for, neither store nor Databricks nor a key, the session read at the start is still as it was.
  const wasAtHand = access.isFromMemory && lastActiveAt === session.lastActiveAt;
  const isStillTrue = wasAtHand && clock.monotonic() - readAt < STILL_TRUE_MS;
  if (!isStillTrue && (await store.findSession(session.hash)) === undefined) throw new GatewayError('not_signed_in');
  return { minted, lastActiveAt };
}
