// Brings new tokens into the store. They exist nowhere else, so this does not give up: once, then to the spill folder,
// then again and again until the store answers or the process ends.
import type { Swap } from '../../store/store.ts';
import type { Rooms } from '../rooms.ts';
import { sealPair, type Pair } from './spilled-pair.ts';

/** `left`: the process ends; the pair stays in the spill folder. */
export type Saved = Swap | 'left';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

export interface Saving {
  /** The pair stands in the spill folder already. Default: false. What was there before stays there. */
  readonly isSpilled?: boolean;
  /** Asked before each try; after the last one the pair is `left`. Default: whether the gateway closes. */
  readonly isLastTry?: () => boolean;
}

export async function savePair(rooms: Rooms, pair: Pair, saving: Saving = {}): Promise<Saved> {
  const { desk, wait } = rooms;
  const { isLastTry = desk.isClosing, isSpilled = false } = saving;
  let name: string | undefined;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const wasLast = isLastTry();
    try {
      const swap = await writeInTime(rooms, pair);
      if (name !== undefined) await desk.spill.remove(name).catch(() => undefined);
      return swap;
    } catch (error) {
      if (!isSpilled) name ??= await spill(rooms, pair, error);
    }
    if (wasLast) return 'left';
    await wait(pause, 'hold');
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

/**
 * A write whose answer was lost may have been done: `moved` to exactly this pair is `written`. A row that is older than what was
 * spent for the pair is back from a backup or from before a failover: what it holds was spent too, and the pair is what works.
 */
async function write({ store }: Rooms, { grant, session, spentVersion }: Pair): Promise<Swap> {
  const swap = await store.replaceTokens(session, spentVersion, grant);
  if (swap !== 'moved') return swap;
  const now = await store.findTokens(session);
  if (now?.version === grant.version && now.sealedRefresh === grant.sealedRefresh) return 'written';
  if (now === undefined) return 'gone';
  if (now.version >= spentVersion) return swap;
  return await store.replaceTokens(session, now.version, grant);
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
