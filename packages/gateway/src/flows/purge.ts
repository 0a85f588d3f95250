// Purge: what is over goes, kind by kind, in small batches with pauses, until nothing is left of it. Each session is told to the trail.
import type { OverSessions } from '../store/store.ts';
import type { Rooms } from './rooms.ts';

const BATCH = 500;
const PAUSE_MS = 50;
const DAY_MS = 86_400_000;

/**
 * Removes sessions past their limits, spent attempts past their time and audit events past theirs. Stops early when the gateway closes.
 * @throws GatewayError `store_unavailable`; the next purge goes on.
 */
export async function purge(rooms: Rooms): Promise<void> {
  const { clock, config, store } = rooms;
  const now = clock.now();
  const { absoluteMs, idleMs } = config.session;
  await inBatches(rooms, () => endOver(rooms, { by: 'creation', before: now - absoluteMs }));
  await inBatches(rooms, () => endOver(rooms, { by: 'activity', before: now - idleMs }));
  await inBatches(rooms, () => store.purgeAttempts(BATCH));
  if (config.auditDays > 0) await inBatches(rooms, () => store.purgeAudit(now - config.auditDays * DAY_MS, BATCH));
}

async function inBatches({ desk, wait }: Rooms, batch: () => Promise<number>): Promise<void> {
  while (!desk.isClosing() && (await batch()) === BATCH) await wait(PAUSE_MS);
}

async function endOver({ desk, opened, store, trail }: Rooms, over: OverSessions): Promise<number> {
  const ended = await store.purgeSessions(over, BATCH);
  if (ended.length === 0) return 0;
  const reason = over.by === 'creation' ? 'absolute_limit' : 'idle_limit';
  for (const { hash } of ended) {
    desk.embeds.forget(hash);
    opened.forget(hash);
  }
  await trail.recordAll(
    ended.map(({ hash: session, viewer }) => {
      return { event: 'session_ended', requestId: 'background', viewer, session, reason };
    }),
  );
  return ended.length;
}
