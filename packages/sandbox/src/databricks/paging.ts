// Cuts a list into pages the way the account's APIs do. Knows no list.

/** The page that `page_size` and `page_token` ask for, and the token of the next one. At most 100 items. */
export function pageOf<Item>(
  items: readonly Item[],
  query: URLSearchParams,
): { readonly items: readonly Item[]; readonly next: { readonly next_page_token?: string } } {
  const asked = Number(query.get('page_size') ?? 100);
  const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, 100) : 100;
  const token = Buffer.from(query.get('page_token') ?? '', 'base64url').toString();
  const start = /^\d{1,9}$/.test(token) ? Number(token) : 0;
  const end = start + size;
  const next = end < items.length ? { next_page_token: Buffer.from(String(end)).toString('base64url') } : {};
  return { items: items.slice(start, end), next };
}
