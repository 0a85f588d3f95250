// Check 1: the path names an organization, a workbook, and perhaps a tag, a page or an element. Knows no query string.
import type { Contents } from '../documents/contents.ts';
import type { Node } from '../documents/layout.ts';
import { INVALID, refuse } from '../refusal.ts';
import type { SigmaState, WorkbookRecord } from '../state.ts';

export interface Address {
  readonly workbook: WorkbookRecord;
  /** Tagged version, as written in the path. */
  readonly tag: string | undefined;
  /** What this version of the workbook shows. */
  readonly contents: Contents;
  /** Undefined for the whole workbook. */
  readonly node: Node;
  /** The path ends in `/edit`. */
  readonly edits: boolean;
}

/**
 * Reads `/<org>/workbook/<Name>-<id>[/tag/<t>][/page/<id> | /element/<id> | /edit]` (Sigma help, "Create an embed API with JSON
 * Web Tokens"). The id alone is enough; a tag follows the workbook directly.
 */
export function readAddress({ workbooks, world }: SigmaState, path: string): Address {
  const [organization, kind, slug = '', ...rest] = path.split('/').slice(1).map(decode);
  if (organization !== world.organization) return refuse('unknown_organization', 'ENOENT', 'Organization not found.');
  const known = [...workbooks.values()].filter(({ isArchived }) => !isArchived);
  const workbook =
    kind === 'workbook' ? known.find(({ urlId }) => slug === urlId || slug.endsWith(`-${urlId}`)) : undefined;
  if (workbook === undefined) return refuse('unknown_workbook', 'ENOENT', 'Workbook not found.');
  const tag = rest[0] === 'tag' ? (rest.splice(0, 2)[1] ?? '') : undefined;
  const contents = tag === undefined ? workbook.contents : workbook.tags.get(tag)?.contents;
  if (contents === undefined) return refuse('unknown_tag', 'ENOENT', 'Workbook version not found.');
  const edits = rest[0] === 'edit' && rest.length === 1;
  if (rest.length === 0 || edits) return { workbook, tag, contents, node: undefined, edits };
  const [type, id = ''] = rest;
  if ((type !== 'page' && type !== 'element') || rest.length !== 2) {
    return refuse('malformed_path', 'EINVAL', INVALID);
  }
  const nodes: readonly { readonly id: string }[] = type === 'page' ? contents.pages : contents.elements;
  if (!nodes.some((node) => node.id === id)) {
    refuse('unknown_node', 'ESTALE', `This ${type} has been deleted or archived.`);
  }
  return { workbook, tag, contents, node: { type, id }, edits };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return refuse('malformed_path', 'EINVAL', INVALID);
  }
}
