// Makes the record of a new workbook. Shares it with nobody and puts it nowhere.
import { randomBytes, randomUUID } from 'node:crypto';
import type { World } from '../world.ts';
import { EMPTY, type Contents } from './documents/contents.ts';
import { stampedBy } from './members.ts';
import type { Member, WorkbookRecord } from './state.ts';

export function newWorkbook(
  { clock }: Pick<World, 'clock'>,
  owner: Pick<Member, 'memberId'>,
  facts: {
    readonly name: string;
    readonly folderId: string;
    readonly description?: string | undefined;
    readonly contents?: Contents | undefined;
  },
): WorkbookRecord {
  const { contents = EMPTY, description, folderId, name } = facts;
  return {
    ...stampedBy(owner.memberId, clock.now()),
    workbookId: randomUUID(),
    // 22 letters and digits, as at the end of the vendor's addresses.
    urlId: randomBytes(32).toString('base64url').replaceAll(/[-_]/g, '').slice(0, 22),
    name,
    description,
    folderId,
    ownerId: owner.memberId,
    version: 1,
    contents,
    isArchived: false,
    tags: new Map(),
    bookmarks: new Map(),
  };
}
