// Workbooks as code over the REST API: contents are checked, replaced, read back, and moved to another connection.
import { z } from 'zod';
import { compileProblems } from '../documents/compile.ts';
import { connectionsOf, CONTENTS, isData, type Contents } from '../documents/contents.ts';
import { layoutProblems } from '../documents/layout.ts';
import { newWorkbook } from '../new-workbook.ts';
import type { WorkbookRecord } from '../state.ts';
import { ApiRefusal, endpoint, invalid, type ApiCall, type Endpoint } from './endpoint.ts';
import { touch } from './shapes.ts';
import { workbookOf } from './workbook.ts';

const WRITTEN = z.strictObject({ success: z.literal(true), workbookId: z.string() });

/** In the older words a document, in the newer ones contents. */
const SPEC = z.looseObject({
  name: z.string().min(1),
  folderId: z.string(),
  description: z.string().optional(),
  document: z.unknown().optional(),
  contents: z.unknown().optional(),
});

const ONE = '/v2/workbooks/:workbookId';

export const CONTENT_ENDPOINTS: readonly Endpoint[] = [
  endpoint({
    method: 'PUT',
    path: `${ONE}/contents`,
    body: z.object({ contents: z.unknown(), documentVersion: z.number().optional() }),
    answer: WRITTEN,
    run: (call) => {
      const workbook = workbookOf(call);
      const { contents, documentVersion = workbook.version } = call.body;
      if (documentVersion !== workbook.version) {
        throw new ApiRefusal(409, 'conflict', `documentVersion is ${workbook.version} by now`);
      }
      return replaced(call, workbook, readContents(contents));
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v2/workbooks/spec',
    body: SPEC,
    answer: WRITTEN,
    run: ({ body, caller, state }) => {
      const { description, folderId, name } = body;
      const contents = readContents(documentOf(body));
      const workbook = newWorkbook(state.world, caller, { name, folderId, description, contents });
      state.workbooks.set(workbook.workbookId, workbook);
      return { success: true as const, workbookId: workbook.workbookId };
    },
  }),
  endpoint({
    method: 'PUT',
    path: `${ONE}/spec`,
    body: SPEC.partial(),
    answer: WRITTEN,
    run: (call) => replaced(call, workbookOf(call), readContents(documentOf(call.body))),
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/spec`,
    answer: z.strictObject({
      workbookId: z.string(),
      name: z.string(),
      folderId: z.string(),
      description: z.string().optional(),
      document: z.unknown(),
    }),
    run: (call) => {
      const { contents: document, description, folderId, name, workbookId } = workbookOf(call);
      return { workbookId, name, folderId, ...(description !== undefined && { description }), document };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v2/workbooks/spec/verify',
    body: SPEC.partial(),
    answer: z.strictObject({ valid: z.boolean(), errors: z.array(z.string()) }),
    run: ({ body }) => {
      const errors = [...problemsOf(documentOf(body))];
      return { valid: errors.length === 0, errors };
    },
  }),
  endpoint({
    method: 'POST',
    path: `${ONE}/swapSources`,
    body: z.object({
      connectionMapping: z.array(
        z.object({ fromId: z.string(), toId: z.string(), swapTables: z.boolean().optional() }),
      ),
    }),
    answer: z.strictObject({ unswappedSources: z.array(z.string()), unswappedConnections: z.array(z.string()) }),
    run: (call) => {
      const workbook = workbookOf(call);
      const used = connectionsOf(workbook.contents);
      const { connections } = call.state;
      const [known, left] = ['known', 'left'].map((which) =>
        call.body.connectionMapping.filter(
          ({ fromId, toId }) => (used.includes(fromId) && connections.has(toId)) === (which === 'known'),
        ),
      );
      const moved = new Map(known?.map(({ fromId, toId }) => [fromId, toId]));
      if (moved.size > 0) replaced(call, workbook, onConnections(workbook.contents, moved));
      return { unswappedSources: [], unswappedConnections: (left ?? []).map(({ fromId }) => fromId) };
    },
  }),
];

/** @throws ApiRefusal with every problem. */
export function readContents(value: unknown): Contents {
  const problems = problemsOf(value);
  return problems.length > 0 ? invalid(problems.join('; ')) : CONTENTS.parse(value);
}

function problemsOf(value: unknown): readonly string[] {
  const parsed = CONTENTS.safeParse(value);
  if (parsed.success) return [...compileProblems(parsed.data), ...layoutProblems(parsed.data)];
  return parsed.error.issues.map(({ message, path }) => {
    const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
    return `contents${place}: ${message}`;
  });
}

/** The older form names no kind. */
function documentOf({ contents, document }: { readonly contents?: unknown; readonly document?: unknown }): unknown {
  const sent = contents ?? document;
  return typeof sent === 'object' && sent !== null ? { kind: 'workbook', ...sent } : sent;
}

function onConnections(contents: Contents, moved: ReadonlyMap<string, string>): Contents {
  const copy = structuredClone(contents);
  for (const { source } of copy.elements.filter(isData)) {
    if (source.kind !== 'table') source.connectionId = moved.get(source.connectionId) ?? source.connectionId;
  }
  return copy;
}

function replaced(
  { caller, state }: Pick<ApiCall<unknown>, 'caller' | 'state'>,
  workbook: WorkbookRecord,
  contents: Contents,
): z.output<typeof WRITTEN> {
  workbook.contents = contents;
  workbook.version += 1;
  touch(workbook, caller, state);
  return { success: true, workbookId: workbook.workbookId };
}
