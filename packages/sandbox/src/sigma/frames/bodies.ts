// What a frame's page may send, as schemas. Anything the page itself would not send is refused.
import { z } from 'zod';

const text = z.string().max(1000);
const session = z.string().max(100);
const variables = z.record(z.string().max(100), text);
const sorting = z.strictObject({ columnId: text, direction: z.enum(['ascending', 'descending']) });
const view = z.strictObject({ variables, sorting: z.record(z.string().max(100), sorting) });

export const QUERY = z.strictObject({ session, element: text, variables, sorting: sorting.optional() });

export const EXPLORE = z.strictObject({ session, view });

export const BOOKMARK = z.discriminatedUnion('action', [
  z.strictObject({
    session,
    action: z.literal('create'),
    name: z.string().min(1).max(200),
    isDefault: z.boolean(),
    isShared: z.boolean(),
    view,
  }),
  z.strictObject({ session, action: z.literal('select'), bookmarkId: text }),
  z.strictObject({ session, action: z.literal('update'), bookmarkId: text, view }),
  z.strictObject({ session, action: z.literal('delete'), bookmarkId: text }),
]);

export const DOCUMENT = z.discriminatedUnion('action', [
  z.strictObject({ session, action: z.literal('publish') }),
  z.strictObject({ session, action: z.literal('delete') }),
  z.strictObject({ session, action: z.literal('save-as'), name: z.string().min(1).max(200) }),
]);
