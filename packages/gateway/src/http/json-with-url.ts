// Puts a long URL into JSON as it is: to check that nothing in it needs escaping takes half as long as to escape it.

interface RawJson {
  rawJSON(text: string): unknown;
}

/**
 * For `JSON.stringify`: a text of printable ASCII without quotes and backslashes, as every embed URL is. A backslash would be read as
 * the beginning of an escape.
 * @throws SyntaxError for a text that is not the inside of one JSON string.
 */
export function unescaped(text: string): unknown {
  return (JSON as typeof JSON & RawJson).rawJSON(`"${text}"`);
}
