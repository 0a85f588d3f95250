// Knows how to write HTML with everything escaped; knows no page.
import { html as honoHtml, raw } from 'hono/html';

/** HTML that is already escaped. */
export type Markup = ReturnType<typeof raw>;

/** What may stand in a template: text and numbers are escaped, `undefined` and `false` leave nothing. */
export type Piece = string | number | false | undefined | Markup | readonly Piece[];

/**
 * A template whose values are escaped for text and for double-quoted attributes.
 * Every page is made with it, so markup in a name is shown and never obeyed.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  const made = honoHtml(strings, ...values);
  // Only a promise among the values makes one of the whole, and `Piece` has none.
  if (made instanceof Promise) throw new TypeError('a page is made in one go');
  return made;
}

/** Text of our own that is already HTML or CSS. Never give it anything that came from outside. */
export function trusted(text: string): Markup {
  return raw(text);
}
