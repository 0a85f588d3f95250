// Finds the frame behind a page's request, and what it shows. Knows no route.
import type { Contents } from '../documents/contents.ts';
import { endOf, type FrameSession, type Member, type SigmaState, type WorkbookRecord } from '../state.ts';

export interface LiveFrame {
  readonly frame: FrameSession;
  readonly user: Member;
  readonly workbook: WorkbookRecord;
  /** Of the version that the frame shows. */
  readonly contents: Contents;
}

/** The frame with this id, ended or not; undefined for ids that were never given out or are long forgotten. */
export function findFrame(state: SigmaState, id: string): LiveFrame | undefined {
  const frame = state.frames.get(id);
  const workbook = frame === undefined ? undefined : state.workbooks.get(frame.workbookId);
  const user = frame === undefined ? undefined : state.members.get(frame.memberId);
  if (frame === undefined || workbook === undefined || user === undefined) return undefined;
  const tagged = frame.tag === undefined ? undefined : workbook.tags.get(frame.tag);
  return { frame, user, workbook, contents: tagged?.contents ?? workbook.contents };
}

/** Whether the session is over: at `exp`, by a later load, or because the user or the workbook is gone. */
export function hasEnded({ world }: SigmaState, { frame, user, workbook }: LiveFrame): boolean {
  if (frame.replaced || endOf(world, frame.exp) <= world.clock.now()) return true;
  return user.isArchived || user.isInactive || workbook.isArchived;
}
