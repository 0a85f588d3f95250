// Puts a long URL into JSON as it is: nothing in it needs escaping, and to look for it takes longer than all the rest of the answer.

/**
 * `{ embedUrl, ...others }` as JSON. The URL is printable ASCII without quotes and backslashes, as every embed URL is.
 * @throws TypeError for a text that would end its own quotes.
 */
export function jsonWithUrl(embedUrl: string, others: Readonly<Record<string, unknown>>): string {
  if (embedUrl.includes('"') || embedUrl.includes('\\')) throw new TypeError('not an embed URL');
  return `{"embedUrl":"${embedUrl}",${JSON.stringify(others).slice(1)}`;
}
