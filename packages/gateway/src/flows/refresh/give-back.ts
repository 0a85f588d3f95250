// Gives a turn back that came to nothing, again and again while the store is away: an intent that stays behind would count as a token that
// was sent, and where tokens work once it would use up the last chance of a session that nothing has happened to (RF-09).
import type { SessionHash } from '../../session/session.ts';
import type { Rooms } from '../rooms.ts';
import type { Debt } from './owed.ts';

const AGAIN_MS = 1000;

/** @throws GatewayError `store_unavailable`; it is then given back later. */
export async function giveBack(rooms: Rooms, debt: Debt): Promise<void> {
  await pay(rooms, debt).catch((error: unknown) => {
    giveBackLater(rooms, debt);
    throw error;
  });
}

/** For a turn of which it is not known whether the store has written it. */
export function giveBackLater(rooms: Rooms, debt: Debt): void {
  if (rooms.desk.owed.add(debt)) rooms.detach(payAll(rooms));
}

/**
 * What this process owes for a session comes before its next turn.
 * @throws GatewayError `store_unavailable`.
 */
export async function settle(rooms: Rooms, session: SessionHash): Promise<void> {
  for (const debt of rooms.desk.owed.all()) {
    if (debt.session !== session) continue;
    await pay(rooms, debt);
    rooms.desk.owed.paid(debt);
  }
}

async function pay({ store }: Rooms, { attemptId, left, session }: Debt): Promise<void> {
  await store.releaseRefresh(session, attemptId, left);
}

/** The first that fails says that the store is still away. A gateway that closes tries once more. */
async function payAll(rooms: Rooms): Promise<void> {
  const { desk, wait } = rooms;
  do {
    await wait(AGAIN_MS);
    for (const debt of desk.owed.all()) {
      const isPaid = await pay(rooms, debt).then(
        () => true,
        () => false,
      );
      if (!isPaid) break;
      desk.owed.paid(debt);
    }
  } while (desk.owed.all().length > 0 && !desk.isClosing());
}
