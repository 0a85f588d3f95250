// Brings new tokens into the store. They exist nowhere else, so this does not give up: once, then to the spill folder,
// then again and again until the store answers or the process ends.
import type { Swap } from '../../store/store.ts';
import type { Rooms } from '../rooms.ts';
import { sealPair, type Pair } from './spilled-pair.ts';

/** `left`: the process ends; the pair stays in the spill folder. */
export type Saved = Swap | 'left';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** @param spilled Name of the pair in the spill folder, when it comes from there. */
export async function savePair(rooms: Rooms, pair: Pair, spilled?: string): Promise<Saved> {
  const { desk, wait } = rooms;
  let name = spilled;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const wasClosing = desk.isClosing();
    try {
      const swap = await writeInTime(rooms, pair);
      if (name !== undefined) await desk.spill.remove(name).catch(() => undefined);
      return swap;
    } catch (error) {
      name ??= await spill(rooms, pair, error);
    }
    if (wasClosing) return 'left';
    await wait(pause);
  }
}

/** A write that hangs is as good as one that failed; should it succeed later, it has written the same. */
async function writeInTime(rooms: Rooms, pair: Pair): Promise<Swap> {
  const { config, wait } = rooms;
  const writing = write(rooms, pair);
  const tooLate = wait(config.refresh.persistMs).then((): 'late' => 'late');
  const done = await Promise.race([writing, tooLate]);
  if (done !== 'late') return done;
  writing.catch(() => undefined);
  throw new Error('the store did not answer in time');
}

/** A write whose answer was lost may have been done: `moved` to exactly this pair is `written`. */
async function write({ store }: Rooms, { grant, session, spentVersion }: Pair): Promise<Swap> {
  const swap = await store.replaceTokens(session, spentVersion, grant);
  if (swap !== 'moved') return swap;
  const now = await store.findTokens(session);
  return now?.version === grant.version && now.sealedRefresh === grant.sealedRefresh ? 'written' : 'moved';
}

async function spill(rooms: Rooms, pair: Pair, error: unknown): Promise<string | undefined> {
  const { desk } = rooms;
  try {
    const name = await desk.spill.put(sealPair(rooms, pair));
    desk.notice({ event: 'tokens_spilled', error });
    return name;
  } catch (failure) {
    desk.notice({ event: 'spill_failed', error: failure });
    return undefined;
  }
}
