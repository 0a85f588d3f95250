// Check 1: the path names an organization, a workbook, and perhaps a tag, a page or an element. Knows no query string.
import type { Workbook, World } from '../../world.ts';
import { INVALID, refuse } from '../refusal.ts';
import { ELEMENTS, PAGES, TAGS } from '../workbooks.ts';

export interface Address {
  readonly workbook: Workbook;
  /** Tagged version, as written in the path. */
  readonly tag: string | undefined;
  /** Undefined for the whole workbook. */
  readonly node: { readonly type: 'page' | 'element'; readonly id: string } | undefined;
}

/**
 * Reads `/<org>/workbook/<Name>-<id>[/tag/<t>][/page/<id> | /element/<id>]` (Sigma help, "Create an embed API with JSON
 * Web Tokens"). The id alone is enough; a tag follows the workbook directly.
 */
export function readAddress(world: World, path: string): Address {
  const [organization, kind, slug = '', ...rest] = path.split('/').slice(1).map(decode);
  if (organization !== world.organization) return refuse('unknown_organization', 'ENOENT', 'Organization not found.');
  const workbook =
    kind === 'workbook' ? world.workbooks.find((known) => known.slug === slug || known.urlId === slug) : undefined;
  if (workbook === undefined) return refuse('unknown_workbook', 'ENOENT', 'Workbook not found.');
  const tag = rest[0] === 'tag' ? rest.splice(0, 2)[1] : undefined;
  if (tag !== undefined && !TAGS.includes(tag)) refuse('unknown_tag', 'ENOENT', 'Workbook version not found.');
  if (rest.length === 0) return { workbook, tag, node: undefined };
  const [type, id = ''] = rest;
  if ((type !== 'page' && type !== 'element') || rest.length !== 2) {
    return refuse('malformed_path', 'EINVAL', INVALID);
  }
  const known: readonly string[] = type === 'page' ? PAGES.map((page) => page.id) : ELEMENTS;
  if (!known.includes(id)) refuse('unknown_node', 'ESTALE', `This ${type} has been deleted or archived.`);
  return { workbook, tag, node: { type, id } };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return refuse('malformed_path', 'EINVAL', INVALID);
  }
}
