// Puts a long URL into JSON as it is: to check that nothing in it needs escaping takes half as long as to escape it.

interface RawJson {
  rawJSON(text: string): unknown;
}

/**
 * For `JSON.stringify`: a text without quotes, backslashes and control characters, such as a URL.
 * @throws SyntaxError for a text with a quote or a control character.
 */
export function unescaped(text: string): unknown {
  return (JSON as typeof JSON & RawJson).rawJSON(`"${text}"`);
}
