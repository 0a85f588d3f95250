// Lists of the REST API, page by page, in the older and in the newer way. Knows no resource.
import { invalid } from './endpoint.ts';

const USUAL = 50;
const MOST = 1000;

export interface Page<Entry> {
  readonly entries: Entry[];
  readonly nextPage: string | null;
}

/** The older way: `page` is what `nextPage` said, `limit` up to 1000, 50 by default. */
export function paged<Entry>(all: readonly Entry[], query: URLSearchParams): Page<Entry> & { readonly total: number } {
  const [from, size] = [readNumber(query, 'page', 0), readNumber(query, 'limit', USUAL)];
  if (size < 1 || size > MOST) return invalid(`limit must be from 1 to ${MOST}`);
  const next = from + size;
  return { entries: all.slice(from, next), nextPage: next < all.length ? String(next) : null, total: all.length };
}

/** With `hasMore`, which the vendor calls deprecated and still sends where it always did. */
export function pagedWithMore<Entry>(
  all: readonly Entry[],
  query: URLSearchParams,
): Page<Entry> & { readonly total: number; readonly hasMore: boolean } {
  const page = paged(all, query);
  return { ...page, hasMore: page.nextPage !== null };
}

/** The oldest lists are plain unless they are asked for page by page, and then they tell no total. */
export function plainOrPaged<Entry>(all: Entry[], query: URLSearchParams): Entry[] | Page<Entry> {
  if (!query.has('page') && !query.has('limit')) return all;
  const { entries, nextPage } = paged(all, query);
  return { entries, nextPage };
}

/** The newer way: `pageToken` and `pageSize`; the last page has no `nextPageToken`. */
export function tokenPaged<Entry>(
  all: readonly Entry[],
  query: URLSearchParams,
): { readonly entries: Entry[]; readonly nextPageToken?: string } {
  const [from, size] = [readNumber(query, 'pageToken', 0), readNumber(query, 'pageSize', USUAL)];
  if (size < 1 || size > MOST) return invalid(`pageSize must be from 1 to ${MOST}`);
  const next = from + size;
  return { entries: all.slice(from, next), ...(next < all.length && { nextPageToken: String(next) }) };
}

function readNumber(query: URLSearchParams, name: string, usual: number): number {
  const text = query.get(name);
  if (text === null || text === '') return usual;
  return /^\d{1,9}$/.test(text) ? Number(text) : invalid(`${name} must be a number`);
}
