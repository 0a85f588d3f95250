// Keeps the tokens of open embeds fresh before anybody asks: through the same lease, a few at a time, never for a session
// that is idle or over. It is no activity of the viewer.
import { sessionState } from '../../session/session.ts';
import type { SessionHash } from '../../session/session.ts';
import { dueAfter, isDue } from '../fresh-access.ts';
import type { Rooms } from '../rooms.ts';
import { workspaceOf } from '../workspaces.ts';
import { refreshGrant } from './refresh-grant.ts';

/** Sessions that are looked at together. */
const TOGETHER = 8;
/** A token becomes due in the background a little earlier than for a viewer, each at its own moment. */
const EARLIEST_MS = 120_000;

/** One round over the sessions with an open embed that may need a look. Stops early when the gateway closes or refreshes pause everywhere. */
export async function refreshOpen(rooms: Rooms): Promise<void> {
  const { clock, desk, workspaces } = rooms;
  const waiting = [...desk.embeds.at(clock.now())];
  const next = async (): Promise<void> => {
    for (let session = waiting.pop(); session !== undefined; session = waiting.pop()) {
      if (desk.isClosing() || workspaces.every(({ gate }) => gate.pausedMs() > 0)) return;
      await refreshOne(rooms, session);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, next));
}

async function refreshOne(rooms: Rooms, session: SessionHash): Promise<void> {
  const { clock, config, desk, store } = rooms;
  try {
    const row = await store.findSession(session);
    const isLive = row !== undefined && sessionState(row, config.session, clock.now()) === 'live';
    if (!isLive) return desk.embeds.forget(session);
    if (workspaceOf(rooms, row).gate.pausedMs() > 0) return;
    const early = earlier(session, row.grant.accessExpiresAt - row.grant.obtainedAt);
    if (!isDue(row, clock.now() + early)) return desk.embeds.lookAgainAt(session, dueAfter(row) - early);
    if (desk.ended.endOf(session, row.grant.version) !== undefined) return;
    const visit = { cookies: undefined, requestId: 'background', policy: rooms.policy() };
    await rooms.refreshes.run(session, () => refreshGrant(rooms, visit, row));
  } catch {
    // The viewer's own request meets the same fault, and is told.
  }
}

/** The same for every round and process, so that one session does not come early twice. */
function earlier(session: SessionHash, lifeMs: number): number {
  const share = Number.parseInt(Buffer.from(session).toString('hex').slice(0, 6), 16) / 0xff_ff_ff;
  return share * Math.min(EARLIEST_MS, lifeMs / 20);
}
