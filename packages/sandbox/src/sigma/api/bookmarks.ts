// Saved views of a workbook over the REST API. They save explorations, which frames make.
import { z } from 'zod';
import { randomBytes } from 'node:crypto';
import type { Bookmark } from '../state.ts';
import { endpoint, invalid, notFound, type ApiCall, type Endpoint } from './endpoint.ts';
import { pagedWithMore } from './paging.ts';
import { NOTHING, pageWithMoreOf } from './shapes.ts';
import { workbookOf } from './workbook.ts';

const BOOKMARK = z.strictObject({
  bookmarkId: z.string(),
  name: z.string(),
  isShared: z.boolean(),
  exploreKey: z.string(),
  isDefault: z.boolean().optional(),
});

const PATCH = z.object({
  name: z.string().nullable().optional(),
  isShared: z.boolean().nullable().optional(),
  isDefault: z.boolean().nullable().optional(),
  exploreKey: z.string().nullable().optional(),
});

const ALL = '/v2/workbooks/:workbookId/bookmarks';
const ONE = `${ALL}/:bookmarkId`;

export const BOOKMARKS: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: ALL,
    answer: pageWithMoreOf(BOOKMARK),
    run: (call) => pagedWithMore([...workbookOf(call).bookmarks.values()].map(bookmarkAnswer), call.query),
  }),
  endpoint({
    method: 'POST',
    path: ALL,
    body: z.object({
      workbookVersion: z.number(),
      name: z.string().min(1),
      isShared: z.boolean(),
      exploreKey: z.string(),
    }),
    answer: BOOKMARK,
    run: (call) => {
      const workbook = workbookOf(call);
      const { exploreKey, isShared, name, workbookVersion } = call.body;
      if (workbookVersion !== workbook.version) return invalid(`workbookVersion is ${workbook.version}`);
      checkKey(call, exploreKey);
      const bookmarkId = randomBytes(8).toString('hex');
      const { memberId: ownerId } = call.caller;
      const bookmark: Bookmark = { bookmarkId, name, isShared, isDefault: false, exploreKey, ownerId };
      workbook.bookmarks.set(bookmarkId, bookmark);
      return bookmarkAnswer(bookmark);
    },
  }),
  endpoint({ method: 'GET', path: ONE, answer: BOOKMARK, run: (call) => bookmarkAnswer(bookmarkOf(call)) }),
  endpoint({
    method: 'PATCH',
    path: ONE,
    body: PATCH,
    answer: BOOKMARK,
    run: (call) => {
      const bookmark = bookmarkOf(call);
      const { exploreKey, isDefault } = call.body;
      if (typeof exploreKey === 'string') checkKey(call, exploreKey);
      if (isDefault === true) for (const other of workbookOf(call).bookmarks.values()) other.isDefault = false;
      const sent = Object.entries(call.body).filter(([, value]) => value !== null && value !== undefined);
      Object.assign(bookmark, Object.fromEntries(sent));
      return bookmarkAnswer(bookmark);
    },
  }),
  endpoint({
    method: 'DELETE',
    path: ONE,
    answer: NOTHING,
    run: (call) => {
      workbookOf(call).bookmarks.delete(bookmarkOf(call).bookmarkId);
      return {};
    },
  }),
];

function bookmarkOf(call: Pick<ApiCall<unknown>, 'params' | 'state'>): Bookmark {
  return workbookOf(call).bookmarks.get(call.params['bookmarkId'] ?? '') ?? notFound('Bookmark');
}

function checkKey(call: Pick<ApiCall<unknown>, 'params' | 'state'>, key: string): void {
  const { workbookId } = call.state.explorations.get(key) ?? {};
  if (workbookId !== workbookOf(call).workbookId) invalid(`Unknown exploreKey ${key}`);
}

function bookmarkAnswer({ bookmarkId, exploreKey, isDefault, isShared, name }: Bookmark): z.output<typeof BOOKMARK> {
  return { bookmarkId, name, isShared, exploreKey, isDefault };
}
