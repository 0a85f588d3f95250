// Workbooks over the REST API: made, read, shared, tagged. What is on them is in workbook-parts.ts, what they are in contents.ts.
import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import { newWorkbook } from '../new-workbook.ts';
import { readContents } from './contents.ts';
import { endpoint, invalid, type Endpoint } from './endpoint.ts';
import { addGrants, GRANTEE, removeGrant } from './grants.ts';
import { memberOf } from './member.ts';
import { paged, pagedWithMore } from './paging.ts';
import { NOTHING, pageOf, pageWithMoreOf } from './shapes.ts';
import { TAG, tagsOf, WORKBOOK, workbookAnswer, workbookOf } from './workbook.ts';

const WITH_CONTENTS = WORKBOOK.extend({ folderId: z.string(), documentVersion: z.number(), contents: z.unknown() });
const ONE = '/v2/workbooks/:workbookId';

export const WORKBOOKS: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/v2/workbooks',
    answer: pageWithMoreOf(WORKBOOK),
    run: (call) => {
      const archived = call.query.get('isArchived') === 'true';
      const found = [...call.state.workbooks.values()].filter(({ isArchived }) => isArchived === archived);
      return pagedWithMore(
        found.map((one) => workbookAnswer(call, one)),
        call.query,
      );
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v2/workbooks',
    body: z.object({
      folderId: z.string(),
      name: z.string().min(1),
      description: z.string().optional(),
      ownerId: z.string().optional(),
      contents: z.unknown().optional(),
      dryRun: z.boolean().optional(),
    }),
    answer: WORKBOOK,
    run: (call) => {
      const { body, caller, state } = call;
      const owner = body.ownerId === undefined ? caller : memberOf(state, body.ownerId);
      const contents = body.contents === undefined ? undefined : readContents(body.contents);
      const { description, dryRun = false, folderId, name } = body;
      const workbook = newWorkbook(state.world, owner, { name, folderId, description, contents });
      if (!dryRun) state.workbooks.set(workbook.workbookId, workbook);
      return workbookAnswer(call, workbook);
    },
  }),
  endpoint({
    method: 'GET',
    path: ONE,
    answer: z.union([WORKBOOK, WITH_CONTENTS]),
    run: (call) => {
      const workbook = workbookOf(call);
      const answer = workbookAnswer(call, workbook);
      if (call.query.get('includeContents') !== 'true') return answer;
      const { contents, folderId, version } = workbook;
      return { ...answer, folderId, documentVersion: version, contents };
    },
  }),
  endpoint({
    method: 'POST',
    path: `${ONE}/grants`,
    body: z.object({
      grants: z.array(
        z.object({ grantee: GRANTEE, permission: z.enum(['view', 'explore', 'edit']), tagId: z.string().optional() }),
      ),
    }),
    answer: NOTHING,
    run: (call) => {
      addGrants(call, { inodeId: workbookOf(call).workbookId, inodeType: 'workbook' }, call.body.grants);
      return {};
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${ONE}/grants/:grantId`,
    answer: NOTHING,
    run: (call) => removeGrant(call, workbookOf(call).workbookId),
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/tags`,
    answer: pageOf(TAG),
    run: (call) => paged(tagsOf(workbookOf(call)), call.query),
  }),
  endpoint({
    method: 'POST',
    path: '/v2/workbooks/tag',
    body: z.object({ workbookId: z.string(), tag: z.string().min(1), workbookVersion: z.number().optional() }),
    answer: z.strictObject({
      versionTagId: z.string(),
      taggedWorkbookId: z.string(),
      taggedWorkbookVersion: z.number(),
    }),
    run: ({ body, state }) => {
      const { tag, workbookId, workbookVersion } = body;
      const { contents, tags, version } = workbookOf({ params: { workbookId }, state });
      if (workbookVersion !== undefined && workbookVersion !== version) {
        return invalid('The sandbox keeps the latest version of a workbook only');
      }
      const known = tags.get(tag);
      const versionTagId = known?.versionTagId ?? randomUUID();
      const taggedWorkbookId = known?.taggedWorkbookId ?? randomUUID();
      tags.set(tag, { versionTagId, taggedWorkbookId, version, contents, taggedAt: state.world.clock.now() });
      return { versionTagId, taggedWorkbookId, taggedWorkbookVersion: version };
    },
  }),
];
