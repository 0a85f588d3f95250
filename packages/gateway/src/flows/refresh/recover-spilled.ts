// At the start: brings the pairs that an earlier process could not write into the store, if nobody has moved on since.
import type { SessionHash } from '../../session/session.ts';
import type { Spilled } from '../../store/spill.ts';
import { reread } from '../open-access.ts';
import type { Rooms } from '../rooms.ts';
import { savePair } from './save-pair.ts';
import { openPair, type Pair } from './spilled-pair.ts';

/** What cannot be read is set aside and announced; a pair whose key is missing waits for the key. */
export async function recoverSpilled(rooms: Rooms): Promise<void> {
  const { desk } = rooms;
  const found = await desk.spill.list();
  let unreadable = 0;
  const works: Promise<boolean>[] = [];
  for (const spilled of found) {
    const pair = await read(rooms, spilled);
    if (pair === undefined) unreadable += 1;
    else works.push(bringHome(rooms, pair, spilled.name));
  }
  if (unreadable > 0) desk.notice({ event: 'spill_unreadable', count: unreadable });
  const count = (await Promise.all(works)).filter(Boolean).length;
  if (count > 0) desk.notice({ event: 'spill_recovered', count });
}

async function read(rooms: Rooms, { name, text }: Spilled): Promise<Pair | undefined> {
  try {
    const pair = openPair(rooms, text);
    if (pair === undefined) await rooms.desk.spill.setAside(name);
    return pair;
  } catch {
    return undefined;
  }
}

/** Whether the pair is in the store now. */
async function bringHome(rooms: Rooms, pair: Pair, name: string): Promise<boolean> {
  const { desk, trail } = rooms;
  const { session, spentVersion } = pair;
  const saving = savePair(rooms, pair, name);
  desk.underway.add(session, spentVersion, { kind: 'save', done: saving });
  const saved = await saving;
  if (saved === 'left') return false;
  const viewer = await viewerOf(rooms, session);
  const about = { viewer, session, grantVersion: pair.grant.version };
  if (saved === 'written') await trail.record({ event: 'refresh_recovered', ...about });
  else await trail.record({ event: 'refresh_discarded', ...about, reason: saved });
  return saved === 'written';
}

async function viewerOf(rooms: Rooms, session: SessionHash) {
  return await reread(rooms, session).then(
    ({ viewer }) => viewer,
    () => undefined,
  );
}
