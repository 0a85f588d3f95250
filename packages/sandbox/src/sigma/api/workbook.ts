// A workbook as the REST API shows it, and finding one.
import { z } from 'zod';
import type { WorkbookRecord } from '../state.ts';
import { workbookPath } from '../workbook-path.ts';
import { notFound, type ApiCall } from './endpoint.ts';
import { STAMP, stampOf } from './shapes.ts';

export const TAG = z.strictObject({
  versionTagId: z.string(),
  name: z.string(),
  sourceWorkbookVersion: z.number(),
  taggedWorkbookId: z.string(),
  workbookTaggedAt: z.iso.datetime(),
});

export const WORKBOOK = z.strictObject({
  workbookId: z.string(),
  workbookUrlId: z.string(),
  name: z.string(),
  url: z.url(),
  path: z.string(),
  latestVersion: z.number(),
  ownerId: z.string(),
  ...STAMP,
  isArchived: z.boolean().optional(),
  tags: z.array(TAG).optional(),
  description: z.string().optional(),
});

/** The workbook that the path names. @throws ApiRefusal when there is none. */
export function workbookOf({ params, state }: Pick<ApiCall<unknown>, 'params' | 'state'>): WorkbookRecord {
  const workbook = state.workbooks.get(params['workbookId'] ?? '');
  return workbook === undefined || workbook.isArchived ? notFound('Workbook') : workbook;
}

export function tagsOf({ tags }: WorkbookRecord): z.output<typeof TAG>[] {
  return [...tags].map(([name, { taggedAt, taggedWorkbookId, version, versionTagId }]) => ({
    versionTagId,
    name,
    sourceWorkbookVersion: version,
    taggedWorkbookId,
    workbookTaggedAt: new Date(taggedAt).toISOString(),
  }));
}

export function workbookAnswer(
  { appOrigin, state }: Pick<ApiCall<unknown>, 'appOrigin' | 'state'>,
  workbook: WorkbookRecord,
): z.output<typeof WORKBOOK> {
  const { description, isArchived, name, ownerId, urlId, version, workbookId } = workbook;
  const owner = state.members.get(ownerId);
  return {
    workbookId,
    workbookUrlId: urlId,
    name,
    url: `${appOrigin}${workbookPath(state.world, workbook)}`,
    path: owner === undefined ? 'Documents' : `${owner.email}/My Documents`,
    latestVersion: version,
    ownerId,
    ...stampOf(workbook),
    isArchived,
    tags: tagsOf(workbook),
    ...(description !== undefined && { description }),
  };
}
