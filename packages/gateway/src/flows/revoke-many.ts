// EndedSessions -> grants revoked, a few at a time, for as long as Databricks answers and no longer than a deadline.
import type { EndedSession } from '../store/store.ts';
import { revokeGrant } from './revoke-ended.ts';
import type { Rooms } from './rooms.ts';
import type { Workspace } from './workspace.ts';
import { workspaceOfEnded } from './workspaces.ts';

/** Calls to one workspace at a time. */
const TOGETHER = 8;
/** After so many failures in a row, one per caller, a workspace is not asked again. */
const GIVE_UP_AFTER = TOGETHER;
const DEADLINE_MS = 5 * 60_000;

/** Answers the sessions whose grants Databricks did not confirm to have revoked. `onDone` hears of every grant. */
export async function revokeMany(
  rooms: Rooms,
  ended: readonly EndedSession[],
  onDone: () => void,
): Promise<readonly EndedSession[]> {
  const until = rooms.clock.monotonic() + DEADLINE_MS;
  const goesOn = (): boolean => rooms.clock.monotonic() < until;
  const byWorkspace = Map.groupBy(ended, (session) => workspaceOfEnded(rooms, session));
  const left = [...byWorkspace].map(async ([workspace, group]) =>
    (await answers(workspace)) ? await revokeGroup(rooms, group, { goesOn, onDone }) : group,
  );
  return (await Promise.all(left)).flat();
}

/** Whether there is a Databricks to ask: one that is silent must not be waited for once per session. */
async function answers(workspace: Workspace | undefined): Promise<boolean> {
  if (workspace === undefined) return false;
  try {
    await workspace.databricks.check();
    return true;
  } catch {
    return false;
  }
}

async function revokeGroup(
  rooms: Rooms,
  group: readonly EndedSession[],
  { goesOn, onDone }: { readonly goesOn: () => boolean; readonly onDone: () => void },
): Promise<readonly EndedSession[]> {
  const failed: EndedSession[] = [];
  let waiting = [...group];
  let inARow = 0;
  const next = async (): Promise<void> => {
    while (inARow < GIVE_UP_AFTER && goesOn()) {
      const ended = waiting.pop();
      if (ended === undefined) return;
      const revocation = await revokeGrant(rooms, ended);
      inARow = revocation === 'failed' ? inARow + 1 : 0;
      if (revocation === 'failed') failed.push(ended);
      // What it does not offer for one grant it offers for none.
      if (revocation === 'unsupported') waiting = [];
      onDone();
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, next));
  return [...failed, ...waiting];
}
