// Brings the pairs that an earlier process could not write into the store, if nobody has moved on since. Several databases
// may share the folder, or one be the copy of another: a pair is offered to each, and only its own store takes it away.
import type { SessionHash } from '../../session/session.ts';
import type { Spilled } from '../../store/spill.ts';
import { reread } from '../open-access.ts';
import type { Rooms } from '../rooms.ts';
import { savePair, type Saving } from './save-pair.ts';
import { openPair, type SpilledPair } from './spilled-pair.ts';

/** Twice the longest time that a session lives: nobody waits for an older pair. Milliseconds. */
const LONGEST_MS = 48 * 3_600_000;

/**
 * What cannot be read is set aside and announced; a pair whose key is missing waits for the key.
 * @param isLastTry See `Saving`.
 */
export async function recoverSpilled(rooms: Rooms, { isLastTry }: Pick<Saving, 'isLastTry'> = {}): Promise<void> {
  const { desk } = rooms;
  const counts = { spill_unreadable: 0, spill_recovered: 0, spill_of_others: 0 };
  const works: Promise<keyof typeof counts | undefined>[] = [];
  for (const spilled of await desk.spill.list()) {
    const pair = await read(rooms, spilled);
    if (pair === undefined) counts.spill_unreadable += 1;
    else
      works.push(bringHome(rooms, { pair, name: spilled.name }, { isSpilled: true, ...(isLastTry && { isLastTry }) }));
  }
  for (const outcome of await Promise.all(works)) if (outcome !== undefined) counts[outcome] += 1;
  for (const [event, count] of Object.entries(counts) as [keyof typeof counts, number][]) {
    if (count > 0) desk.notice({ event, count });
  }
}

async function read(rooms: Rooms, { name, text }: Spilled): Promise<SpilledPair | undefined> {
  try {
    const pair = openPair(rooms, text);
    if (pair === undefined) await rooms.desk.spill.setAside(name);
    return pair;
  } catch {
    return undefined;
  }
}

async function bringHome(
  rooms: Rooms,
  { name, pair }: { readonly pair: SpilledPair; readonly name: string },
  saving: Saving,
): Promise<'spill_recovered' | 'spill_of_others' | undefined> {
  const { desk, trail } = rooms;
  const { session, spentVersion } = pair;
  const work = savePair(rooms, pair, saving);
  desk.underway.add(session, spentVersion, { kind: 'save', done: work });
  const saved = await work;
  if (saved === 'left') return undefined;
  const isOurs = pair.store === undefined ? saved !== 'gone' : pair.store === desk.storeId;
  if (isOurs || isOver(rooms, pair)) await desk.spill.remove(name).catch(() => undefined);
  if (saved !== 'written' && !isOurs) return 'spill_of_others';
  const viewer = await viewerOf(rooms, session);
  const about = { viewer, session, grantVersion: pair.grant.version };
  if (saved === 'written') await trail.record({ event: 'refresh_recovered', ...about });
  else await trail.record({ event: 'refresh_discarded', ...about, reason: saved });
  return saved === 'written' ? 'spill_recovered' : undefined;
}

function isOver({ wallClock }: Rooms, { grant }: SpilledPair): boolean {
  return wallClock.now() - grant.obtainedAt > LONGEST_MS;
}

async function viewerOf(rooms: Rooms, session: SessionHash) {
  return await reread(rooms, session).then(
    ({ viewer }) => viewer,
    () => undefined,
  );
}
